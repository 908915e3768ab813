import { run } from "../support/tools.ts";

/** Requests a second that a server answers to four connections. */
export async function requestsPerSecond(
  url: string,
  { seconds, gzip = false }: { seconds: number; gzip?: boolean },
): Promise<number> {
  const { code, output } = await run("wrk", [
    "-t1",
    "-c4",
    `-d${seconds}s`,
    "--timeout=20s",
    ...(gzip ? ["-H", "Accept-Encoding: gzip"] : []),
    url,
  ]);
  const rate = /Requests\/sec:\s+([\d.]+)/.exec(output)?.[1];
  if (code !== 0 || rate === undefined || /Non-2xx/.test(output)) {
    throw new Error(`Cannot measure ${url}: ${output}`);
  }
  return Number(rate);
}
