import { ServiceProcess } from "../process/services/service_process.ts";
import type { Caller } from "./caller.ts";
import { Facts } from "./facts.ts";
import type { FactsOptions } from "./facts.ts";
import { Inventory } from "./facts/inventory.ts";
import { Statfs } from "./facts/statfs.ts";
import { makeCall } from "./kernel_call.ts";

/** Facts of a test: of the real machine, besides what the test gives. */
export function factsWith(options: Partial<FactsOptions> = {}): Facts {
  const service = new ServiceProcess({ name: "inventory", command: [], env: {}, idleTimeoutMs: 1 });
  return new Facts({
    roots: { procRoot: "/proc", sysRoot: "/sys" },
    timeoutMs: 5_000,
    maxBytes: 1_000_000,
    statfs: new Statfs({ rootfs: "/", timeoutMs: 5_000, path: "/usr/bin:/bin", nowMs: () => 0 }),
    inventory: new Inventory(service, { timeoutMs: 5_000, nowMs: () => 0 }),
    turn: () => Promise.resolve(),
    ...options,
  });
}

/** Makes one call of `facts` for a plugin, as the kernel does. */
export function askFacts(
  facts: Facts,
  caller: Caller,
  method: string,
  args: readonly unknown[],
): Promise<unknown> {
  return makeCall({ facts: facts.calls }, caller, { service: "facts", method, args });
}
