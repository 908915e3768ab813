import { quantile } from "../figure.ts";
import { findProgram } from "../../support/link_programs.ts";
import { PEERS } from "./catalog.ts";
import type { Peer } from "./peer.ts";
import type { MissingPeer, PeerResult, PeersFile } from "../../../runtime/cli/gen/peers_result.ts";
import { PreparedPeer } from "./running_peer.ts";
import type { RunningPeer } from "./running_peer.ts";

const ROUNDS = 5;
const SCRAPE_INTERVAL_SECONDS = 15;
/** Four scrapes a round. */
const ROUND_SECONDS = 4 * SCRAPE_INTERVAL_SECONDS;
/** Long enough for compilers and services of a start to have ended. */
const REST_SECONDS = 60;
/** Scrapes of each peer and round that are timed, one a second: none is answered out of a cache of ours. */
const TIMED_SCRAPES = 20;

interface Measured {
  readonly running: RunningPeer;
  readonly version: string;
  readonly startSeconds: number[];
  readonly cpuSecondsPerHour: number[];
  readonly memoryBytes: number[];
  readonly scrapeP50Ms: number[];
  readonly scrapeP99Ms: number[];
}

/** Measures all peers that are installed, side by side: what else the machine does costs each the same. */
export async function measurePeers(
  say: (text: string) => void,
): Promise<Pick<PeersFile, "peers" | "roundSeconds" | "scrapeIntervalSeconds">> {
  const there = PEERS.filter(({ needs }) => !needs || findProgram(needs.program) !== undefined);
  const prepared = await Promise.all(there.map((peer) => PreparedPeer.prepare(peer)));
  const measured: Measured[] = [];
  try {
    for (const one of prepared) {
      say(`starts ${one.peer.name}`);
      measured.push(await startOften(one));
    }
    await seconds(REST_SECONDS);
    for (let round = 1; round <= ROUNDS; round++) {
      say(`round ${round} of ${ROUNDS}`);
      await runRound(measured);
    }
    const results = await Promise.all(measured.map(describeResult));
    return {
      roundSeconds: ROUND_SECONDS,
      scrapeIntervalSeconds: SCRAPE_INTERVAL_SECONDS,
      peers: PEERS.map((peer) => results.find(({ name }) => name === peer.name) ?? missing(peer)),
    };
  } finally {
    await Promise.all(measured.map(({ running }) => running.stop()));
    await Promise.all(prepared.map((one) => one.remove()));
  }
}

/** The first start makes what later ones find, such as compiled code, and is not counted. */
async function startOften(prepared: PreparedPeer): Promise<Measured> {
  const version = await readVersion(prepared.peer);
  await (await prepared.start()).running.stop();
  const startSeconds: number[] = [];
  for (;;) {
    const { running, seconds } = await prepared.start();
    startSeconds.push(seconds);
    if (startSeconds.length === ROUNDS) {
      const empty = { cpuSecondsPerHour: [], memoryBytes: [], scrapeP50Ms: [], scrapeP99Ms: [] };
      return { running, version, startSeconds, ...empty };
    }
    await running.stop();
  }
}

async function runRound(all: readonly Measured[]): Promise<void> {
  const before = await Promise.all(all.map(({ running }) => running.cpuSeconds()));
  const startMs = performance.now();
  const endMs = startMs + ROUND_SECONDS * 1_000;
  while (performance.now() < endMs) {
    for (const { running } of all) await running.page();
    await seconds(
      SCRAPE_INTERVAL_SECONDS - (performance.now() - startMs) / 1_000 % SCRAPE_INTERVAL_SECONDS,
    );
  }
  for (const [index, one] of all.entries()) {
    const hours = (performance.now() - startMs) / 3_600_000;
    one.cpuSecondsPerHour.push((await one.running.cpuSeconds() - (before[index] ?? 0)) / hours);
    one.memoryBytes.push(await one.running.memory());
  }
  await timeScrapes(all);
}

async function timeScrapes(all: readonly Measured[]): Promise<void> {
  const times = all.map((): number[] => []);
  for (let scrape = 0; scrape < TIMED_SCRAPES; scrape++) {
    for (const [index, { running }] of all.entries()) {
      const startMs = performance.now();
      await running.page();
      times[index]?.push(performance.now() - startMs);
    }
    await seconds(1);
  }
  for (const [index, one] of all.entries()) {
    one.scrapeP50Ms.push(quantile(times[index] ?? [], 0.5));
    one.scrapeP99Ms.push(quantile(times[index] ?? [], 0.99));
  }
}

async function describeResult({ running, ...rounds }: Measured): Promise<PeerResult> {
  const page = await running.page();
  const { name, work } = running.peer;
  return {
    name,
    work,
    ...rounds,
    bytes: new TextEncoder().encode(page).length,
    series: page.split("\n").filter((line) => line !== "" && !line.startsWith("#")).length,
  };
}

function missing({ name, work, needs }: Peer): MissingPeer {
  return { name, work, install: needs?.install ?? "" };
}

async function readVersion({ version: { command, pattern } }: Peer): Promise<string> {
  const [program = "", ...args] = command;
  const { stdout, stderr } = await new Deno.Command(program, { args, stdin: "null" }).output();
  const text = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes)).join("");
  return pattern.exec(text)?.[1] ?? "";
}

function seconds(count: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, count * 1_000));
}
