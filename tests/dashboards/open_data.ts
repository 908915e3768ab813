/** Both sets of the simulation, each behind a Prometheus. */
import type { Where } from "./ask_board.ts";
import { startPrometheus } from "./prometheus_server.ts";
import { simulatedData } from "./simulated_data.ts";

export interface OpenData extends AsyncDisposable {
  /** A busy day of one host. */
  readonly day: Where;
  /** A host for each scenario, for half an hour. */
  readonly scenarios: Where;
  /** Returns the data for the picture of a board. */
  sourceFor(board: string): Where;
}

/** A graph of a whole day is a band; this much is as one looks at it. */
const PICTURE_SECONDS = 3 * 3_600;
/** A label at the very edge would be cut, as in Grafana: nothing round may lie there. */
const BEFORE_END_SECONDS = 150;

export async function openData(): Promise<OpenData> {
  const sets = await simulatedData();
  await using stack = new AsyncDisposableStack();
  const day: Where = { ...sets.day, prometheus: stack.use(await startPrometheus(sets.day)).url };
  const scenarios: Where = {
    ...sets.scenarios,
    prometheus: stack.use(await startPrometheus(sets.scenarios)).url,
  };
  const opened = stack.move();
  return {
    day,
    scenarios,
    // Many hosts, of which some are ill, are what the fleet's board is for.
    sourceFor(board) {
      const of = board === "fleet" ? scenarios : day;
      const toSeconds = of.toSeconds - BEFORE_END_SECONDS;
      return {
        ...of,
        toSeconds,
        fromSeconds: Math.max(of.fromSeconds, toSeconds - PICTURE_SECONDS),
      };
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
