import { mapConcurrently } from "../../async/map_concurrently.ts";
import { SingleFlight } from "../../async/single_flight.ts";
import { CallError } from "../../contract/errors.ts";
import { LIMITS } from "../../contract/limits.ts";
import {
  checkPathPattern,
  isCanonicalPath,
  matchesPath,
} from "../../policy/patterns/path_pattern.ts";
import { coversFact } from "../../policy/permissions/facts.ts";
import { textArgument } from "./arguments.ts";
import { notGranted } from "./caller.ts";
import type { Caller } from "./caller.ts";
import { withDeadline } from "./deadline.ts";
import { expandPattern } from "./facts/expand_pattern.ts";
import type { FactRoots } from "./facts/fact_roots.ts";
import type { Inventory } from "./facts/inventory.ts";
import { readFact } from "./facts/read_fact.ts";
import type { Statfs } from "./facts/statfs.ts";
import type { ServiceTable } from "./kernel_call.ts";

/** Options of `facts`. */
export interface FactsOptions {
  readonly roots: FactRoots;
  readonly timeoutMs: number;
  readonly maxBytes: number;
  readonly statfs: Statfs;
  readonly inventory: Inventory;
  /** Waits until a plugin may have one more file read. */
  readonly turn: (plugin: string) => Promise<void>;
}

const PATH = textArgument("must be a path");
const PATTERN = textArgument(
  "must be a pattern such as /sys/class/net/*/mtu",
  (pattern) => checkPathPattern(pattern) === undefined,
);
const PLACE = textArgument("must be a canonical path", isCanonicalPath);
const FUNCTION = textArgument(
  "must be the name of a function",
  (name) => /^[a-zA-Z]{1,40}$/.test(name),
);

/** Files that are read at once for one pattern. */
const AT_ONCE = 16;
/** Outcomes that leave one file of many out. */
const LEFT_OUT: readonly string[] = [
  "not_found",
  "access_denied",
  "forbidden_path",
  "failed",
  "timed_out",
];

/** `ctx.facts`: what a plugin may know of the machine. */
export class Facts {
  readonly #options: FactsOptions;
  /** A read that hangs is shared by those who ask again, so hung reads do not add up. */
  readonly #reads = new SingleFlight<string>();

  constructor(options: FactsOptions) {
    this.#options = options;
  }

  readonly calls: ServiceTable<"facts"> = {
    read: {
      takes: [PATH],
      // `*` in a path stands for itself, other than in a pattern.
      check: (caller, [path]) => {
        if (caller.grant.facts.some((item) => matchesPath(item, path))) return;
        throw factNotGranted(caller, { action: `read ${JSON.stringify(path)}`, item: path });
      },
      run: ([path]) => this.#readFile(path),
    },
    readAll: {
      takes: [PATTERN],
      check: (caller, [pattern]) =>
        requireFact(caller, { action: `read ${JSON.stringify(pattern)}`, item: pattern }),
      run: ([pattern], { name }) => this.#readAll(pattern, name),
    },
    statfs: {
      takes: [PLACE],
      check: requireFileSystem,
      run: async ([path], caller) => {
        const stats = await this.#options.statfs.ask(path);
        // A link may have led elsewhere.
        requireFileSystem(caller, [stats.path]);
        return stats;
      },
    },
    system: {
      takes: [FUNCTION],
      check: (caller, [name]) =>
        requireFact(caller, { action: `ask the inventory for ${name}`, item: `system:${name}` }),
      run: ([name], { name: plugin }) => this.#options.inventory.ask(plugin, name),
    },
  };

  async #readAll(pattern: string, plugin: string): Promise<Record<string, string>> {
    const { roots, timeoutMs, turn } = this.#options;
    const paths = await withDeadline(expandPattern(pattern, roots), timeoutMs, `list ${pattern}`);
    let length = 0;
    const texts = await mapConcurrently(paths, AT_ONCE, async (path) => {
      await turn(plugin);
      const text = await this.#readPresent(path);
      length += text?.length ?? 0;
      if (length > LIMITS.guestFrameBytes) {
        throw new CallError("too_large", `Cannot read ${pattern}: it does not fit in one answer`);
      }
      return text;
    });
    const found: Record<string, string> = {};
    for (const [index, path] of paths.entries()) {
      const text = texts[index];
      if (text !== undefined) found[path] = text;
    }
    return found;
  }

  async #readPresent(path: string): Promise<string | undefined> {
    try {
      return await this.#readFile(path);
    } catch (error) {
      if (error instanceof CallError && LEFT_OUT.includes(error.code)) return undefined;
      throw error;
    }
  }

  #readFile(path: string): Promise<string> {
    const { roots, maxBytes, timeoutMs } = this.#options;
    const reading = this.#reads.run(path, () => readFact(path, { roots, maxBytes }));
    return withDeadline(reading, timeoutMs, `read ${path}`);
  }
}

function requireFileSystem(caller: Caller, [path]: readonly [string]): void {
  requireFact(caller, { action: `ask the file system of ${path}`, item: `statfs:${path}` });
}

function requireFact(caller: Caller, asked: { action: string; item: string }): void {
  if (caller.grant.facts.some((granted) => coversFact(granted, asked.item))) return;
  throw factNotGranted(caller, asked);
}

function factNotGranted(
  caller: Caller,
  { action, item }: { action: string; item: string },
): CallError {
  return notGranted(caller, { action, item: JSON.stringify(item), key: "permissions.facts" });
}
