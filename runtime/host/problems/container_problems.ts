import type { Item } from "../../contract/item.ts";
import { shellWord } from "../../contract/shell_word.ts";
import { THRESHOLDS } from "../../contract/thresholds.ts";
import { percent } from "./finding.ts";
import type { Finding, Past } from "./finding.ts";

/** Finds what is wrong with one container. One that somebody stopped is no problem. */
export function containerProblems(item: Item, past: Past): Finding[] {
  const { numbers, texts, labels, key } = item;
  const name = Object.values(labels).join(" ") || key;
  const state = texts.state?.[0];
  const command = `docker logs --tail 50 ${shellWord(name)}`;
  const about = { key, subject: `container ${name}`, command };
  const findings: Finding[] = [];
  const restarts = grownBy(past(item, "restarts"));
  const isKilled = numbers.oom_killed === 1;
  if (isKilled) {
    findings.push({
      ...about,
      code: "container_out_of_memory",
      severity: "critical",
      summary: "A process in it was killed for lack of memory",
      cause: "It needed more than its limit, or the machine had no memory left.",
      fix: "Raise its memory limit, or reduce what it uses.",
    });
  }
  if (state === "restarting" || state === "dead" || restarts >= THRESHOLDS.containers.restarts) {
    findings.push({
      ...about,
      code: "container_restarting",
      severity: "critical",
      summary: restarts > 0
        ? `It was restarted ${restarts} times in 15 minutes`
        : `It is ${state ?? "restarting"}`,
      cause: exitCause(numbers.exit_code),
      fix: "Read its last lines.",
    });
  }
  if (texts.health?.[0] === "unhealthy") {
    findings.push({
      ...about,
      code: "container_unhealthy",
      severity: "critical",
      summary: "Its health check fails",
      cause: "Its health check command fails or takes too long.",
      fix: "Read the output of the health check.",
      command: `docker inspect --format '{{json .State.Health}}' ${shellWord(name)}`,
    });
  }
  const { memory, memory_limit: limit } = numbers;
  const isFull = memory !== undefined && limit !== undefined && limit > 0 &&
    memory / limit >= THRESHOLDS.containers.memoryRatio;
  if (isFull && !isKilled) {
    findings.push({
      ...about,
      code: "container_memory_high",
      severity: "warning",
      summary: `It uses ${percent(memory / limit)} of its memory limit`,
      cause: "At the limit, one of its processes is killed.",
      fix: "Raise its memory limit, or reduce what it uses.",
    });
  }
  return findings;
}

function exitCause(code: number | undefined): string {
  if (code === undefined) return "Its process ends soon after the start.";
  return code === 137
    ? "It exited with 137: it was killed, perhaps for lack of memory."
    : `It exited with code ${code}.`;
}

/** The growth of a counter; a fall is a new beginning. */
function grownBy(values: Float32Array): number {
  let grown = 0;
  let before = NaN;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    if (value > before) grown += value - before;
    before = value;
  }
  return grown;
}
