import type { Log } from "../contract/log.ts";
import { LOG_LEVELS } from "../contract/message.ts";
import type { LogLevel } from "../contract/message.ts";
import type { KernelControl, RelayedLine } from "../contract/syscall.ts";

type LogLines = Extract<KernelControl, { type: "log_lines" }>;

/** The most that waits, and that goes into one message: 100 KB at worst, twice a second. */
const MAX_LINES = 100;
const MAX_CHARS = 1_000;
const EVERY_MS = 500;

/** The time and the timers of a relay. */
export interface RelayClock {
  unixMs(): number;
  after(delayMs: number, run: () => void): void;
}

/** Tells the host what the kernel logs, for the page's tail of the log. What is too much is counted. */
export class LogRelay {
  readonly #least: number;
  readonly #clock: RelayClock;
  #send: ((message: LogLines) => void) | undefined;
  #lines: RelayedLine[] = [];
  #leftOut = 0;
  #isWaiting = false;
  #isMuted = false;

  constructor(level: LogLevel, clock: RelayClock) {
    this.#least = LOG_LEVELS.indexOf(level);
    this.#clock = clock;
  }

  /** A log that also tells the host. */
  wrap(log: Log): Log {
    return (level, message, fields = {}) => {
      log(level, message, fields);
      if (this.#isMuted || LOG_LEVELS.indexOf(level) < this.#least) return;
      this.#keep({ level, message: message.slice(0, MAX_CHARS), fields: shorten(fields) });
    };
  }

  /** Logs what the host said itself: it need not be told of it. */
  withoutHost(log: () => void): void {
    this.#isMuted = true;
    try {
      log();
    } finally {
      this.#isMuted = false;
    }
  }

  /** From now on the host listens. */
  connect(send: (message: LogLines) => void): void {
    this.#send = send;
    this.#flushSoon();
  }

  #keep(line: Omit<RelayedLine, "unixMs">): void {
    if (this.#lines.length >= MAX_LINES) this.#leftOut++;
    else this.#lines.push({ ...line, unixMs: this.#clock.unixMs() });
    this.#flushSoon();
  }

  #flushSoon(): void {
    if (!this.#send || this.#isWaiting || this.#lines.length === 0) return;
    this.#isWaiting = true;
    this.#clock.after(EVERY_MS, () => {
      this.#isWaiting = false;
      const message = { type: "log_lines", lines: this.#lines, leftOut: this.#leftOut } as const;
      this.#lines = [];
      this.#leftOut = 0;
      this.#send?.(message);
    });
  }
}

/** The fields that the tail shows. */
function shorten(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    ["plugin", "code"].flatMap((key) =>
      typeof fields[key] === "string" ? [[key, fields[key].slice(0, 64)]] : []
    ),
  );
}
