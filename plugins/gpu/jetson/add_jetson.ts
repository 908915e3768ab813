import type { Observation } from "../nvidia/observation.ts";
import { isAbsent } from "../parse/quantity.ts";
import type { QueryRow } from "../parse/query_rows.ts";
import type { JetsonCard } from "./jetson_gpu.ts";

/**
 * Adds what sysfs tells of a Jetson's card to what nvidia-smi told: to the row that it has there (its
 * UUID has no `GPU-` in front), or as a row of its own where nvidia-smi has none.
 */
export function addJetson(
  observation: Observation,
  card: JetsonCard,
  { hasKnownCards }: { hasKnownCards: boolean },
): Observation {
  const { rows, reports } = observation;
  const index = rows.findIndex(({ gpu }) => !/^(?:GPU|MIG)-/.test(gpu));
  const known = rows[index];
  if (known) return { ...observation, rows: rows.with(index, filled(known, card)) };
  // One that nvidia-smi told before is not another one while that fails.
  if (hasKnownCards && rows.length === 0) return observation;
  const hasTool = reports[0]?.failure?.reason !== "command_not_found";
  return {
    ...observation,
    reports: [...hasTool ? reports : [], { source: "jetson", run: { stdout: "" } }],
    rows: [...rows, ownRow(card)],
  };
}

function filled(row: QueryRow, { values, model }: JetsonCard): QueryRow {
  const told = [...row.values].filter(([, value]) => !isAbsent(value));
  return { ...row, values: new Map([...row.values, ["name", model], ...values, ...told]) };
}

function ownRow({ device, model, values }: JetsonCard): QueryRow {
  const none = ["memory.total", "memory.used"].map((name): [string, string] => [name, "[N/A]"]);
  return { gpu: device, busId: "", values: new Map([["name", model], ...none, ...values]) };
}
