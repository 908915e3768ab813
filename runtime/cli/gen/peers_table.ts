import { readIfThere } from "./generated_file.ts";
import type { GeneratedFile } from "./generated_file.ts";
import { replaceBlock } from "./generated_block.ts";
import { markdownTable } from "./markdown_table.ts";
import { isMissing } from "./peers_result.ts";
import type { PeerResult, PeersFile, Rounds } from "./peers_result.ts";

const README = "README.md";
const RESULT = "tests/bench/results/peers.json";
const BLOCK = "peers";

const HEAD = [
  "Exporter",
  "Does",
  "CPU per hour",
  "Memory",
  "Scrape p50, p99",
  "Page, series",
  "Start",
];

/** README.md, with the cost of one machine beside other exporters as it was measured last. */
export async function readmePage(projectDir: string): Promise<GeneratedFile> {
  const current = await readIfThere(`${projectDir}/${README}`);
  const result = JSON.parse(await Deno.readTextFile(`${projectDir}/${RESULT}`)) as PeersFile;
  const wanted = replaceBlock(current ?? "", BLOCK, peersTable(result));
  return {
    path: README,
    current,
    wanted: wanted ?? current ?? "",
    missingBlocks: wanted === undefined ? [`<!-- generated:${BLOCK} -->`] : [],
  };
}

/** Renders the result: absolute figures, and each beside the first exporter's of the same round. */
export function peersTable(result: PeersFile): string {
  const { peers, scrape, roundSeconds, scrapeIntervalSeconds, machine, date } = result;
  const first = peers.find((peer): peer is PeerResult => !isMissing(peer));
  const rounds = first?.cpuSecondsPerHour.length ?? 0;
  const rows = peers.map((peer) =>
    isMissing(peer)
      ? [peer.name, `not measured: \`${peer.install}\``, ...Array(HEAD.length - 2).fill("-")]
      : renderRow(peer, first ?? peer)
  );
  return [
    wrap(
      `Side by side in one run on ${machine}, ${date}; a scrape every ${scrapeIntervalSeconds} s, ` +
        `${rounds} rounds of ${roundSeconds} s. CPU and memory are totals over all processes of each, memory as on ` +
        "a machine of its own: pages of programs count once and whole, whoever else has them. " +
        `\`x\` compares with ${
          first?.name ?? "-"
        } in the same round, with the range of the rounds.`,
    ),
    markdownTable(HEAD, rows),
    wrap(
      `10,000 series are served ${times(scrape.timesPromClient)} as often as prom-client renders ` +
        `them, and ${times(scrape.timesBareServer)} as often as a bare \`Deno.serve\` sends the ` +
        "same bytes, which is the limit there.",
    ),
  ].join("\n\n");
}

function renderRow(peer: PeerResult, first: PeerResult): string[] {
  const isFirst = peer === first;
  const beside = (own: Rounds, others: Rounds) =>
    isFirst ? "" : `, ${times(own.map((value, round) => value / (others[round] ?? NaN)))}`;
  const ms = (values: Rounds) => number(median(values));
  return [
    `${peer.name} ${peer.version}`,
    peer.work,
    `${number(median(peer.cpuSecondsPerHour))} s${
      beside(peer.cpuSecondsPerHour, first.cpuSecondsPerHour)
    }`,
    `${number(median(peer.memoryBytes) / 1e6)} MB${beside(peer.memoryBytes, first.memoryBytes)}`,
    `${ms(peer.scrapeP50Ms)}, ${ms(peer.scrapeP99Ms)} ms`,
    `${number(peer.bytes / 1_000)} KB, ${peer.series.toLocaleString("en-US")}`,
    `${number(median(peer.startSeconds))} s`,
  ];
}

/** A ratio of each round: its median and its range. */
function times(ratios: Rounds): string {
  const [least, most] = [Math.min(...ratios), Math.max(...ratios)];
  return `${number(median(ratios))}x (${number(least)}-${number(most)})`;
}

function median(values: Rounds): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.ceil(sorted.length / 2) - 1] ?? NaN;
}

/** Two digits that count; more would be those of the moment. */
function number(value: number): string {
  return value >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(2)));
}

/** Breaks a paragraph as `deno fmt` does. */
function wrap(text: string, width = 100): string {
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = lines.at(-1) ?? "";
    const next = line === "" ? word : `${line} ${word}`;
    if (next.length <= width) lines[lines.length - 1] = next;
    else lines.push(word);
  }
  return lines.join("\n");
}
