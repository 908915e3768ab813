import { resolve } from "node:path";
import type { ExitCode } from "../../runtime/cli/exit_codes.ts";
import type { ParsedArguments } from "../../runtime/cli/parse_arguments.ts";
import type { VerbContext } from "../../runtime/cli/verb.ts";
import { CodedError } from "../../runtime/contract/errors.ts";
import { defaultWorld } from "../default/world.ts";
import type { World } from "../sim/world.ts";
import { GpuCommands } from "./gpu_commands.ts";
import { isPathError, orUnwritable } from "./path_error.ts";
import { repeatEvery } from "./repeat_every.ts";
import { runSingle } from "./run_single.ts";

/** Keeps the fake commands of the cards up to date until a signal comes; then they are removed. */
export async function run(parsed: ParsedArguments, context: VerbContext): Promise<ExitCode> {
  const { style, cwd } = context;
  const bin = resolve(cwd, parsed.values.get("dir") ?? "mock-gpu");
  const fake = {
    spec: defaultWorld({ hasAmd: parsed.switches.has("amd") }),
    warmUpSeconds: 30,
    start: async (world: World, defer: (end: () => Promise<void>) => void) => {
      const commands = await install(bin, world);
      defer(() => commands.remove());
      const updates = repeatEvery(1_000, () => commands.update());
      defer(() => updates.stop());
      const message = `${style.bold("gpu")} ${style.green(`PATH=${bin}:$PATH nvidia-smi -L`)}`;
      return { message, failed: updates.failed };
    },
  };
  return await orUnwritable(bin, runSingle(fake, parsed, context));
}

async function install(bin: string, world: World): Promise<GpuCommands> {
  try {
    return await GpuCommands.install(bin, world);
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) {
      throw new CodedError("usage", `Cannot use --dir ${bin}: the commands are there already`, {
        hint: "Remove them, or name another folder",
      });
    }
    if (!isPathError(error)) throw error;
    throw new CodedError("usage", `Cannot use --dir ${bin}: ${error.message}`, {
      hint: "It must be a folder that you may write to; it is made where it is not there",
      cause: error,
    });
  }
}
