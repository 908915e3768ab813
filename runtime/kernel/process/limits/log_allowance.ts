import type { Log } from "../../../contract/log.ts";

/** The bytes that one plugin may write into the log: at once, and for each day. */
export interface LogAllowance {
  readonly burstBytes: number;
  readonly dayBytes: number;
}

const DAY_MS = 86_400_000;
const MIB = 1024 * 1024;
const ALLOWANCE: LogAllowance = { burstBytes: MIB, dayBytes: 8 * MIB };
/** A line's time, level and plugin cost more than a short message. */
const LINE_BYTES = 150;
/** Lines that were left out are told of once in this time. */
const TELL_MS = 60 * 60_000;

type Account = { leftBytes: number; atMs: number; leftOut: number; toldMs: number };

/**
 * Limits the words of plugins in a log: their own lines and what they print (those with a `stream`). What
 * we say of a plugin is never left out. A plugin that goes on gets the log of 12 GB a day otherwise.
 *
 * @param nowMs monotonic
 */
export function limitPluginLines(
  log: Log,
  { nowMs, allowance = ALLOWANCE }: { nowMs: () => number; allowance?: LogAllowance },
): Log {
  const { burstBytes, dayBytes } = allowance;
  const accounts = new Map<string, Account>();
  return (level, message, fields = {}) => {
    const { plugin, stream } = fields;
    if (typeof plugin !== "string" || stream === undefined) return log(level, message, fields);
    const now = nowMs();
    const account = accounts.get(plugin) ??
      { leftBytes: burstBytes, atMs: now, leftOut: 0, toldMs: -Infinity };
    accounts.set(plugin, account);
    const earned = (now - account.atMs) * dayBytes / DAY_MS;
    account.leftBytes = Math.min(account.leftBytes + earned, burstBytes);
    account.atMs = now;
    const bytes = message.length + LINE_BYTES;
    if (account.leftBytes >= bytes) {
      account.leftBytes -= bytes;
      return log(level, message, fields);
    }
    account.leftOut++;
    if (now - account.toldMs < TELL_MS) return;
    account.toldMs = now;
    const text = `Plugin "${plugin}" logs more than ${dayBytes} bytes a day: ` +
      `${account.leftOut} lines have been dropped so far, and more will be`;
    log("warn", text, { plugin, code: "log_allowance" });
  };
}
