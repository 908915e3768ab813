import type { LogLine } from "../../contract/item.ts";
import type { LogLevel } from "../../contract/message.ts";

/** Lines that are kept, and of them those that one plugin itself wrote. */
const MAX_LINES = 300;
const MAX_OF_PLUGIN = 100;
const MAX_CHARS = 1_000;

/** A line before it has a number. */
export interface NewLine {
  readonly level: LogLevel;
  readonly message: string;
  readonly fields?: Readonly<Record<string, unknown>>;
  readonly unixMs: number;
}

/** The last lines of the log; a talkative plugin does not push the lines of others out. */
export class LogTail {
  #lines: LogLine[] = [];
  #lastId = 0;
  #leftOut = 0;

  /** The oldest first. */
  get lines(): readonly LogLine[] {
    return this.#lines;
  }

  /** Lines that came too fast to be told to us. */
  get leftOut(): number {
    return this.#leftOut;
  }

  add({ level, message, fields = {}, unixMs }: NewLine): void {
    const plugin = textOf(fields.plugin);
    this.#lines.push({
      id: ++this.#lastId,
      at: new Date(unixMs).toISOString(),
      level,
      plugin,
      code: textOf(fields.code),
      message: message.length > MAX_CHARS ? `${message.slice(0, MAX_CHARS)}...` : message,
    });
    if (this.#lines.length > MAX_LINES) this.#lines.shift();
    if (plugin === "") return;
    const own = this.#lines.filter((line) => line.plugin === plugin);
    if (own.length > MAX_OF_PLUGIN) this.#lines.splice(this.#lines.indexOf(own[0] as LogLine), 1);
  }

  /** Notes lines that were not told to us. */
  leaveOut(lines: number): void {
    this.#leftOut += lines;
  }
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value.slice(0, 64) : "";
}
