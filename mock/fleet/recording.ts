import { escapeLabelValue } from "../../runtime/metrics/escape.ts";
import type { WorldSpec } from "../sim/specs.ts";
import { openMetricsHead } from "../write/series_store.ts";
import type { PlayedFamily, Series } from "../write/series_store.ts";
import { writeWorld } from "../write/write_world.ts";
import type { Condition } from "./conditions.ts";
import { chooseSettings, HOST_KINDS } from "./kinds.ts";
import type { HostKind } from "./kinds.ts";

/** From one page of a recording to the next. */
export const PAGE_SECONDS = 30;
/** Pages after which a recording begins anew. */
const PAGES = 6;
/** Pages that are thrown away: what goes wrong has to have gone wrong. */
const LEAD_PAGES = 4;
/** Prometheus writes these itself. */
const OF_THE_SCRAPER = /^(?:up|scrape_\w+)$/;

/** A series over the pages of a recording. */
export interface RecordedSeries {
  /** Name and labels, with the space behind them. */
  readonly head: string;
  /** By page; NaN where it was absent. */
  readonly values: Float64Array;
  /** Rise of a counter whenever the recording begins anew. */
  readonly gain: number;
  /** The values are times, told as seconds before the page. */
  readonly isAge: boolean;
}

/** The pages of hosts of one kind in one condition, as a loop that can go on for ever. */
export interface Recording {
  readonly pages: number;
  readonly families: readonly {
    readonly head: string;
    readonly series: readonly RecordedSeries[];
  }[];
}

/** The world that is recorded, and the plugins over it. */
export interface RecordingOptions {
  readonly spec: WorldSpec;
  readonly seed: number;
  readonly pluginsDir: string;
  readonly plugins: readonly string[];
  /** Files of the cards that stand still, by name. */
  readonly still: Readonly<Record<string, string>>;
}

/** The recordings of one condition. */
export interface RecordingOrder extends RecordingOptions {
  readonly condition: Exclude<Condition, "dead">;
  /** Seconds since 1970 at its end. */
  readonly nowUnix: number;
}

/**
 * Plays the simulation for each kind of host in one condition, with the real plugins over it. Meanwhile clock
 * and chance of this thread are the simulation's, and afterwards its plugins remember what they saw.
 */
export async function recordKinds(order: RecordingOrder): Promise<Recording[]> {
  const all = [];
  for (const kind of HOST_KINDS) all.push(await record(kind, order));
  return all;
}

async function record(
  kind: HostKind,
  { condition, spec, seed, nowUnix, ...rest }: RecordingOrder,
): Promise<Recording> {
  const seconds = (LEAD_PAGES + PAGES) * PAGE_SECONDS;
  const startUnix = Math.round(nowUnix) - seconds;
  const own = {
    ...spec,
    engines: spec.engines.filter(({ name }) => kind.engines.includes(name)),
  };
  const settings = chooseSettings(kind, condition, spec);
  const store = await writeWorld({
    ...{ ...rest, spec: own, seed, startUnix, seconds, stepSeconds: PAGE_SECONDS },
    scenario: { description: condition, alerts: [], settings, steps: [] },
    plays: { fromSeconds: 0, toSeconds: Infinity },
    targetLabels: {},
  });
  const rename = renamer(kind.renames);
  const pageUnix = (page: number) => startUnix + (LEAD_PAGES + page) * PAGE_SECONDS;
  return {
    pages: PAGES,
    families: [...store.families()].filter(({ declaration }) =>
      !OF_THE_SCRAPER.test(declaration.name)
    ).map((family) => ({
      head: openMetricsHead(family.declaration),
      series: family.metrics.flat().map((series) => recorded(series, family, { rename, pageUnix })),
    })),
  };
}

function recorded(
  { head, steps, values }: Series,
  { declaration }: PlayedFamily,
  { rename, pageUnix }: {
    readonly rename: (text: string) => string;
    readonly pageUnix: (page: number) => number;
  },
): RecordedSeries {
  // One more than is played: what the loop has risen by is seen at its end.
  const all = new Float64Array(PAGES + 1).fill(NaN);
  for (const [index, step] of steps.entries()) {
    if (step >= LEAD_PAGES) all[step - LEAD_PAGES] = values[index] ?? NaN;
  }
  const isCounter = declaration.type === "counter" || declaration.type === "histogram";
  const [first = NaN, last = NaN] = [all[0], all[PAGES]];
  const isAge = declaration.name.endsWith("_timestamp_seconds") && last > first;
  return {
    head: rename(head),
    values: isAge ? all.map((value, page) => pageUnix(page) - value) : all,
    gain: isCounter && isRising(all) ? last - first : 0,
    isAge,
  };
}

/** One that started anew within the loop starts anew in each. */
function isRising(values: Float64Array): boolean {
  return values.every((value, index) => index === 0 || value >= (values[index - 1] ?? NaN));
}

/** Puts other values into labels. */
function renamer(renames: HostKind["renames"]): (text: string) => string {
  const pairs = Object.entries(renames)
    .map((pair) => pair.map((value) => `"${escapeLabelValue(value)}"`) as [string, string]);
  return (text) => pairs.reduce((all, [from, to]) => all.replaceAll(from, to), text);
}
