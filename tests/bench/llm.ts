import type { Figure } from "./figure.ts";
import { benchLlmCollection } from "./llm_collection.ts";
import type { ParserSpeeds } from "./measure_parsers.ts";

const PEER = "parse-prometheus-text-format";
const ROOT = new URL("../..", import.meta.url).pathname;

/** The parser beside a public one, and the llm plugin in its sandbox over many servers. */
export async function benchLlm(): Promise<Figure[]> {
  return [...await benchParsers(), ...await benchLlmCollection()];
}

async function benchParsers(): Promise<Figure[]> {
  const { success, stdout } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "-A", "--quiet", "--no-config", "--node-modules-dir=none", "--frozen"],
      `--lock=${ROOT}tests/bench/measure_parsers.lock`,
      `${ROOT}tests/bench/measure_parsers.ts`,
      `npm:${PEER}@1.1.1`,
    ],
    stdin: "null",
    stderr: "inherit",
  }).output();
  if (!success) throw new Error("Cannot measure: the process of the parsers failed");
  const all = JSON.parse(new TextDecoder().decode(stdout)) as ParserSpeeds[];
  return all.flatMap(({ bytes, ours, peer }) => [
    {
      name: `parsePrometheus, a vLLM exposition of ${Math.round(bytes / 1000)} KB`,
      value: ours,
      unit: "MB/s",
      target: ">= 50",
    },
    {
      name: `the same, times as fast as ${PEER} (${Math.round(peer)} MB/s)`,
      value: ours / peer,
      unit: "x",
      target: ">= 2",
    },
  ]);
}
