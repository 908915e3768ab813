import type { Facts, FamilySet } from "@llm-monitor/sdk";
import { DeviceFacts } from "./device_facts.ts";
import { parseNetdev } from "./parse/netdev.ts";
import type { Source } from "./source.ts";

const NET = "/sys/class/net/*";

/** Traffic of the machine's own devices. */
export class NetworkSource implements Source {
  readonly name = "network";
  readonly #devices: DeviceFacts;

  constructor({ nowMs }: { nowMs: () => number }) {
    const patterns = [
      `${NET}/type`,
      `${NET}/uevent`,
      `${NET}/device/uevent`,
      `${NET}/master/ifindex`,
    ];
    this.#devices = new DeviceFacts({ nowMs, patterns });
  }

  async read({ facts }: { facts: Facts }, set: FamilySet): Promise<boolean> {
    // The machine's own devices: the plugin may run in a network namespace of a container.
    const text = await facts.read("/proc/1/net/dev");
    parseNetdev(set, text, await this.#devices.read(facts, namesIn(text)));
    return true;
  }
}

function namesIn(text: string): string {
  return text.replaceAll(/:.*$/gm, "");
}
