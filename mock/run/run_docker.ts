import { resolve } from "node:path";
import type { ExitCode } from "../../runtime/cli/exit_codes.ts";
import type { ParsedArguments } from "../../runtime/cli/parse_arguments.ts";
import type { VerbContext } from "../../runtime/cli/verb.ts";
import { CodedError } from "../../runtime/contract/errors.ts";
import { defaultWorld } from "../default/world.ts";
import { startDockerApi } from "../docker/mod.ts";
import { explainPathError, isThere } from "./path_error.ts";
import { runSingle } from "./run_single.ts";
import type { SingleFake } from "./run_single.ts";

/** Runs a fake Docker Engine API until a signal comes. */
export async function run(parsed: ParsedArguments, context: VerbContext): Promise<ExitCode> {
  const { style, cwd } = context;
  const socketPath = resolve(cwd, parsed.values.get("socket") ?? "docker.sock");
  if (await isThere(socketPath)) {
    throw new CodedError("usage", `Cannot use --socket ${socketPath}: the file already exists`, {
      hint: "Remove it, or give another",
    });
  }
  const fake: SingleFake = {
    spec: defaultWorld({ hasAmd: false }),
    warmUpSeconds: 0,
    start: async (world, cleanup) => {
      const nowUnix = () => world.unixTime(world.now);
      const docker = await explainPathError(startDockerApi(world, { socketPath, nowUnix }), {
        code: "usage",
        problem: `Cannot use --socket ${socketPath}`,
        hint: "It must be a short path (at most 107 bytes) in an existing folder",
      });
      cleanup.defer(() => docker.close());
      return { message: `${style.bold("docker")} ${style.green(`unix://${socketPath}`)}` };
    },
  };
  return await runSingle(fake, parsed, context);
}
