import { StderrBudget } from "./stderr_budget.ts";
import type { StderrLimits } from "./stderr_budget.ts";

/**
 * The pause of a writer that used up its budget, before the next read: it fills its pipe meanwhile, and
 * one read takes it all. A flood of short lines would cost a read for each otherwise.
 */
const PAUSE_MS = 10;
/** Longest line that reaches the log. */
const LINE_CHARS = 2_000;
/** C0 and C1 controls: a plugin must not move the operator's cursor. */
// deno-lint-ignore no-control-regex -- control characters are what it removes
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/**
 * Reads standard error to its end, since a full pipe would stop the writer, and passes on whole lines
 * within the budget, without control characters.
 */
export async function drainStderr(
  chunks: AsyncIterable<Uint8Array>,
  options: {
    limits: StderrLimits;
    now: () => number;
    onLine: (line: string) => void;
    onFlood: () => void;
  },
): Promise<void> {
  const budget = new StderrBudget(options.limits);
  const decoder = new TextDecoder();
  const push = (line: string) => {
    const text = line.replaceAll(CONTROLS, "").trimEnd().slice(0, LINE_CHARS);
    if (text !== "" && budget.line()) options.onLine(text);
  };
  let rest = "";
  for await (const chunk of chunks) {
    const { pass, flood, leftOut } = budget.take(chunk.length, options.now());
    if (flood) options.onFlood();
    if (leftOut > 0) options.onLine(`(${leftOut} more lines were dropped)`);
    const lines = (rest + decoder.decode(chunk.subarray(0, pass), { stream: true })).split("\n");
    rest = (lines.pop() ?? "").slice(0, LINE_CHARS);
    for (const line of lines) push(line);
    if (pass < chunk.length) await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  push(rest);
}
