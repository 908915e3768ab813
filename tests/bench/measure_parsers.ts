/**
 * Parses expositions with our parser and with a package, and prints how fast each was:
 * `measure_parsers.ts <specifier>`. It is a process of its own with a lock file of its own, because
 * whatever is in the project's is fetched at the first start.
 */
import { parsePrometheus } from "../../runtime/sdk/prometheus/parse_prometheus.ts";
import { vllmText } from "./vllm_text.ts";

/** The speeds over one text. */
export interface ParserSpeeds {
  readonly bytes: number;
  /** In MB/s. */
  readonly ours: number;
  readonly peer: number;
}

const ROUNDS = 15;
const BYTES_A_ROUND = 4_000_000;

if (import.meta.main) {
  const { default: parseWithPeer } = await import(Deno.args[0] ?? "") as {
    default: (text: string) => unknown;
  };
  const texts = [vllmText(), vllmText({ models: 32, engines: 2 })];
  const speeds = texts.map((text) => measure(text, parseWithPeer));
  Deno.stdout.writeSync(new TextEncoder().encode(JSON.stringify(speeds)));
}

/** They take turns, so that what else the machine does costs both; the best round counts. */
function measure(text: string, parseWithPeer: (text: string) => unknown): ParserSpeeds {
  const repeats = Math.ceil(BYTES_A_ROUND / text.length);
  const [ours, peer] = [[], []] as [number[], number[]];
  for (let round = 0; round < ROUNDS; round++) {
    ours.push(megabytesPerSecond(text, repeats, () => parsePrometheus(text)));
    peer.push(megabytesPerSecond(text, repeats, () => parseWithPeer(text)));
  }
  return { bytes: text.length, ours: Math.max(...ours), peer: Math.max(...peer) };
}

function megabytesPerSecond(text: string, repeats: number, parse: () => unknown): number {
  const startMs = performance.now();
  for (let run = 0; run < repeats; run++) parse();
  return (text.length * repeats) / 1000 / (performance.now() - startMs);
}
