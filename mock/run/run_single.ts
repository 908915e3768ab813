import type { ExitCode } from "../../runtime/cli/exit_codes.ts";
import type { ParsedArguments } from "../../runtime/cli/parse_arguments.ts";
import type { VerbContext } from "../../runtime/cli/verb.ts";
import { readNumber } from "../cli/number_flags.ts";
import type { WorldSpec } from "../sim/specs.ts";
import { World } from "../sim/world.ts";
import { untilSignal } from "./until_signal.ts";
import { startClock } from "./world_clock.ts";

/** One fake, which runs alone over a world of its own. */
export interface SingleFake {
  readonly spec: WorldSpec;
  readonly warmUpSeconds: number;
  /** Starts it; `cleanup` takes what has to be done at the end. */
  start(world: World, cleanup: AsyncDisposableStack): Promise<Started>;
}

/** A fake that was started. */
export interface Started {
  /** For the person who started it. */
  readonly message: string;
  /** Rejects when it cannot go on. */
  readonly failed?: Promise<never>;
}

/** Runs one fake until a signal comes. */
export async function runSingle(
  fake: SingleFake,
  parsed: ParsedArguments,
  { output }: Pick<VerbContext, "output">,
): Promise<ExitCode> {
  const [seed, speed] = [readNumber(parsed, "seed") ?? 1, readNumber(parsed, "speed") ?? 1];
  const { spec, warmUpSeconds } = fake;
  const world = new World(spec, { seed, epochUnix: Date.now() / 1_000, warmUpSeconds });
  world.advance(0);
  await using cleanup = new AsyncDisposableStack();
  const signalled = untilSignal(cleanup);
  const { message, failed } = await fake.start(world, cleanup);
  const clock = startClock(world, { speed });
  cleanup.defer(() => clock.stop());
  output.note(`${message}. Ctrl-C stops it.`);
  return await Promise.race([signalled, clock.failed, ...failed ? [failed] : []]);
}
