/** The means by which the watch knows that connections still arrive. */
export interface WatchOptions {
  readonly hostname: string;
  readonly port: number;
  /** Returns the number of connections accepted so far. */
  readonly accepted: () => number;
  readonly onLost: (error: Error) => void;
  /** The time without a connection after which the listener is tried. */
  readonly everyMs?: number;
  /** The same while nobody connected since the last try, which was accepted. */
  readonly calmMs?: number;
  /** The time in which a connection has to be accepted. */
  readonly acceptMs?: number;
}

const EVERY_MS = 3_000;
const CALM_MS = 15_000;
const ACCEPT_MS = 1_000;
/** Another turn for what arrived while the process was not run. */
const LAST_TURN_MS = 100;

/**
 * Connects to the listener when nobody else did, and tells when that is not accepted. Deno gives a
 * listener up, and says so to nobody, when the process has no descriptor for a connection: those that
 * took all descriptors were accepted, so where nobody was there is little to fear.
 *
 * @returns how to end the watch.
 */
export function watchListener(options: WatchOptions): () => void {
  const { accepted, onLost, everyMs = EVERY_MS, calmMs = CALM_MS, acceptMs = ACCEPT_MS } = options;
  const stopped = new AbortController();
  void watch();
  return () => stopped.abort();

  async function watch(): Promise<void> {
    let calmUntilMs = -Infinity;
    for (let before = accepted();; before = accepted()) {
      await sleep(everyMs, stopped.signal);
      if (stopped.signal.aborted) return;
      if (accepted() !== before) calmUntilMs = -Infinity;
      else if (performance.now() >= calmUntilMs) {
        const outcome = await knock(before);
        if (stopped.signal.aborted || outcome === "forbidden") return;
        if (outcome === "lost") return onLost(new Error("Connections are no longer accepted"));
        calmUntilMs = outcome === "accepted" ? performance.now() + calmMs : -Infinity;
      }
    }
  }

  async function knock(before: number): Promise<"accepted" | "lost" | "unknown" | "forbidden"> {
    try {
      using _connection = await Deno.connect({ hostname: options.hostname, port: options.port });
      for (const ms of [0, acceptMs, LAST_TURN_MS]) {
        await sleep(ms, stopped.signal);
        if (accepted() !== before) return "accepted";
      }
      return "lost";
    } catch (error) {
      // A process that may listen on any port may connect to none.
      return error instanceof Deno.errors.NotCapable ? "forbidden" : "unknown";
    }
  }
}

/** Waits, no longer than until the signal. */
function sleep(ms: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(done, ms);
  signal.addEventListener("abort", done);
  return promise;

  function done(): void {
    clearTimeout(timer);
    signal.removeEventListener("abort", done);
    resolve();
  }
}
