/** Debian's Prometheus with a configuration of a test, for what it finds and scrapes. */
import assert from "node:assert/strict";
import { eventually } from "./eventually.ts";
import { freePort } from "./free_port.ts";
import { run } from "./tools.ts";

/** A target as Prometheus' API shows it. */
export interface ActiveTarget {
  readonly labels: Readonly<Record<string, string>>;
  readonly discoveredLabels: Readonly<Record<string, string>>;
  readonly scrapeUrl: string;
  readonly health: string;
}

export interface ScrapingPrometheus extends AsyncDisposable {
  readonly url: string;
  /** Targets that it asks now. */
  targets(): Promise<readonly ActiveTarget[]>;
}

/** Starts it in a folder, once promtool took the configuration; a job's fields are written as JSON. */
export async function scrapeWithPrometheus(
  dir: string,
  jobs: readonly Readonly<Record<string, unknown>>[],
): Promise<ScrapingPrometheus> {
  const file = `${dir}/prometheus.yml`;
  const global = { scrape_interval: "1s", scrape_timeout: "1s" };
  await Deno.writeTextFile(file, JSON.stringify({ global, scrape_configs: jobs }));
  const checked = await run("promtool", ["check", "config", file]);
  assert.equal(checked.code, 0, checked.output);
  const url = `http://127.0.0.1:${freePort()}`;
  const process = new Deno.Command("prometheus", {
    args: [
      `--config.file=${file}`,
      `--storage.tsdb.path=${dir}/data`,
      `--web.listen-address=${new URL(url).host}`,
      "--log.level=error",
    ],
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  const server: ScrapingPrometheus = {
    url,
    async targets() {
      const response = await fetch(`${url}/api/v1/targets?state=active`);
      const { data } = await response.json() as { data: { activeTargets: ActiveTarget[] } };
      return data.activeTargets;
    },
    async [Symbol.asyncDispose]() {
      process.kill();
      await process.status;
    },
  };
  await eventually("Prometheus is ready", async () => {
    const response = await fetch(`${url}/-/ready`);
    await response.body?.cancel();
    return response.ok;
  });
  return server;
}
