/** The kinds of hosts: what runs on them, on which cards, and how much of it. */
import type { Settings } from "../sim/settings.ts";
import type { WorldSpec } from "../sim/specs.ts";
import type { Condition } from "./conditions.ts";

/** A kind of host: a part of the one simulated machine. */
export interface HostKind {
  readonly engines: readonly string[];
  readonly load: number;
  /** Other names for cards and models of the simulation, which behave as they did. */
  readonly renames: Readonly<Record<string, string>>;
}

const H100 = "NVIDIA H100 80GB HBM3";
const QWEN = "Qwen/Qwen3-32B-FP8";

export const HOST_KINDS: readonly HostKind[] = [
  {
    engines: ["vllm", "sglang", "ollama", "tgi", "llamacpp", "openai", "litellm"],
    load: 1,
    renames: {},
  },
  {
    engines: ["vllm", "sglang", "litellm"],
    load: 1.5,
    renames: { [H100]: "NVIDIA H200 NVL", [QWEN]: "openai/gpt-oss-120b" },
  },
  {
    engines: ["vllm", "tgi"],
    load: 0.6,
    renames: { [H100]: "NVIDIA A100-SXM4-80GB", [QWEN]: "Qwen/Qwen2.5-Coder-32B-Instruct" },
  },
  { engines: ["vllm", "ollama"], load: 0.3, renames: { [H100]: "NVIDIA L40S" } },
];

/** Returns what goes wrong on one host in a condition; a dead one needs nothing. */
export function chooseSettings(
  { load }: HostKind,
  condition: Exclude<Condition, "dead">,
  { cards }: WorldSpec,
): Settings {
  switch (condition) {
    case "well":
      return { load };
    case "hot":
      return { load, cards: Object.fromEntries(cards.map((_, index) => [index, HOT_AIR])) };
    case "broken":
      return { load, containers: { vllm: { crashAfterSeconds: 8 } } };
    case "sick":
      return { load, cards: { [cards.length - 1]: { state: "lost" } } };
  }
}

const HOT_AIR = { roomCelsius: 58, cooling: 0.7 };
