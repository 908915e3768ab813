/** `deno task doctor`: what this machine has and lacks, what is wrong, and what to do. */
import { statfsSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { resolve } from "node:path";
import type { Config } from "../../contract/config.ts";
import { CodedError, errorText } from "../../contract/errors.ts";
import { formatQuantity } from "../../contract/format_quantity.ts";
import type { PluginsAnswer, PluginStatus } from "../../contract/status.ts";
import { RELEASED, TESTED_DENO } from "../../contract/version.ts";
import { makeBundle } from "../bundle/make_bundle.ts";
import { Recorder } from "../bundle/recorder.ts";
import { recordRun } from "../bundle/record_run.ts";
import type { RecordedRun } from "../bundle/record_run.ts";
import { BundleFile } from "../bundle/save_bundle.ts";
import { during } from "../during.ts";
import { EXIT, Interrupted } from "../exit_codes.ts";
import type { ExitCode } from "../exit_codes.ts";
import { missingPackages } from "../locked_packages.ts";
import { inspectMachine } from "../inspect_machine.ts";
import { Instance } from "../instance.ts";
import type { ParsedArguments } from "../parse_arguments.ts";
import { outlook, projectOptions, readProject } from "../project.ts";
import type { Project } from "../project.ts";
import { projectDir } from "../project_dir.ts";
import { runOnce } from "../run_once.ts";
import { processContext, runVerb } from "../run_verb.ts";
import { toAddress } from "../server_address.ts";
import { terminalSize } from "../terminal_size.ts";
import { SHARED_FLAGS } from "../verb.ts";
import type { Task } from "../task.ts";
import type { Verb, VerbContext } from "../verb.ts";
import { ok, warning } from "./check.ts";
import type { Check } from "./check.ts";
import {
  checkClock,
  checkConfig,
  checkDeno,
  checkLayers,
  checkLoad,
  checkPackages,
  checkPort,
  checkStateRoom,
} from "./machine_checks.ts";
import type { PortUse } from "./machine_checks.ts";
import { checkPlugin, checkPluginsFolder } from "./plugin_checks.ts";
import type { PluginRun } from "./plugin_checks.ts";
import { reportChecks } from "./report_checks.ts";
import { judgeRun } from "./judge_run.ts";

const doctor: Verb = {
  command: "deno task doctor",
  summary:
    "Checks the machine, the configuration and the plugins, and says how to fix what is wrong",
  flags: {
    ...SHARED_FLAGS,
    offline: { type: "boolean", summary: "Do not try the plugins when no instance is running" },
    bundle: {
      type: "string",
      value: "FILE",
      summary: "Also write a tar file for a bug report, without keys, names and addresses",
    },
  },
  operands: [],
  examples: [
    ["deno task doctor", "0 nothing is wrong, 1 something is; warnings do not count"],
    ["deno task doctor --json", "the same for programs"],
    ["deno task doctor --bundle report.tar", "for a bug report; lists what is in it"],
  ],
  async run(parsed, context) {
    const { output, style, env, cwd } = context;
    const path = parsed.values.get("bundle");
    using bundle = path === undefined ? undefined : await BundleFile.claim(resolve(cwd, path));
    const project = await readProject(parsed, context);
    const inspecting = inspectMachine(projectOptions(parsed, context));
    const machine = await during("Inspecting the machine", inspecting, output);
    const packages = await missingPackages(projectDir(), machine.denoDir);
    const { use, plugins } = await askInstance(project.loaded.config.server, context.env);
    const isAsked = !parsed.switches.has("offline") && packages.length === 0 &&
      (bundle !== undefined || !plugins);
    const tried = isAsked
      ? await tryAll(parsed, context, { project, isRecorded: bundle !== undefined })
      : { recorder: new Recorder(), run: undefined };
    const runs = plugins
      ? listRuns(plugins)
      : tried.run
      ? judgeRun(tried.run, listMetrics(project))
      : new Map<string, PluginRun>();
    const { loaded, issues } = project;
    const checks: Check[] = [
      checkDeno(machine.denoVersion, TESTED_DENO),
      checkPackages(packages),
      checkConfig(loaded, issues.length),
      checkPort(toAddress(loaded.config.server), use),
      checkStateRoom(loaded.config.state.dir, freeBytes(loaded.config.state.dir)),
      checkClock(Date.now(), Date.parse(RELEASED)),
      checkLoad({ load1: loadavg()[0] ?? 0, cpus: cpus().length, cpuPressure: readPressure() }),
      user(machine.isRoot),
      ...checkPluginsFolder(loaded.config.plugins.dir, project.plugins.length),
      ...project.plugins.flatMap((plugin) =>
        checkPlugin({
          name: plugin.folder.name,
          outlook: outlook(plugin),
          run: runs.get(plugin.folder.name),
        })
      ),
      ...checkLayers(machine.isolation),
    ];
    const report = { ...machine, missingPackages: packages, issues, checks };
    if (parsed.switches.has("json")) {
      output.json(report);
    } else {
      const columns = Deno.stdout.isTerminal() ? terminalSize().columns : undefined;
      reportChecks({ checks, warnings: machine.warnings, issues }, { output, style, columns });
    }
    if (bundle) {
      // With --json the answer is one document.
      const say = parsed.switches.has("json") ? output.note : output.line;
      await makeBundle(bundle, { project, recorded: tried, doctor: report }, { env, say });
    }
    return chooseExit(checks, issues.length);
  },
};

function chooseExit(checks: readonly Check[], issues: number): ExitCode {
  if (issues > 0) return EXIT.configInvalid;
  return checks.some(({ status }) => status === "failure") ? EXIT.failure : EXIT.ok;
}

/** Asks the instance of this configuration; where none is, finds out who has its address. */
async function askInstance(
  server: Config["server"],
  env: VerbContext["env"],
): Promise<{ use: PortUse; plugins?: readonly PluginStatus[] }> {
  try {
    const instance = await Instance.configured(server, env);
    return {
      use: "ours",
      plugins: (await instance.getJson<PluginsAnswer>("/api/v1/plugins")).plugins,
    };
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    return { use: isFree(server) ? "free" : error.code === "auth_invalid" ? "ours" : "taken" };
  }
}

function isFree({ host, port }: Config["server"]): boolean {
  try {
    Deno.listen({ hostname: host, port }).close();
    return true;
  } catch {
    return false;
  }
}

function listRuns(plugins: readonly PluginStatus[]): Map<string, PluginRun> {
  return new Map(plugins.map(({ name, state, detail, series, last_duration_seconds, subjects }) => [
    name,
    { state, detail, series, seconds: last_duration_seconds, subjects },
  ]));
}

/**
 * Tries what may run, and writes down what it is answered where that is asked for. What cannot be tried
 * is a line, and the other checks go on.
 */
async function tryAll(
  parsed: ParsedArguments,
  { output, ...context }: VerbContext,
  { project: { plugins, loaded }, isRecorded }: { project: Project; isRecorded: boolean },
): Promise<RecordedRun> {
  const nothing = { recorder: new Recorder(), run: undefined };
  const count = plugins.filter((plugin) => outlook(plugin).state === "ready").length;
  if (count === 0) return nothing;
  const why = isRecorded ? "For the bundle" : "No instance runs";
  if (!parsed.switches.has("json")) {
    output.note(
      `${why}: trying ${formatQuantity(count, "plugin")} once, which can take half a minute`,
    );
  }
  const options = projectOptions(parsed, { output, ...context });
  try {
    const running = isRecorded
      ? recordRun(options, loaded.config.services)
      : runOnce(options).then((run) => ({ ...nothing, run }));
    return await during("Trying the plugins", running, output);
  } catch (error) {
    if (error instanceof Interrupted) throw error;
    output.note(`Cannot try them: ${errorText(error)}`);
    return nothing;
  }
}

/** Returns the metrics of each plugin that may run. */
function listMetrics({ plugins }: Project): ReadonlyMap<string, readonly string[]> {
  return new Map(
    plugins.filter((plugin) => outlook(plugin).state === "ready").map(({ folder, manifest }) =>
      [folder.name, (manifest?.metrics ?? []).map(({ name }) => name)] as const
    ),
  );
}

function user(isRoot: boolean): Check {
  return isRoot ? ok("user", "root; plugins run as users of their own") : warning(
    "user",
    "an ordinary user: plugins share it with everything else that it runs",
    "As root, each plugin has a user of its own; deno task service install gives the monitor one",
  );
}

/** The room of the file system that holds a folder, or will; undefined where nobody can tell. */
function freeBytes(dir: string): number | undefined {
  for (let path = dir; path !== ""; path = path.slice(0, path.lastIndexOf("/"))) {
    try {
      const { bavail, bsize } = statfsSync(path);
      return bavail * bsize;
    } catch {
      // It is not there yet: the folder above it tells.
    }
  }
  return undefined;
}

function readPressure(): number | undefined {
  try {
    const text = Deno.readTextFileSync("/proc/pressure/cpu");
    const share = /^some .*avg60=([\d.]+)/m.exec(text)?.[1];
    return share === undefined ? undefined : Number(share) / 100;
  } catch {
    return undefined;
  }
}

export const task: Task = { own: doctor };

if (import.meta.main) Deno.exit(await runVerb(doctor, Deno.args, processContext()));
