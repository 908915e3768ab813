/** `deno task doctor`: what this machine has and lacks, what is wrong, and what to do. */
import { statfsSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import type { Config } from "../../contract/config.ts";
import { CodedError, errorText } from "../../contract/errors.ts";
import type { PluginsAnswer, PluginStatus } from "../../contract/status.ts";
import { RELEASED, TESTED_DENO } from "../../contract/version.ts";
import { EXIT } from "../exit_codes.ts";
import type { ExitCode } from "../exit_codes.ts";
import { missingPackages } from "../fetch_packages.ts";
import { inspectMachine } from "../inspect_machine.ts";
import { Instance } from "../instance.ts";
import type { ParsedArguments } from "../parse_arguments.ts";
import { outlook, projectOptions, readProject } from "../project.ts";
import type { Project } from "../project.ts";
import { projectDir } from "../project_dir.ts";
import { processContext, runVerb } from "../run_verb.ts";
import { addressOf } from "../server_address.ts";
import { terminalSize } from "../terminal_size.ts";
import { SHARED_FLAGS } from "../verb.ts";
import type { Verb, VerbContext } from "../verb.ts";
import { failure, ok, warning } from "./check.ts";
import type { Check } from "./check.ts";
import {
  checkClock,
  checkDeno,
  checkLayers,
  checkLoad,
  checkPackages,
  checkPort,
  checkStateRoom,
} from "./machine_checks.ts";
import type { PortUse } from "./machine_checks.ts";
import { checkPlugin } from "./plugin_checks.ts";
import type { PluginRun } from "./plugin_checks.ts";
import { reportChecks } from "./report_checks.ts";
import { tryPlugins } from "./try_plugins.ts";

const doctor: Verb = {
  command: "deno task doctor",
  summary: "Looks at machine, configuration and plugins, and says what is wrong and what to do",
  flags: {
    ...SHARED_FLAGS,
    offline: { type: "boolean", summary: "Do not try the plugins where no instance runs" },
  },
  operands: [],
  examples: [
    ["deno task doctor", "0 nothing is wrong, 1 something is; warnings are no failure"],
    ["deno task doctor --json", "the same for programs"],
  ],
  async run(parsed, context) {
    const { output, style } = context;
    const project = await readProject(parsed, context);
    const machine = await inspectMachine(projectOptions(parsed, context));
    const packages = await missingPackages(projectDir(), machine.denoDir);
    const { use, plugins } = await askInstance(project.loaded.config.server, context.env);
    const runs = plugins
      ? runsOf(plugins)
      : parsed.switches.has("offline") || packages.length > 0
      ? new Map<string, PluginRun>()
      : await tryAll(parsed, context, project);
    const { loaded, issues } = project;
    const checks: Check[] = [
      checkDeno(machine.denoVersion, TESTED_DENO),
      checkPackages(packages),
      issues.length === 0
        ? ok("config", loaded.file ?? "none; every default is in force")
        : failure("config", `${issues.length} things are wrong, see below`, "deno task check"),
      checkPort(addressOf(loaded.config.server), use),
      checkStateRoom(loaded.config.state.dir, freeBytes(loaded.config.state.dir)),
      checkClock(Date.now(), Date.parse(RELEASED)),
      checkLoad({ load1: loadavg()[0] ?? 0, cpus: cpus().length, cpuPressure: readPressure() }),
      user(machine.isRoot),
      ...project.plugins.flatMap((plugin) =>
        checkPlugin({
          name: plugin.folder.name,
          outlook: outlook(plugin),
          run: runs.get(plugin.folder.name),
        })
      ),
      ...checkLayers(machine.isolation),
    ];
    if (parsed.switches.has("json")) {
      output.json({ ...machine, missingPackages: packages, issues, checks });
    } else {
      const columns = Deno.stdout.isTerminal() ? terminalSize().columns : undefined;
      reportChecks({ checks, warnings: machine.warnings, issues }, { output, style, columns });
    }
    return exitOf(checks, issues.length);
  },
};

function exitOf(checks: readonly Check[], issues: number): ExitCode {
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

function runsOf(plugins: readonly PluginStatus[]): Map<string, PluginRun> {
  return new Map(plugins.map(({ name, state, detail, series, last_duration_seconds, subjects }) => [
    name,
    { state, detail, series, seconds: last_duration_seconds, subjects },
  ]));
}

/** Tries what may run; what cannot be tried is a line, and the other checks go on. */
async function tryAll(
  parsed: ParsedArguments,
  context: VerbContext,
  { plugins }: Project,
): Promise<ReadonlyMap<string, PluginRun>> {
  const ready = plugins.filter((plugin) => outlook(plugin).state === "ready");
  if (ready.length === 0) return new Map();
  if (!parsed.switches.has("json")) {
    context.output.note(`No instance runs: trying ${ready.length} plugins once`);
  }
  const metricsOf = new Map(
    ready.map(({ folder, manifest }) =>
      [folder.name, (manifest?.metrics ?? []).map(({ name }) => name)] as const
    ),
  );
  try {
    return await tryPlugins(projectOptions(parsed, context), metricsOf);
  } catch (error) {
    context.output.note(`Cannot try them: ${errorText(error)}`);
    return new Map();
  }
}

function user(isRoot: boolean): Check {
  return isRoot ? ok("user", "root; plugins run as users of their own") : warning(
    "user",
    "an ordinary one: plugins share it with what else it runs",
    "As root, or by the systemd unit, each plugin has a user of its own; see docs/security.md",
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

if (import.meta.main) Deno.exit(await runVerb(doctor, Deno.args, processContext()));
