import type { Log } from "../contract/log.ts";
import { LOG_LEVELS } from "../contract/message.ts";
import type { LogLevel } from "../contract/message.ts";

/** Options of a log. */
export interface LogOptions {
  readonly level: LogLevel;
  readonly format: "json" | "text";
  readonly now: () => Date;
  readonly write: (line: string) => void;
}

/** Makes a log that drops lines below its level. */
export function createLog({ level, write, ...options }: LogOptions): Log {
  const least = LOG_LEVELS.indexOf(level);
  return (of, message, fields = {}) => {
    if (LOG_LEVELS.indexOf(of) >= least) write(renderLine(options, of, message, fields));
  };
}

/** One line of the log, of any level. */
export function renderLine(
  { format, now }: Pick<LogOptions, "format" | "now">,
  level: LogLevel,
  message: string,
  fields: Readonly<Record<string, unknown>>,
): string {
  const render = format === "json" ? renderJson : renderText;
  return render(now(), level, message, fields);
}

function renderJson(
  time: Date,
  level: LogLevel,
  message: string,
  fields: Readonly<Record<string, unknown>>,
): string {
  const line = JSON.stringify({ time: time.toISOString(), level, message, ...fields });
  return line.replaceAll(HIDDEN, escapeUnit);
}

function renderText(
  time: Date,
  level: LogLevel,
  message: string,
  fields: Readonly<Record<string, unknown>>,
): string {
  const words = Object.entries(fields).map(([key, value]) =>
    `${key}=${typeof value === "string" && !/[\s"=]/.test(value) ? value : JSON.stringify(value)}`
  );
  const clock = time.toISOString().slice(11, 19);
  return [clock, level.toUpperCase().padEnd(5), onOneLine(message), ...words.map(onOneLine)]
    .join(" ");
}

/**
 * Control characters of both sets, line separators, and marks that turn text round or hide it: a message
 * may hold a plugin's words, which must neither forge lines, move the cursor nor read as something else.
 */
const HIDDEN = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

function onOneLine(text: string): string {
  return text.replaceAll(/\p{Cc}+/gu, " ").replaceAll(HIDDEN, escapeUnit);
}

function escapeUnit(found: string): string {
  return [...found.split("")].map((unit) =>
    `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`
  ).join("");
}
