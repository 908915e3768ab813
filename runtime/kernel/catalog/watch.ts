import { changeMark } from "./change_mark.ts";

/** The interval at which a path is polled that is missing or cannot be watched. */
export const POLL_MS = 2_000;
/** Polling takes a twentieth of the time at most. */
const POLL_SHARE = 20;
/** The interval at which a failed watch is tried again. */
const RETRY_MS = 10_000;
/** Someone who writes without a pause is not waited for longer than this. */
const MAX_DEBOUNCE_MS = 2_000;

/** Options of a watch. */
export interface WatchOptions {
  /** Quiet time after the last change before it is told. */
  readonly debounceMs: number;
  readonly signal: AbortSignal;
  /**
   * Called when the system does not report changes of a path, with the error, and when it does again:
   * then with undefined. Meanwhile it is looked at now and then.
   */
  readonly onTrouble?: (path: string, trouble: unknown) => void;
}

/**
 * Yields once for each burst of changes below the paths. A path that is missing, or goes away, is looked
 * for until it is there; that is a change, too. Ends with the signal, and for nothing else.
 */
export async function* watchPlugins(
  paths: readonly string[],
  { debounceMs, signal, onTrouble = () => {} }: WatchOptions,
): AsyncGenerator<void> {
  const changes = new Changes(debounceMs);
  const watchers = paths.map((path) => {
    let isTold = false;
    const tell = (trouble: unknown) => {
      if (isTold === (trouble !== undefined)) return;
      isTold = trouble !== undefined;
      onTrouble(path, trouble);
      // What changed between the last look and the first event, or the reverse, was not seen.
      changes.note();
    };
    return watchOne({ path, changes, signal, tell, mark: undefined });
  });
  if (signal.aborted) changes.end();
  else signal.addEventListener("abort", () => changes.end(), { once: true });
  while (await changes.next()) yield;
  await Promise.all(watchers);
}

/** One path that is watched. */
type Watch = {
  readonly path: string;
  readonly changes: Changes;
  readonly signal: AbortSignal;
  /** Tells what keeps it from being watched, and undefined once nothing does. */
  readonly tell: (trouble: unknown) => void;
  /** The mark of the last poll. */
  mark: string | undefined;
};

async function watchOne(watch: Watch): Promise<void> {
  const { path, changes, signal, tell } = watch;
  while (!signal.aborted) {
    try {
      const folder = await watchable(path);
      if (folder !== undefined) {
        await followEvents(folder, watch);
        continue;
      }
      tell(undefined);
      await sleep(POLL_MS, signal);
      if (await watchable(path) !== undefined) changes.note();
    } catch (trouble) {
      // Too many watches, no permission, gone meanwhile: whatever it is, the kernel lives on.
      tell(trouble);
      await poll(watch);
    }
  }
}

/** Looks at what cannot be watched, until it is time to try to watch it again. */
async function poll(watch: Watch): Promise<void> {
  const { path, changes, signal } = watch;
  const endMs = performance.now() + RETRY_MS;
  while (!signal.aborted && performance.now() < endMs) {
    const startMs = performance.now();
    const mark = await changeMark(path);
    if (watch.mark !== undefined && mark !== watch.mark) changes.note();
    watch.mark = mark;
    await sleep(Math.max(POLL_MS, (performance.now() - startMs) * POLL_SHARE), signal);
  }
}

/** Follows events until the path itself goes away, or becomes something else. */
async function followEvents(
  folder: string,
  { path, changes, signal, tell }: Watch,
): Promise<void> {
  // A file is watched through its folder: editors replace files, and the watch would follow the old.
  const watcher = Deno.watchFs(folder, { recursive: folder === path });
  tell(undefined);
  const stop = () => watcher.close();
  if (signal.aborted) return stop();
  signal.addEventListener("abort", stop, { once: true });
  try {
    for await (const { kind, paths } of watcher) {
      if (kind === "access") continue;
      if (folder === path || paths.includes(path)) changes.note();
      if (kind === "remove" && paths.includes(folder)) return stop();
    }
  } catch (error) {
    // One that failed, as when a new folder is one too many to watch, would keep what it has.
    if (!signal.aborted) stop();
    throw error;
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

/** The folder to watch for a path: itself, or the one that a file lies in. */
async function watchable(path: string): Promise<string | undefined> {
  const parent = path.slice(0, path.lastIndexOf("/")) || "/";
  switch (await inspectPath(path)) {
    case "folder":
      return path;
    case "file":
      return parent;
    case "missing": {
      // A missing folder needs another watch once it is there, so it is looked for.
      const isFile = /\.(?:json|ya?ml)$/.test(path);
      return isFile && await inspectPath(parent) === "folder" ? parent : undefined;
    }
  }
}

async function inspectPath(path: string): Promise<"folder" | "file" | "missing"> {
  try {
    return (await Deno.stat(path)).isDirectory ? "folder" : "file";
  } catch (error) {
    const { NotFound, NotADirectory } = Deno.errors;
    if (error instanceof NotFound || error instanceof NotADirectory) return "missing";
    throw error;
  }
}

/** Gathers changes to bursts. */
class Changes {
  readonly #debounceMs: number;
  #waiting = Promise.withResolvers<boolean>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #firstMs: number | undefined;
  #isEnded = false;

  constructor(debounceMs: number) {
    this.#debounceMs = debounceMs;
  }

  note(): void {
    if (this.#isEnded) return;
    const nowMs = performance.now();
    this.#firstMs ??= nowMs;
    clearTimeout(this.#timer);
    const leftMs = this.#firstMs + MAX_DEBOUNCE_MS - nowMs;
    const waitMs = Math.max(Math.min(this.#debounceMs, leftMs), 0);
    this.#timer = setTimeout(() => {
      this.#firstMs = undefined;
      this.#waiting.resolve(true);
    }, waitMs);
  }

  end(): void {
    this.#isEnded = true;
    clearTimeout(this.#timer);
    this.#waiting.resolve(false);
  }

  /** Waits for the next burst; false at the end. */
  async next(): Promise<boolean> {
    const more = await this.#waiting.promise;
    this.#waiting = Promise.withResolvers();
    return more && !this.#isEnded;
  }
}

async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const wake = () => resolve();
  const id = setTimeout(wake, ms);
  signal.addEventListener("abort", wake, { once: true });
  await promise;
  clearTimeout(id);
  signal.removeEventListener("abort", wake);
}
