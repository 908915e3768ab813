import { resolve } from "node:path";
import type { ExitCode } from "../../runtime/cli/exit_codes.ts";
import type { ParsedArguments } from "../../runtime/cli/parse_arguments.ts";
import type { VerbContext } from "../../runtime/cli/verb.ts";
import { CodedError } from "../../runtime/contract/errors.ts";
import { defaultWorld } from "../default/world.ts";
import { startDockerApi } from "../docker/mod.ts";
import type { DockerApi } from "../docker/mod.ts";
import type { World } from "../sim/world.ts";
import { isPathError } from "./path_error.ts";
import { runSingle } from "./run_single.ts";

/** Runs a fake Docker Engine API until a signal comes. */
export async function run(parsed: ParsedArguments, context: VerbContext): Promise<ExitCode> {
  const { style, cwd } = context;
  const socketPath = resolve(cwd, parsed.values.get("socket") ?? "docker.sock");
  if (await isThere(socketPath)) {
    throw new CodedError("usage", `Cannot use --socket ${socketPath}: there is a file already`, {
      hint: "Remove it, or name another",
    });
  }
  const fake = {
    spec: defaultWorld({ hasAmd: false }),
    warmUpSeconds: 0,
    start: async (world: World, defer: (end: () => Promise<void>) => void) => {
      const docker = await start(world, socketPath);
      defer(() => docker.close());
      return { message: `${style.bold("docker")} ${style.green(`unix://${socketPath}`)}` };
    },
  };
  return await runSingle(fake, parsed, context);
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
