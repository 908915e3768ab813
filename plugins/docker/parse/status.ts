/** Returns the health that the engine writes into the status of its list: `Up 5 minutes (healthy)`. */
export function healthIn(status: string): string | undefined {
  return /\((?:health: )?(starting|healthy|unhealthy)\)/.exec(status)?.[1];
}

/** Returns true for a container that is up for seconds: it may have been restarted meanwhile. */
export function isFresh(status: string): boolean {
  return /second|restarting/i.test(status);
}

/** Seconds since 1970; undefined for the year 1, which means never. */
export function unixSeconds(date: string): number | undefined {
  const ms = Date.parse(date);
  return Number.isFinite(ms) && ms > 0 ? ms / 1000 : undefined;
}
