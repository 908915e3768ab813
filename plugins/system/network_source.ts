import type { Facts, FamilySet } from "@llm-monitor/sdk";
import { DeviceFacts } from "./device_facts.ts";
import { parseNetdev } from "./parse/netdev.ts";
import type { Source } from "./source.ts";

const NET = "/sys/class/net/*";
/** A device may become part of a bond while all names stay. */
const BOND_AGE_MS = 60_000;

/** Traffic of the machine's own devices. */
export class NetworkSource implements Source {
  readonly name = "network";
  readonly #devices: DeviceFacts;
  readonly #bonds: DeviceFacts;

  constructor({ nowMs }: { nowMs: () => number }) {
    const patterns = [`${NET}/type`, `${NET}/uevent`, `${NET}/device/uevent`];
    this.#devices = new DeviceFacts({ nowMs, patterns });
    this.#bonds = new DeviceFacts({
      nowMs,
      patterns: [`${NET}/master/ifindex`],
      maxAgeMs: BOND_AGE_MS,
    });
  }

  async read({ facts }: { facts: Facts }, set: FamilySet): Promise<boolean> {
    // The machine's own devices: the plugin may run in a network namespace of a container.
    const text = await facts.read("/proc/1/net/dev");
    const names = namesIn(text);
    const found = await Promise.all([
      this.#devices.read(facts, names),
      this.#bonds.read(facts, names),
    ]);
    parseNetdev(set, text, new Map(found.flatMap((files) => [...files])));
    return true;
  }
}

function namesIn(text: string): string {
  return text.replaceAll(/:.*$/gm, "");
}
