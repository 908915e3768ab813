import type { Log } from "../contract/log.ts";
import { isOpenToStrangers } from "../contract/reach.ts";

/** Says at the start that anybody in the network may read what is served. */
export function warnOfStrangers(
  { host, auth }: { host: string; auth?: unknown },
  log: Log,
): void {
  if (!isOpenToStrangers({ host, auth })) return;
  log(
    "warn",
    `Anybody who reaches ${host} can read metrics and status. Command lines, grants and the log are ` +
      "withheld; set server.auth to show them to authorized clients",
    { code: "open_to_strangers" },
  );
}
