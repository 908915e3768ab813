import type { Facts, FamilySet } from "@llm-monitor/sdk";
import { parseNetdev } from "./parse/netdev.ts";
import type { Source } from "./source.ts";

const NET = "/sys/class/net/*";
/** A device may become part of a bond while all names stay. */
const MAX_AGE_MS = 60_000;

/**
 * Traffic of the machine's own devices. What sysfs says of each device is read again when the names
 * change, and once a minute: a machine with fifty containers has two hundred such files.
 */
export class NetworkSource implements Source {
  readonly name = "network";
  readonly #nowMs: () => number;
  #known: { readonly names: string; readonly atMs: number; readonly files: Files } | undefined;

  constructor({ nowMs }: { nowMs: () => number }) {
    this.#nowMs = nowMs;
  }

  async read({ facts }: { facts: Facts }, set: FamilySet): Promise<boolean> {
    // The machine's own devices: the plugin may run in a network namespace of a container.
    const text = await facts.read("/proc/1/net/dev");
    parseNetdev(set, text, await this.#files(facts, namesIn(text)));
    return true;
  }

  async #files(facts: Facts, names: string): Promise<Files> {
    const nowMs = this.#nowMs();
    if (this.#known?.names === names && nowMs - this.#known.atMs < MAX_AGE_MS) {
      return this.#known.files;
    }
    const found = await Promise.all(
      [`${NET}/type`, `${NET}/uevent`, `${NET}/device/uevent`, `${NET}/master/ifindex`]
        .map((pattern) => facts.readAll(pattern)),
    );
    const files = new Map(found.flatMap((some) => [...some]));
    this.#known = { names, atMs: nowMs, files };
    return files;
  }
}

/** Files of sysfs by their path. */
type Files = ReadonlyMap<string, string>;

function namesIn(text: string): string {
  return text.replaceAll(/:.*$/gm, "");
}
