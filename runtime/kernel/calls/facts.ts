import { CallError } from "../../contract/errors.ts";
import { LIMITS } from "../../contract/limits.ts";
import { coversFact } from "../../policy/covers_fact.ts";
import { checkPathPattern, matchesPath } from "../../policy/path_pattern.ts";
import { notGranted } from "./caller.ts";
import type { Caller } from "./caller.ts";
import { withDeadline } from "./deadline.ts";
import { expandPattern } from "./facts/expand_pattern.ts";
import type { FactRoots } from "./facts/fact_roots.ts";
import type { Inventory } from "./facts/inventory.ts";
import { readFact } from "./facts/read_fact.ts";
import { SingleFlight } from "../../async/single_flight.ts";
import type { Statfs } from "./facts/statfs.ts";

/** What `facts` is built from. */
export interface FactsOptions {
  readonly roots: FactRoots;
  readonly timeoutMs: number;
  readonly maxBytes: number;
  readonly statfs: Statfs;
  readonly inventory: Inventory;
}

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

  /** @throws {CallError} for everything that is refused or fails. */
  async call(caller: Caller, method: string, args: readonly unknown[]): Promise<unknown> {
    const [argument] = args;
    if (args.length !== 1) {
      throw new CallError("bad_arguments", `Cannot call facts.${method}: it takes one argument`);
    }
    switch (method) {
      case "read":
        return await this.#read(caller, argument);
      case "readAll":
        return await this.#readAll(caller, argument);
      case "statfs":
        return await this.#options.statfs.ask(caller, argument);
      case "system":
        return await this.#options.inventory.ask(caller, argument);
      default:
        throw new CallError(
          "unknown_method",
          `Cannot call facts.${method}: there is no such method`,
        );
    }
  }

  async #read(caller: Caller, path: unknown): Promise<string> {
    if (typeof path !== "string") {
      throw new CallError("bad_arguments", "Cannot read fact: its path must be text");
    }
    if (!caller.grant.facts.some((item) => matchesPath(item, path))) {
      throw notGranted(caller, {
        action: `read ${JSON.stringify(path)}`,
        item: JSON.stringify(path),
        key: "facts",
      });
    }
    return await this.#readFile(path);
  }

  async #readAll(caller: Caller, pattern: unknown): Promise<Record<string, string>> {
    if (typeof pattern !== "string" || checkPathPattern(pattern) !== undefined) {
      throw new CallError(
        "bad_arguments",
        `Cannot read ${JSON.stringify(pattern)}: it must be a pattern such as /sys/class/net/*/mtu`,
      );
    }
    if (!caller.grant.facts.some((item) => coversFact(item, pattern))) {
      throw notGranted(caller, {
        action: `read ${JSON.stringify(pattern)}`,
        item: JSON.stringify(pattern),
        key: "facts",
      });
    }
    const { roots, timeoutMs } = this.#options;
    const paths = await withDeadline(expandPattern(pattern, roots), timeoutMs, `list ${pattern}`);
    const found: Record<string, string> = {};
    let length = 0;
    for (let start = 0; start < paths.length; start += AT_ONCE) {
      const batch = paths.slice(start, start + AT_ONCE);
      const texts = await Promise.all(batch.map((path) => this.#readPresent(path)));
      for (const [index, path] of batch.entries()) {
        const text = texts[index];
        if (text === undefined) continue;
        found[path] = text;
        length += text.length;
      }
      if (length > LIMITS.guestFrameBytes) {
        throw new CallError("too_large", `Cannot read ${pattern}: it does not fit in one answer`);
      }
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
