/** How often a folder that is not there is looked for. */
const POLL_MS = 2_000;
/** How often what cannot be watched is taken to have changed. */
const UNWATCHED_MS = 30_000;
/** Someone who writes without a pause is not waited for longer than this. */
const MAX_DEBOUNCE_MS = 2_000;

/** How changes are told. */
export interface WatchOptions {
  /** Quiet time after the last change before it is told. */
  readonly debounceMs: number;
  readonly signal: AbortSignal;
}

/**
 * Yields once for each burst of changes below the paths. A path that is missing, or goes away, is looked
 * for until it is there; that is a change, too. Ends with the signal, and for nothing else.
 */
export async function* watchPlugins(
  paths: readonly string[],
  { debounceMs, signal }: WatchOptions,
): AsyncGenerator<void> {
  const changes = new Changes(debounceMs);
  const watchers = paths.map((path) => watchOne(path, changes, signal));
  if (signal.aborted) changes.end();
  else signal.addEventListener("abort", () => changes.end(), { once: true });
  while (await changes.next()) yield;
  await Promise.all(watchers);
}

async function watchOne(path: string, changes: Changes, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      const folder = await watchable(path);
      if (folder !== undefined) {
        await followEvents(folder, { path, changes, signal });
        continue;
      }
      await sleep(POLL_MS, signal);
      if (await watchable(path) !== undefined) changes.note();
    } catch {
      // Too many watches, no permission, gone meanwhile: whatever it is, the kernel lives on, and
      // what cannot be watched is taken to change now and then.
      await sleep(UNWATCHED_MS, signal);
      changes.note();
    }
  }
}

/** Follows events until the path itself goes away, or becomes something else. */
async function followEvents(
  folder: string,
  { path, changes, signal }: { path: string; changes: Changes; signal: AbortSignal },
): Promise<void> {
  // A file is watched through its folder: editors replace files, and the watch would follow the old.
  const watcher = Deno.watchFs(folder, { recursive: folder === path });
  const stop = () => watcher.close();
  if (signal.aborted) return stop();
  signal.addEventListener("abort", stop, { once: true });
  try {
    for await (const { kind, paths } of watcher) {
      if (kind === "access") continue;
      if (folder === path || paths.includes(path)) changes.note();
      if (kind === "remove" && paths.includes(folder)) return stop();
    }
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

/** The folder to watch for a path: itself, or the one that a file lies in. */
async function watchable(path: string): Promise<string | undefined> {
  const parent = path.slice(0, path.lastIndexOf("/")) || "/";
  switch (await kindOf(path)) {
    case "folder":
      return path;
    case "file":
      return parent;
    case "missing": {
      // A missing folder needs another watch once it is there, so it is looked for.
      const isFile = /\.(?:json|ya?ml)$/.test(path);
      return isFile && await kindOf(parent) === "folder" ? parent : undefined;
    }
  }
}

async function kindOf(path: string): Promise<"folder" | "file" | "missing"> {
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
