import { z } from "../../contract/zod.ts";
import { markdownTable } from "./markdown_table.ts";

const point = z.strictObject({
  hosts: z.int(),
  hostsUp: z.int(),
  series: z.int(),
  samplesPerSecond: z.number(),
  rssBytes: z.number(),
  /** Processor seconds a second. */
  cpuCores: z.number(),
  /** Of the process that plays the hosts: what is left of the machine is less by it. */
  mockCpuCores: z.number(),
  /** Of one scrape: the 99th percentile. */
  scrapeSeconds: z.number(),
  /** All groups of rules together, once. */
  rulesSeconds: z.number(),
  slowestGroupSeconds: z.number(),
  /** All queries of the fleet board, as opening it sends them. */
  boardSeconds: z.number(),
  boardQueries: z.int(),
});

/** The costs of a fleet for one Prometheus, as `deno task bench fleet --write` leaves it. */
export const fleetCosts = z.strictObject({
  machine: z.strictObject({ processor: z.string(), cores: z.int(), memoryBytes: z.number() }),
  prometheus: z.string(),
  scrapeIntervalSeconds: z.number(),
  /** Mean of the hosts. */
  page: z.strictObject({ bytes: z.number(), gzipBytes: z.number() }),
  points: z.array(point).min(1),
  stop: z.strictObject({ hosts: z.int(), because: z.string(), isMeasured: z.boolean() }),
});

export type FleetPoint = z.infer<typeof point>;
export type FleetCosts = z.infer<typeof fleetCosts>;

const MB = 1e6;
const GB = 1e9;

/** Renders the curve as a table, with the machine and the end of it in words. */
export function renderFleetCosts(costs: FleetCosts): string {
  const { machine, prometheus, scrapeIntervalSeconds, page, points, stop } = costs;
  const rows = points.map((one) => [
    whole(one.hosts),
    whole(one.series),
    whole(one.samplesPerSecond),
    `${whole(one.rssBytes / MB)} MB`,
    `${(one.rssBytes / MB / one.hosts).toFixed(1)} MB`,
    one.cpuCores.toFixed(2),
    `${(one.scrapeSeconds * 1_000).toFixed(0)} ms`,
    `${one.rulesSeconds.toFixed(2)} s`,
    `${one.boardSeconds.toFixed(1)} s`,
  ]);
  const head = [
    ...["Hosts", "Series", "Samples/s", "Memory", "A host", "Cores", "Scrape p99", "Rules"],
    "Board",
  ];
  const [last] = points.slice(-1);
  const end = stop.isMeasured
    ? `It stops at ${whole(stop.hosts)} hosts: ${stop.because}.`
    : `At this rate it stops at about ${whole(roundDown(stop.hosts))} hosts: ${stop.because}.`;
  const text = `Prometheus ${prometheus}, every ${scrapeIntervalSeconds} s, on ${machine.cores} ` +
    `cores (${machine.processor}) with ${
      Math.round(machine.memoryBytes / GB)
    } GB, which play the ` +
    `hosts too. A page has ${whole(page.bytes / 1e3)} kB, ${whole(page.gzipBytes / 1e3)} kB ` +
    `gzipped. "Rules" is one evaluation of all; "Board" is the fleet board with its ` +
    `${last?.boardQueries ?? 0} queries, opened over minutes of data. ${end}`;
  return `${markdownTable(head, rows)}\n\n${wrap(text)}`;
}

/** Two digits are all that an extrapolation is worth. */
function roundDown(value: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(value)) - 1);
  return Math.floor(value / unit) * unit;
}

function whole(value: number): string {
  return Math.round(value).toLocaleString("en");
}

/** As `deno fmt` breaks a paragraph. */
function wrap(text: string): string {
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = lines.at(-1) ?? "";
    const longer = line === "" ? word : `${line} ${word}`;
    if (longer.length > 100) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines.join("\n");
}
