import { readFileSync } from "node:fs";
import { SingleFlight } from "../../async/single_flight.ts";
import type { KmsgLines } from "../../contract/call_value.ts";
import { integerArgument, textArgument } from "./arguments.ts";
import { notGranted } from "./caller.ts";
import type { Caller } from "./caller.ts";
import type { ServiceTable } from "./kernel_call.ts";
import { KmsgReader } from "./kmsg/kmsg_reader.ts";

const PREFIX = textArgument(
  "must be the beginning of a line, of 64 characters at most",
  (prefix) => prefix.length <= 64,
);
const SEQUENCE = integerArgument("must be the sequence number of a line, or -1", -1);

/** Options of `kmsg`. */
export interface KmsgOptions {
  /** `/dev/kmsg`. */
  readonly path: string;
  readonly procRoot: string;
}

/** `ctx.kmsg`: lines of the kernel's log that begin as a manifest says. */
export class Kmsg {
  readonly #options: KmsgOptions;
  /** One for each beginning, with a place of its own in the log. */
  readonly #readers = new Map<string, KmsgReader>();
  readonly #drains = new SingleFlight<void>();

  constructor(options: KmsgOptions) {
    this.#options = options;
  }

  readonly calls: ServiceTable<"kmsg"> = {
    lines: {
      takes: [PREFIX, SEQUENCE],
      check: requirePrefix,
      run: ([prefix, after]) => this.#lines(prefix, after),
    },
  };

  close(): void {
    for (const reader of this.#readers.values()) reader.close();
    this.#readers.clear();
  }

  async #lines(prefix: string, after: number): Promise<KmsgLines> {
    const reader = this.#readers.get(prefix) ?? new KmsgReader({
      path: this.#options.path,
      prefix,
      bootedAtMs: () => bootedAtMs(this.#options.procRoot),
    });
    this.#readers.set(prefix, reader);
    await this.#drains.run(prefix, () => reader.drain());
    return {
      lines: reader.lines.filter(({ sequence }) => sequence > after),
      missed: reader.missed,
    };
  }
}

function requirePrefix(caller: Caller, [prefix]: readonly [string, number]): void {
  if (caller.grant.kmsg.includes(prefix)) return;
  const item = JSON.stringify(prefix);
  throw notGranted(caller, { action: `read lines that begin with ${item}`, item, key: "kmsg" });
}

/** Returns when the machine was started: the log counts from there. */
function bootedAtMs(procRoot: string): number {
  return Date.now() - (uptimeIn(`${procRoot}/uptime`) ?? Deno.osUptime()) * 1_000;
}

/** Seconds with their hundredths, which Deno leaves out. */
function uptimeIn(path: string): number | undefined {
  try {
    const seconds = Number(readFileSync(path, "utf8").split(" ")[0]);
    return Number.isFinite(seconds) ? seconds : undefined;
  } catch (error) {
    if (error instanceof Error && "code" in error) return undefined;
    throw error;
  }
}
