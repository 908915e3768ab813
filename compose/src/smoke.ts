import { during } from "../../runtime/cli/during.ts";
import { EXIT } from "../../runtime/cli/exit_codes.ts";
import { CodedError } from "../../runtime/contract/errors.ts";
import { projectDir } from "../../runtime/cli/project_dir.ts";
import type { Verb, VerbContext } from "../../runtime/cli/verb.ts";
import { composeCommand, runProgram } from "./engine.ts";
import type { ProgramResult } from "./engine.ts";
import { inspectStack } from "./inspect_stack.ts";
import { SMOKE_STEPS } from "./smoke_steps.ts";
import type { SmokeContext } from "./smoke_steps.ts";
import { stackFindings } from "./stack_findings.ts";

const SERVICES = "runtime,docker-proxy,prometheus,alertmanager,loki,alloy,grafana";
const PATIENCE_MS = 180_000;
const PAUSE_MS = 1_000;

/** `deno task stack smoke`. */
export const stackSmoke: Verb = {
  command: "deno task stack smoke",
  summary: "Starts the stack and checks that each part does its job",
  flags: {
    dir: {
      type: "string",
      value: "FOLDER",
      summary: "Folder of compose.yaml (default: the project's)",
    },
    file: {
      type: "string",
      value: "FILES",
      summary: "Files besides compose.yaml, separated by commas: compose.mock.yaml",
    },
    services: {
      type: "string",
      value: "NAMES",
      summary: "Only these, separated by commas (default: all)",
    },
    "no-up": { type: "boolean", summary: "Checks the running stack; starts nothing" },
    "no-pull": { type: "boolean", summary: "Use the local images" },
  },
  operands: [],
  examples: [
    ["deno task stack smoke --file compose.mock.yaml", "the demo, on a machine with a registry"],
    ["deno task stack smoke --no-pull", "with the local images"],
  ],
  async run({ values, switches }, context) {
    const { output, style, env } = context;
    const dir = values.get("dir") ?? `${projectDir()}/compose`;
    const facts = await inspectStack({ dir, env, gpu: undefined });
    const findings = stackFindings(facts);
    if (findings.length > 0) {
      for (const { what, fix } of findings) output.note(`${style.red("wrong")} ${what}. ${fix}`);
      return EXIT.configInvalid;
    }
    const compose = await composeRunner({ dir, files: split(values.get("file") ?? "") }, context);
    const services = split(values.get("services") ?? SERVICES);
    if (!switches.has("no-up")) {
      if (!switches.has("no-pull")) {
        const images = services.filter((name) => name !== "runtime");
        await during("Pulling images", must(compose, ["pull", ...images]), output);
      }
      const starting = must(compose, ["up", "-d", "--build", ...services]);
      await during("Starting the stack", starting, output);
    }
    const smoke: SmokeContext = {
      services,
      compose,
      docker: async (args) => await runProgram(["docker", ...args], env) ?? { code: 127, text: "" },
      address: facts.env.BIND_ADDRESS ?? "",
      env: facts.env,
      password: (facts.secrets["grafana-admin-password"] ?? "").trim(),
      boards: `${dir}/../dashboards/boards`,
    };
    let failed = 0;
    for (const { name, needs, run, look } of SMOKE_STEPS) {
      if (!needs.every((service) => services.includes(service))) continue;
      const trouble = await during(`Trying: ${name}`, patiently(() => run(smoke)), output);
      if (trouble === undefined) {
        output.line(`${style.green("ok")} ${name}`);
        continue;
      }
      failed++;
      output.line(`${style.red("failed")} ${name}: ${trouble}`);
      output.line(`       ${look}`);
    }
    return failed === 0 ? EXIT.ok : EXIT.failure;
  },
};

type Compose = (args: readonly string[]) => Promise<ProgramResult>;

async function composeRunner(
  { dir, files }: { dir: string; files: readonly string[] },
  { env }: VerbContext,
): Promise<Compose> {
  const found = await composeCommand(env);
  if (found === undefined) throw new CodedError("usage", "There is no Compose");
  const named = ["compose.yaml", ...files].flatMap((file) => ["-f", `${dir}/${file}`]);
  return async (args) =>
    await runProgram([...found.words, ...named, ...args], env, dir) ?? { code: 127, text: "" };
}

async function must(compose: Compose, args: readonly string[]): Promise<void> {
  const { code, text } = await compose(args);
  if (code === 0) return;
  throw new CodedError("usage", `Compose could not ${args[0]}: ${text.trim().slice(-2_000)}`);
}

/** Asks until it is well, and returns what is wrong when patience ends. */
async function patiently(
  ask: () => Promise<string | undefined>,
): Promise<string | undefined> {
  const end = performance.now() + PATIENCE_MS;
  for (;;) {
    const trouble = await ask();
    if (trouble === undefined || performance.now() > end) return trouble;
    await new Promise((done) => setTimeout(done, PAUSE_MS));
  }
}

function split(text: string): string[] {
  return text.split(",").map((word) => word.trim()).filter((word) => word !== "");
}
