import type { Item } from "../../contract/item.ts";
import { THRESHOLDS } from "../../contract/thresholds.ts";
import { percent } from "./finding.ts";
import type { Finding } from "./finding.ts";

/** States that need nobody. */
const WELL: readonly string[] = ["up", "sleeping"];

/** Finds what is wrong with one LLM server. */
export function llmServerProblems(item: Item): Finding[] {
  const { numbers, texts, labels, key } = item;
  const name = Object.values(labels).join(" ") || key;
  const engine = texts.engine?.[0];
  const subject = `LLM server ${name}${
    engine === undefined || engine === name ? "" : ` (${engine})`
  }`;
  const about = { key, subject };
  const state = texts.state?.[0] ?? (numbers.up === 0 ? "down" : "up");
  if (!WELL.includes(state)) return [unreachable(state, about)];
  return load(numbers, about);
}

type About = { readonly key: string; readonly subject: string };

function unreachable(state: string, about: About): Finding {
  if (state === "loading") {
    return {
      ...about,
      code: "llm_server_loading",
      severity: "warning",
      summary: "It is loading its model, and does not answer yet",
      cause: "The server was started or is changing its model.",
      fix: "Wait; if it takes longer than usual, read its log.",
    };
  }
  if (state === "refused") {
    return {
      ...about,
      code: "llm_server_refuses",
      severity: "warning",
      summary: "It refuses the monitor, so nothing is known about it",
      cause: "The key is missing or wrong.",
      fix: "Set apiKeyEnv or apiKeyFile for this target in the configuration.",
    };
  }
  return {
    ...about,
    code: "llm_server_down",
    severity: "critical",
    summary: state === "down" ? "It does not answer" : `Its state is ${state}`,
    cause: "It was stopped, has crashed, hangs, or cannot be reached from here.",
    fix: "Check whether its process or container runs, and read its last log lines.",
  };
}

function load(numbers: Item["numbers"], about: About): Finding[] {
  const { kv_cache: cache, waiting, first_token: first, preemptions } = numbers;
  const { llm } = THRESHOLDS;
  const findings: Finding[] = [];
  const add = (finding: Omit<Finding, "key" | "subject" | "severity">) =>
    findings.push({ ...about, severity: "warning", ...finding });
  if (cache !== undefined && cache >= llm.kvCacheHighRatio) {
    add({
      code: "kv_cache_full",
      summary: cache >= llm.kvCacheFullRatio
        ? `Its KV cache is practically full (${percent(cache)})`
        : `Its KV cache is nearly full (${percent(cache)})`,
      cause: "Requests are longer, or more at once, than its memory can hold.",
      fix:
        "Send it fewer or shorter requests, add a replica, or give it more memory for the cache.",
    });
  }
  if (preemptions !== undefined && preemptions >= llm.preemptionsPerSecond) {
    add({
      code: "preemptions",
      summary: `It preempts ${preemptions.toFixed(2)} requests per second, and computes them again`,
      cause: "The KV cache does not hold all requests that it admitted.",
      fix: "Lower its number of concurrent requests, or give it more memory for the cache.",
    });
  }
  if (waiting !== undefined && waiting >= llm.waitingRequests) {
    add({
      code: "queue_growing",
      summary: `${Math.round(waiting)} requests wait`,
      cause: "Requests arrive faster than it computes them.",
      fix: "Add a replica, or send it fewer requests.",
    });
  }
  if (first !== undefined && first >= llm.firstTokenSeconds) {
    add({
      code: "first_token_late",
      summary: `First tokens come after ${first.toFixed(1)} s (95th percentile)`,
      cause: "Requests wait in the queue, or their prompts are long.",
      fix: "Check its queue and the length of prompts; add a replica.",
    });
  }
  return findings;
}
