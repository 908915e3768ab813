import type { LogLine } from "../../../contract/item.ts";
import { LOG_LEVELS } from "../../../contract/message.ts";
import type { LogLevel } from "../../../contract/message.ts";

/** A choice of lines of the log; what is not said is any. */
export interface LineChoice {
  /** Lines of this level and above. */
  readonly level?: LogLevel | undefined;
  readonly plugin?: string | undefined;
  /** Words that the message holds, upper and lower case alike. */
  readonly q?: string | undefined;
}

/** Reads a choice from a query; a level that there is not counts as none. */
export function readChoice(query: Readonly<Record<string, string>>): LineChoice {
  const level = LOG_LEVELS.find((one) => one === query.level);
  return { level, plugin: query.plugin || undefined, q: query.q || undefined };
}

/** The lines of a choice, in their order. */
export function pickLines(
  lines: readonly LogLine[],
  { level = "debug", plugin, q }: LineChoice,
): LogLine[] {
  const least = LOG_LEVELS.indexOf(level);
  const words = q?.toLowerCase();
  return lines.filter((line) =>
    LOG_LEVELS.indexOf(line.level) >= least &&
    (plugin === undefined || line.plugin === plugin) &&
    (words === undefined || line.message.toLowerCase().includes(words))
  );
}
