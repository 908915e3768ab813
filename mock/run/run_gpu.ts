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
  const signal = untilSignal();
  const commands = await install(bin, world);
  const clock = new WorldClock(world, { speed });
  const updates = everySecond(() => commands.update());
  const { output, style } = context;
  output.note(
    `${style.bold("gpu")} ${style.green(`PATH=${bin}:$PATH nvidia-smi -L`)}. Ctrl-C ends it.`,
  );
  const code = await signal.signalled;
  signal.stop();
  clock.stop();
  await updates.stop();
  for (const file of commands.files) await Deno.remove(file, { recursive: true });
  return code;
}

async function install(bin: string, world: World): Promise<GpuCommands> {
  try {
    return await GpuCommands.install(bin, world);
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    throw new CodedError("usage", `Cannot use --dir ${bin}: the commands are there already`, {
      hint: "Remove them, or name another folder",
    });
  }
}
