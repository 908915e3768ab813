import type { Facts } from "@llm-monitor/sdk";
import { isUsable } from "../command.ts";
import { parseProcessRows, PROCESS_FIELDS } from "../parse/process_rows.ts";
import { parseProcessUse } from "../parse/process_use.ts";
import type { ProcessUse } from "../parse/process_use.ts";
import type { QueryRow } from "../parse/query_rows.ts";
import { findOwners } from "../processes.ts";
import type { CardProcess, ProcessOwner } from "../processes.ts";
import type { SourceReport } from "../source_report.ts";
import { makeReport, unreadableReport } from "./run_smi.ts";
import type { RunSmi } from "./run_smi.ts";

const CSV = "--format=csv,noheader,nounits";
/** `pmon` watches so many cards at once. */
const CARDS_OF_PMON = 4;
/** The pause before the driver is asked again for the use of processes, where it cannot report it. */
const ASK_AGAIN_MS = 60 * 60_000;

/** The processes of all cards, and the outcome of each source. */
export interface ProcessAnswer {
  readonly reports: readonly SourceReport[];
  /** Undefined when they could not be read. */
  readonly owners?: readonly ProcessOwner[];
}

/** Reads the processes of all cards: their memory, and their use of the card. */
export class ProcessSources {
  #unsupportedUntilMs = -Infinity;

  async read(
    run: RunSmi,
    { facts, rows, nowMs }: { facts: Facts; rows: readonly QueryRow[]; nowMs: number },
  ): Promise<ProcessAnswer> {
    const apps = await run([`--query-compute-apps=${PROCESS_FIELDS.join(",")}`, CSV]);
    const reports = [makeReport("processes", apps)];
    if (!isUsable(apps)) return { reports };
    const processes = parseProcessRows(apps.stdout);
    const use = await this.#readUse(run, { rows, nowMs });
    if (use.report) reports.push(use.report);
    return { reports, owners: await findOwners(facts, withUse(processes, use.uses, rows)) };
  }

  async #readUse(
    run: RunSmi,
    { rows, nowMs }: { rows: readonly QueryRow[]; nowMs: number },
  ): Promise<{ uses: readonly ProcessUse[]; report?: SourceReport }> {
    const indexes = rows.flatMap(({ values }) => values.get("index") ?? [])
      .filter((index) => /^\d+$/.test(index));
    if (nowMs < this.#unsupportedUntilMs || indexes.length === 0) return { uses: [] };
    const uses: ProcessUse[] = [];
    let report: SourceReport | undefined;
    for (let start = 0; start < indexes.length; start += CARDS_OF_PMON) {
      const ids = indexes.slice(start, start + CARDS_OF_PMON).join(",");
      const pmon = await run(["pmon", "-s", "um", "-c", "1", "-i", ids]);
      report = makeReport("process_use", pmon);
      if (pmon.failure?.reason === "not_supported") {
        this.#unsupportedUntilMs = nowMs + ASK_AGAIN_MS;
        return { uses: [] };
      }
      if (!isUsable(pmon)) break;
      try {
        uses.push(...parseProcessUse(pmon.stdout));
      } catch (error) {
        report = unreadableReport("process_use", pmon, error);
        break;
      }
    }
    return { uses, ...(report && { report }) };
  }
}

/** Joins memory and use by card and process id; names of `pmon` are cut, so those of the query win. */
function withUse(
  processes: readonly CardProcess[],
  uses: readonly ProcessUse[],
  rows: readonly QueryRow[],
): CardProcess[] {
  const cards = new Map(rows.map(({ gpu, values }) => [values.get("index"), gpu]));
  const joined = new Map<string, CardProcess>(
    processes.map((row, line) => [`${row.gpu}/${row.pid ?? `line ${line}`}`, row]),
  );
  for (const { index, pid, name, ...ratios } of uses) {
    const gpu = cards.get(index);
    if (gpu === undefined) continue;
    const key = `${gpu}/${pid}`;
    const known = joined.get(key);
    // One that is no compute process counts where its use is told.
    if (!known && Object.keys(ratios).length === 0) continue;
    joined.set(key, { ...(known ?? { gpu, pid, name, isGraphics: true }), ...ratios });
  }
  return [...joined.values()];
}
