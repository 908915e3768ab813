import { parseInfiniband } from "./parse/infiniband.ts";
import type { Source } from "./source.ts";

const PORT = "/sys/class/infiniband/*/ports/*";

/** Ports of InfiniBand and RoCE cards, whose traffic is in no network device. */
export const infinibandSource: Source = {
  name: "infiniband",
  read: async ({ facts }, set) => {
    const states = await facts.readAll(`${PORT}/state`);
    if (states.size === 0) return false;
    const files = await Promise.all([
      facts.readAll(`${PORT}/rate`),
      facts.readAll(`${PORT}/counters/*`),
    ]);
    parseInfiniband(set, new Map([...states, ...files.flatMap((found) => [...found])]));
    return true;
  },
};
