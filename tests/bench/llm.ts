import parseWithPeer from "parse-prometheus-text-format";
import { parsePrometheus } from "../../runtime/sdk/parse_prometheus.ts";
import type { Figure } from "./figure.ts";
import { benchLlmCollection } from "./llm_collection.ts";
import { vllmText } from "./vllm_text.ts";

const PEER = "parse-prometheus-text-format";
const ROUNDS = 15;
const BYTES_A_ROUND = 4_000_000;

/** The parser beside a public one, and the llm plugin in its sandbox over many servers. */
export async function benchLlm(): Promise<Figure[]> {
  const texts = [vllmText(), vllmText({ models: 32, engines: 2 })];
  return [...texts.flatMap(parseFigures), ...await benchLlmCollection()];
}

/** Both parsers take turns, so that what else the machine does costs both; the best round counts. */
function parseFigures(text: string): Figure[] {
  const repeats = Math.ceil(BYTES_A_ROUND / text.length);
  const [ours, peer] = [[], []] as [number[], number[]];
  const maxSamples = Infinity;
  for (let round = 0; round < ROUNDS; round++) {
    ours.push(megabytesPerSecond(text, repeats, () => parsePrometheus(text, { maxSamples })));
    peer.push(megabytesPerSecond(text, Math.ceil(repeats / 10), () => parseWithPeer(text)));
  }
  const what = `a vLLM exposition of ${Math.round(text.length / 1000)} KB`;
  const best = Math.max(...ours);
  return [
    { name: `parsePrometheus, ${what}`, value: best, unit: "MB/s", target: ">= 50" },
    {
      name: `the same, times as fast as ${PEER}`,
      value: best / Math.max(...peer),
      unit: "x",
      target: ">= 2",
    },
  ];
}

function megabytesPerSecond(text: string, repeats: number, parse: () => unknown): number {
  const startMs = performance.now();
  for (let run = 0; run < repeats; run++) parse();
  return (text.length * repeats) / 1000 / (performance.now() - startMs);
}
