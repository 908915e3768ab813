import { readJson } from "../../http/ask.ts";
import type { Answer } from "../../http/ask.ts";
import { toRows, toText } from "../../http/json_fields.ts";
import type { JsonSource } from "../server_kind.ts";

/** Returns whether `/workers` is that of the gateway: its workers, and how many there are. */
export function isWorkerList(answer: Answer): boolean {
  const { workers, total, stats } = readJson(answer);
  return Array.isArray(workers) && (total !== undefined || stats !== undefined);
}

/** `/workers` of the gateway: which of them answer. */
export const sglangWorkers: JsonSource = {
  name: "workers",
  asks: [{ path: "/workers" }],
  isOptional: true,
  provides: ["backend_up"],
  add: ([list], metrics) => {
    for (const { url, is_healthy } of toRows(list?.workers)) {
      if (typeof is_healthy === "boolean") metrics.backend(toText(url), is_healthy);
    }
  },
};
