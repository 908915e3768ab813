/** `deno task doctor`: what this machine has and lacks for running plugins safely. */
import type { IsolationLayer } from "../contract/syscall.ts";
import { inspectMachine } from "./inspect_machine.ts";
import type { MachineReport } from "./inspect_machine.ts";
import { EXIT } from "./exit_codes.ts";
import { missingPackages } from "./fetch_packages.ts";
import { outlook, projectOptions, readProject } from "./project.ts";
import type { Project } from "./project.ts";
import { projectDir } from "./project_dir.ts";
import { processContext, runVerb } from "./run_verb.ts";
import { runningSubjects } from "./running_subjects.ts";
import type { PluginSubject } from "./running_subjects.ts";
import { formatTable } from "./table.ts";
import { SHARED_FLAGS } from "./verb.ts";
import type { Verb, VerbContext } from "./verb.ts";

const doctor: Verb = {
  command: "deno task doctor",
  summary: "Says what this machine has and lacks for running plugins safely",
  flags: SHARED_FLAGS,
  operands: [],
  examples: [
    ["deno task doctor", "0 nothing is wrong; missing layers are told, and no failure"],
    ["deno task doctor --json", "the same for programs"],
  ],
  async run(parsed, context) {
    const project = await readProject(parsed, context);
    const machine = await inspectMachine(projectOptions(parsed, context));
    const packages = await missingPackages(projectDir(), machine.denoDir);
    const subjects = await runningSubjects(project.loaded.config.server);
    const isWrong = project.issues.length > 0;
    if (parsed.switches.has("json")) {
      const { issues } = project;
      context.output.json({ ...machine, missingPackages: packages, issues, subjects });
    } else {
      report({ machine, packages, project, subjects }, context);
    }
    return isWrong ? EXIT.configInvalid : EXIT.ok;
  },
};

function report(
  { machine, packages, project, subjects }: {
    machine: MachineReport;
    packages: readonly string[];
    project: Project;
    subjects: readonly PluginSubject[];
  },
  { output, style }: VerbContext,
): void {
  const { loaded, plugins, issues } = project;
  const { green, yellow, red } = style;
  const packageText = packages.length === 0
    ? "all there; no network is needed"
    : `${packages.length} missing; the first start fetches them`;
  const rows = [
    ["deno", machine.denoVersion, machine.denoPath],
    ["user", machine.isRoot ? "root" : "ordinary", ""],
    ["packages", packages.length === 0 ? green("ok") : yellow("missing"), packageText],
    ["config", green("ok"), loaded.file ?? "none; every default is in force"],
    ["listens on", `${loaded.config.server.host}:${loaded.config.server.port}`, ""],
    ...machine.isolation.map((layer) => layerRow(layer, style)),
    ...plugins.map((plugin) => {
      const { state, detail } = outlook(plugin);
      const paint = state === "ready" ? green : state === "rejected" ? red : yellow;
      return [`plugin ${plugin.folder.name}`, paint(state), detail];
    }),
    ...subjects.map(({ plugin, name, state, detail }) => [`${plugin} ${name}`, state, detail]),
  ];
  for (const line of formatTable(rows)) output.line(line);
  for (const { code, file, rule, fix } of machine.warnings) {
    output.line(`${yellow(`warning[${code}]`)} ${file}: ${rule}. ${fix ?? ""}`);
  }
  for (const { code, file, rule } of issues) {
    output.line(`${red(`error[${code}]`)} ${file}: ${rule}`);
  }
}

function layerRow({ name, active, detail }: IsolationLayer, style: VerbContext["style"]): string[] {
  return [`layer ${name}`, active ? style.green("active") : style.yellow("missing"), detail];
}

if (import.meta.main) Deno.exitCode = await runVerb(doctor, Deno.args, processContext());
