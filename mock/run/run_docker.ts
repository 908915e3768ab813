import { resolve } from "node:path";
import type { ExitCode } from "../../runtime/cli/exit_codes.ts";
import type { ParsedArguments } from "../../runtime/cli/parse_arguments.ts";
import type { VerbContext } from "../../runtime/cli/verb.ts";
import { CodedError } from "../../runtime/contract/errors.ts";
import { seedOf, speedOf } from "../cli/number_flags.ts";
import { defaultWorld } from "../default/world.ts";
import { startDockerApi } from "../docker/mod.ts";
import type { DockerApi } from "../docker/mod.ts";
import { World } from "../sim/world.ts";
import { isPathError } from "./path_error.ts";
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
  await using cleanup = new AsyncDisposableStack();
  const signal = untilSignal();
  cleanup.defer(signal.stop);
  const docker = await start(world, socketPath);
  cleanup.defer(() => docker.close());
  const clock = new WorldClock(world, { speed });
  cleanup.defer(() => clock.stop());
  const { output, style } = context;
  output.note(`${style.bold("docker")} ${style.green(`unix://${socketPath}`)}. Ctrl-C ends it.`);
  return await Promise.race([signal.signalled, clock.failed]);
}

async function start(world: World, socketPath: string): Promise<DockerApi> {
  try {
    return await startDockerApi(world, { socketPath, nowUnix: () => world.unixTime(world.now) });
  } catch (error) {
    if (!isPathError(error)) throw error;
    throw new CodedError("usage", `Cannot use --socket ${socketPath}: ${error.message}`, {
      hint: "It must be a short path (107 letters) in a folder that is there",
      cause: error,
    });
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await Deno.lstat(path);
    return true;
  } catch (error) {
    // Where the path is wrong, the socket's own error says so.
    if (isPathError(error)) return false;
    throw error;
  }
}
