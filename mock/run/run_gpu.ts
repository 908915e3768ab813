import { resolve } from "node:path";
import type { ExitCode } from "../../runtime/cli/exit_codes.ts";
import type { ParsedArguments } from "../../runtime/cli/parse_arguments.ts";
import type { VerbContext } from "../../runtime/cli/verb.ts";
import { CodedError } from "../../runtime/contract/errors.ts";
import { seedOf, speedOf } from "../cli/number_flags.ts";
import { defaultWorld } from "../default/world.ts";
import { World } from "../sim/world.ts";
import { everySecond } from "./every_second.ts";
import { GpuCommands } from "./gpu_commands.ts";
import { isPathError } from "./path_error.ts";
import { orUnwritable } from "./unwritable.ts";
import { untilSignal } from "./until_signal.ts";
import { WorldClock } from "./world_clock.ts";

/** Keeps the fake commands of the cards up to date until a signal comes; then they are removed. */
export async function run(parsed: ParsedArguments, context: VerbContext): Promise<ExitCode> {
  const [seed, speed] = [seedOf(parsed), speedOf(parsed)];
  const bin = resolve(context.cwd, parsed.values.get("dir") ?? "mock-gpu");
  const world = new World(defaultWorld({ hasAmd: parsed.switches.has("amd") }), {
    seed,
    epochUnix: Date.now() / 1_000,
    warmUpSeconds: 30,
  });
  world.advance(0);
  await using cleanup = new AsyncDisposableStack();
  const signal = untilSignal();
  cleanup.defer(signal.stop);
  const commands = await install(bin, world);
  cleanup.defer(() => commands.remove());
  const clock = new WorldClock(world, { speed });
  cleanup.defer(() => clock.stop());
  const updates = everySecond(() => commands.update());
  cleanup.defer(() => updates.stop());
  const { output, style } = context;
  output.note(
    `${style.bold("gpu")} ${style.green(`PATH=${bin}:$PATH nvidia-smi -L`)}. Ctrl-C ends it.`,
  );
  return await orUnwritable(bin, Promise.race([signal.signalled, clock.failed, updates.failed]));
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
