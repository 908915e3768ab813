/** Docker's word for a time that has not come yet. */
const NO_TIME = "0001-01-01T00:00:00Z";

/** A time as Docker's documents have it, with nanoseconds. */
export function formatTime(unixSeconds: number | undefined): string {
  if (unixSeconds === undefined || unixSeconds === 0) return NO_TIME;
  return new Date(unixSeconds * 1000).toISOString().replace("Z", "000000Z");
}

const UNITS: readonly (readonly [name: string, seconds: number])[] = [
  ["years", 31_536_000],
  ["months", 2_592_000],
  ["weeks", 604_800],
  ["days", 86_400],
  ["hours", 3_600],
  ["minutes", 60],
  ["seconds", 1],
];

/** Words of `docker ps` for a time that passed: rough, and "About a minute" for one. */
export function formatAgo(seconds: number): string {
  if (seconds < 1) return "Less than a second";
  if (seconds < 2) return "1 second";
  if (seconds >= 60 && seconds < 120) return "About a minute";
  if (seconds >= 3_600 && seconds < 5_400) return "About an hour";
  // Of weeks, months and years there have to be two before they are named.
  const [name, size] = UNITS.find(([, unit]) => seconds >= 2 * unit) ?? ["seconds", 1];
  return `${Math.floor(seconds / size)} ${name}`;
}
