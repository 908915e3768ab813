import { isUsable } from "../command.ts";
import { parseActivity, parseActivityHelp } from "../parse/activity.ts";
import type { Activity } from "../parse/activity.ts";
import type { QueryRow } from "../parse/query_rows.ts";
import type { SourceReport } from "../source_report.ts";
import { ACTIVITY_METRICS } from "./activity_metrics.ts";
import { makeReport, unreadableReport } from "./run_smi.ts";
import type { RunSmi } from "./run_smi.ts";

/** Cards before Hopper have no such monitors; they are asked again after this time. */
const ASK_AGAIN_MS = 60 * 60_000;

/** The activity of one card, or of a GPU instance of it. */
export interface CardActivity extends Omit<Activity, "index"> {
  readonly gpu: string;
}

/** The last readings of the performance monitors of all cards. */
export interface ActivityAnswer {
  readonly reports: readonly SourceReport[];
  readonly activity: readonly CardActivity[];
  /** Cards with and without performance monitors; those that nobody asked yet are in neither. */
  readonly support: ReadonlyMap<string, boolean>;
}

const NOTHING: ActivityAnswer = { reports: [], activity: [], support: new Map() };

/** Reads the performance monitors (GPM) of Hopper and later: an average over a second. */
export class ActivitySource {
  /** Numbers by name; undefined until the driver's help was read. */
  #numbers: ReadonlyMap<string, string> | undefined;
  #driver = "";
  #nextMs = -Infinity;
  #last = NOTHING;

  async read(
    run: RunSmi,
    { rows, nowMs, intervalMs }: { rows: readonly QueryRow[]; nowMs: number; intervalMs: number },
  ): Promise<ActivityAnswer> {
    const driver = rows[0]?.values.get("driver_version") ?? "";
    if (driver !== this.#driver) this.forget();
    this.#driver = driver;
    if (nowMs < this.#nextMs) return this.#last;
    this.#nextMs = nowMs + intervalMs;
    this.#last = await this.#readHelp(run) ?? await this.#readNow(run, rows);
    const isAnywhere = [...this.#last.support.values()].includes(true);
    const isKnown = this.#last.support.size > 0;
    if (isKnown && !isAnywhere) this.#nextMs = nowMs + ASK_AGAIN_MS;
    return this.#last;
  }

  /** Forgets everything, as after a time without cards: old values are none of the new ones. */
  forget(): void {
    this.#numbers = undefined;
    this.#nextMs = -Infinity;
    this.#last = NOTHING;
  }

  /** Reads the help once for a driver; the answer says that it failed. */
  async #readHelp(run: RunSmi): Promise<ActivityAnswer | undefined> {
    if (this.#numbers !== undefined) return undefined;
    const help = await run(["dmon", "-h"]);
    if (!isUsable(help)) return { ...NOTHING, reports: [makeReport("activity", help)] };
    this.#numbers = parseActivityHelp(help.stdout);
    return undefined;
  }

  /** Those of our metrics that this driver has, in the order of its numbers. */
  #names(): readonly string[] {
    const known = this.#numbers ?? new Map();
    return Object.keys(ACTIVITY_METRICS).filter((name) => known.has(name))
      .sort((a, b) => Number(known.get(a)) - Number(known.get(b)));
  }

  async #readNow(run: RunSmi, rows: readonly QueryRow[]): Promise<ActivityAnswer> {
    const names = this.#names();
    if (names.length === 0) return unsupported(rows);
    const numbers = names.map((name) => this.#numbers?.get(name)).join(",");
    const isSplit = rows.some(({ values }) => values.get("mig.mode.current") === "Enabled");
    const dmon = await run([
      ...["dmon", "-s", "p", "--gpm-metrics", numbers],
      ...(isSplit ? ["--gpm-options", "dm"] : []),
      ...["-c", "3", "-d", "1", "--format", "csv"],
    ]);
    const report = makeReport("activity", dmon);
    // Series that are not fresh would look like a card at work.
    if (!isUsable(dmon)) return { ...NOTHING, reports: [report] };
    try {
      return { reports: [report], ...byCard(parseActivity(dmon.stdout, names), rows) };
    } catch (error) {
      return { ...NOTHING, reports: [unreadableReport("activity", dmon, error)] };
    }
  }
}

function unsupported(rows: readonly QueryRow[]): ActivityAnswer {
  return { ...NOTHING, support: new Map(rows.map(({ gpu }) => [gpu, false])) };
}

function byCard(
  samples: readonly Activity[],
  rows: readonly QueryRow[],
): Pick<ActivityAnswer, "activity" | "support"> {
  const cards = new Map(rows.map(({ gpu, values }) => [values.get("index"), gpu]));
  const activity: CardActivity[] = [];
  const support = new Map<string, boolean>();
  for (const { index, ...sample } of samples) {
    const gpu = cards.get(index);
    if (gpu === undefined) continue;
    support.set(gpu, support.get(gpu) === true || sample.values.size > 0);
    if (sample.values.size > 0) activity.push({ gpu, ...sample });
  }
  return { activity, support };
}
