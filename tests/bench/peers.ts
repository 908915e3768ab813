import type { Figure } from "./figure.ts";
import { median } from "./figure.ts";
import { describeMachine } from "./peers/machine.ts";
import { measurePeers } from "./peers/measure_peers.ts";
import { isMissing } from "../../runtime/cli/gen/peers_result.ts";
import type { PeerResult, PeersFile } from "../../runtime/cli/gen/peers_result.ts";
import { scrapeRounds } from "./scrape.ts";

/** README's table is made from it by `deno task gen`. */
const RESULT = new URL("./results/peers.json", import.meta.url);
const SCRAPE_ROUNDS = 5;

/** Measures what monitoring one machine costs, beside other exporters; keeps the result in a file. */
export async function benchPeers(): Promise<Figure[]> {
  const say = (text: string) => void Deno.stderr.writeSync(new TextEncoder().encode(`${text}\n`));
  const measured = await measurePeers(say);
  say("scrapes of 10,000 series");
  const { ours, bare, prom } = await scrapeRounds(SCRAPE_ROUNDS);
  const file: PeersFile = {
    machine: await describeMachine(),
    date: new Date().toISOString().slice(0, 10),
    ...measured,
    scrape: {
      timesPromClient: ours.map((rate, round) => rounded(rate / (prom[round] ?? NaN))),
      timesBareServer: ours.map((rate, round) => rounded(rate / (bare[round] ?? NaN))),
    },
  };
  await Deno.writeTextFile(RESULT, `${JSON.stringify(file, roundedValue, 2)}\n`);
  say("Wrote tests/bench/results/peers.json; deno task gen writes the table of README.md");
  return file.peers.flatMap((peer) => isMissing(peer) ? [] : listFigures(peer));
}

function listFigures({ name, ...peer }: PeerResult): Figure[] {
  return [
    { name: `${name}: CPU per hour`, value: median(peer.cpuSecondsPerHour), unit: "s" },
    { name: `${name}: memory`, value: median(peer.memoryBytes) / 1e6, unit: "MB" },
    { name: `${name}: scrape, p50`, value: median(peer.scrapeP50Ms), unit: "ms" },
    { name: `${name}: scrape, p99`, value: median(peer.scrapeP99Ms), unit: "ms" },
    { name: `${name}: page`, value: peer.bytes / 1_000, unit: "KB" },
    { name: `${name}: series`, value: peer.series, unit: "" },
    { name: `${name}: from start to values`, value: median(peer.startSeconds), unit: "s" },
  ];
}

function roundedValue(_key: string, value: unknown): unknown {
  return typeof value === "number" ? rounded(value) : value;
}

function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
