import type { LogLevel } from "./message.ts";

/** Writes one line to the log. Fields are for machines, the message for people. */
export type Log = (
  level: LogLevel,
  message: string,
  fields?: Readonly<Record<string, unknown>>,
) => void;
