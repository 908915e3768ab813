/** Timers that stand still while this process cannot run: on a busy machine it waits for a processor. */

/** Interval at which a timer checks whether this process ran in time. */
const STEP_MS = 50;
/** A timer is late by this much on any machine. */
const USUAL_DELAY_MS = 5;

/** The source of timers; for tests. */
export interface TimerSource {
  readonly nowMs: () => number;
  /** Runs something once after a delay; the answer cancels it. */
  readonly after: (delayMs: number, run: () => void) => () => void;
}

const SYSTEM: TimerSource = {
  nowMs: () => performance.now(),
  after: (delayMs, run) => {
    const id = setTimeout(run, delayMs);
    return () => clearTimeout(id);
  },
};

/**
 * Runs something once after a time during which this process could run: delays of its event loop do not
 * count, so a server that answers in time is not given up because this process could not listen.
 *
 * @returns a function that cancels it.
 */
export function setRunTimer(
  run: () => void,
  delayMs: number,
  source: TimerSource = SYSTEM,
): () => void {
  let leftMs = delayMs;
  let isCancelled = false;
  let cancel = () => {};
  const step = () => {
    const stepMs = Math.min(leftMs, STEP_MS);
    const startMs = source.nowMs();
    cancel = source.after(stepMs, () => {
      leftMs -= Math.min(source.nowMs() - startMs, stepMs + USUAL_DELAY_MS);
      if (isCancelled) return;
      if (leftMs > 0) step();
      else run();
    });
  };
  step();
  return () => {
    isCancelled = true;
    cancel();
  };
}

/** A signal that aborts after a time during which this process could run. */
export interface RunTimeout {
  readonly signal: AbortSignal;
  /** Lifts the timeout; call it when the work that it limits has ended. */
  readonly clear: () => void;
}

/** Makes the `AbortSignal.timeout` of a process that may have to wait for a processor. */
export function runTimeout(delayMs: number): RunTimeout {
  const controller = new AbortController();
  const clear = setRunTimer(() => {
    controller.abort(new DOMException("Signal timed out.", "TimeoutError"));
  }, delayMs);
  return { signal: controller.signal, clear };
}
