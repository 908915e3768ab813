import assert from "node:assert/strict";
import { peersTable } from "./peers_table.ts";
import type { PeersFile } from "./peers_result.ts";

const FIRST = {
  name: "first",
  version: "1.5",
  work: "its collectors",
  cpuSecondsPerHour: [10, 20, 10],
  memoryBytes: [20e6, 20e6, 20e6],
  scrapeP50Ms: [12.34, 12.34, 99],
  scrapeP99Ms: [20, 21, 22],
  startSeconds: [0.123, 0.1, 0.2],
  bytes: 123_456,
  series: 1_565,
};

const RESULT: PeersFile = {
  machine: "2 cores",
  date: "2026-11-27",
  roundSeconds: 60,
  scrapeIntervalSeconds: 15,
  peers: [
    FIRST,
    { ...FIRST, name: "second", cpuSecondsPerHour: [25, 20, 15], memoryBytes: [90e6, 92e6, 88e6] },
    { name: "third", work: "nothing", install: "apt-get install third" },
  ],
  scrape: { timesPromClient: [59, 60, 61], timesBareServer: [1.2, 1.25, 3.1] },
};

Deno.test("peersTable gives figures, and ratios of the same round with their range", () => {
  const rows = peersTable(RESULT).split("\n").filter((line) => line.startsWith("| "))
    .map((line) => line.split("|").map((cell) => cell.trim()).slice(1, -1));
  assert.deepEqual(rows[2], [
    "first 1.5",
    "its collectors",
    "10 s",
    "20 MB",
    "12, 21 ms",
    "123 KB, 1,565",
    "0.12 s",
  ]);
  assert.equal(rows[3]?.[2], "20 s, 1.5x (1-2.5)");
  assert.equal(rows[3]?.[3], "90 MB, 4.5x (4.4-4.6)");
});

Deno.test("peersTable says how what is missing is installed", () => {
  assert.match(
    peersTable(RESULT),
    /^\| third +\| not measured: `apt-get install third` \| - +\| - +\| - +\| - +\| - +\|$/m,
  );
});

Deno.test("peersTable says both of the scrape: times prom-client, and times a bare server", () => {
  const text = peersTable(RESULT).replaceAll("\n", " ");
  assert.match(
    text,
    /served 60x \(59-61\) as often as prom-client renders them, and 1\.3x \(1\.2-3\.1\)/,
  );
  assert.match(text, /on 2 cores, 2026-11-27; a scrape every 15 s, 3 rounds of 60 s\./);
});
