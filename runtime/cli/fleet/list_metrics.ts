import type { FamilyDeclaration, Sample } from "../../contract/metric.ts";
import { encodeText } from "../../metrics/encode_text.ts";
import type { InventoryStore } from "./inventory_store.ts";

/** Metrics of the server of the list, by what list_metrics.ts counts. docs/fleet.md lists them. */
export const LIST_DECLARATIONS = {
  hosts: {
    name: "llm_monitor_fleet_hosts",
    type: "gauge",
    help: "Hosts in the list that is served.",
    labels: [],
  },
  valid: {
    name: "llm_monitor_fleet_inventory_valid",
    type: "gauge",
    help: "Whether the inventory on disk is in force (1), or an older one (0).",
    labels: [],
  },
  loaded: {
    name: "llm_monitor_fleet_inventory_loaded_timestamp_seconds",
    type: "gauge",
    help: "Unix time at which the inventory that is served was read.",
    labels: [],
  },
  failures: {
    name: "llm_monitor_fleet_inventory_failures_total",
    type: "counter",
    help: "Changes of the inventory that could not be used.",
    labels: [],
  },
  requests: {
    name: "llm_monitor_fleet_requests_total",
    type: "counter",
    help: "Requests by the status of their answer.",
    labels: ["code"],
  },
} as const satisfies Readonly<Record<string, FamilyDeclaration>>;

/** Counts the answers of the server of the list, and writes its metrics. */
export class ListMetrics {
  readonly #store: InventoryStore;
  readonly #requests = new Map<number, number>();

  constructor(store: InventoryStore) {
    this.#store = store;
  }

  answered(status: number): void {
    this.#requests.set(status, (this.#requests.get(status) ?? 0) + 1);
  }

  encode(): string {
    const { current, loadedMs, trouble, failures } = this.#store;
    const one = (value: number): Sample[] => [{ labels: {}, value }];
    const samples: Record<keyof typeof LIST_DECLARATIONS, Sample[]> = {
      hosts: one(current.hosts.length),
      valid: one(trouble.length === 0 ? 1 : 0),
      loaded: one(loadedMs / 1_000),
      failures: one(failures),
      requests: [...this.#requests].map(([code, value]) => ({
        labels: { code: String(code) },
        value,
      })),
    };
    return encodeText(
      Object.entries(LIST_DECLARATIONS).map(([key, declaration]) => ({
        declaration,
        samples: samples[key as keyof typeof LIST_DECLARATIONS],
      })),
    );
  }
}
