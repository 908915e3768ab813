import { jsonOf } from "../../http/ask.ts";
import type { Answer } from "../../http/ask.ts";
import { rowsOf, textOf } from "../../http/json_fields.ts";
import type { JsonSource } from "../server_kind.ts";

/** Returns whether `/workers` is that of the gateway: its workers, and how many there are. */
export function isWorkerList(answer: Answer): boolean {
  const { workers, total, stats } = jsonOf(answer);
  return Array.isArray(workers) && (total !== undefined || stats !== undefined);
}

/** `/workers` of the gateway: which of them answer. */
export const sglangWorkers: JsonSource = {
  name: "workers",
  asks: [{ path: "/workers" }],
  isOptional: true,
  provides: ["backend_up"],
  add: ([list], metrics) => {
    for (const { url, is_healthy } of rowsOf(list?.workers)) {
      if (typeof is_healthy === "boolean") metrics.backend(textOf(url), is_healthy);
    }
  },
};
