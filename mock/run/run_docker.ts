import { resolve } from "node:path";
import type { ExitCode } from "../../runtime/cli/exit_codes.ts";
import type { ParsedArguments } from "../../runtime/cli/parse_arguments.ts";
import type { VerbContext } from "../../runtime/cli/verb.ts";
import { CodedError } from "../../runtime/contract/errors.ts";
import { seedOf, speedOf } from "../cli/number_flags.ts";
import { defaultWorld } from "../default/world.ts";
import { startDockerApi } from "../docker/mod.ts";
import { World } from "../sim/world.ts";
import { untilSignal } from "./until_signal.ts";
import { WorldClock } from "./world_clock.ts";

/** Runs a fake Docker Engine API until a signal comes. */
export async function run(parsed: ParsedArguments, context: VerbContext): Promise<ExitCode> {
  const [seed, speed] = [seedOf(parsed), speedOf(parsed)];
  const socketPath = resolve(context.cwd, parsed.values.get("socket") ?? "docker.sock");
  if (await isThere(socketPath)) {
    throw new CodedError("usage", `Cannot use --socket ${socketPath}: there is a file already`, {
      hint: "Remove it, or name another",
    });
  }
  const world = new World(defaultWorld({ hasAmd: false }), {
    seed,
    epochUnix: Date.now() / 1_000,
    warmUpSeconds: 0,
  });
  const signal = untilSignal();
  const docker = await startDockerApi(world, { socketPath });
  const clock = new WorldClock(world, { speed });
  const { output, style } = context;
  output.note(`${style.bold("docker")} ${style.green(`unix://${socketPath}`)}. Ctrl-C ends it.`);
  const code = await signal.signalled;
  signal.stop();
  clock.stop();
  await docker.close();
  return code;
}

async function isThere(path: string): Promise<boolean> {
  try {
    await Deno.lstat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
