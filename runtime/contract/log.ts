import type { LogLevel } from "./message.ts";

/** Writes one line to the log. */
export type Log = (
  level: LogLevel,
  message: string,
  fields?: Readonly<Record<string, unknown>>,
) => void;
