import { resolve } from "node:path";
import type { ExitCode } from "../../runtime/cli/exit_codes.ts";
import type { ParsedArguments } from "../../runtime/cli/parse_arguments.ts";
import type { VerbContext } from "../../runtime/cli/verb.ts";
import { defaultWorld } from "../default/world.ts";
import { GpuCommands } from "./gpu_commands.ts";
import { explainPathError, orUnwritable } from "./path_error.ts";
import { repeatEvery } from "./repeat_every.ts";
import { runSingle } from "./run_single.ts";
import type { SingleFake } from "./run_single.ts";

/** Keeps the fake commands of the cards up to date until a signal comes; then they are removed. */
export async function run(parsed: ParsedArguments, context: VerbContext): Promise<ExitCode> {
  const { style, cwd } = context;
  const bin = resolve(cwd, parsed.values.get("dir") ?? "mock-gpu");
  const fake: SingleFake = {
    spec: defaultWorld({ hasAmd: parsed.switches.has("amd") }),
    warmUpSeconds: 30,
    start: async (world, cleanup) => {
      const commands = await explainPathError(GpuCommands.install(bin, world), {
        code: "usage",
        problem: `Cannot use --dir ${bin}`,
        hint: "It must be a folder that you may write to; it is created if it does not exist",
      });
      cleanup.defer(() => commands.remove());
      const updates = repeatEvery(1_000, () => commands.update());
      cleanup.defer(() => updates.stop());
      const message = `${style.bold("gpu")} ${style.green(`PATH=${bin}:$PATH nvidia-smi -L`)}`;
      return { message, failed: updates.failed };
    },
  };
  return await orUnwritable(bin, runSingle(fake, parsed, context));
}
