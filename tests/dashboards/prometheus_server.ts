/** Debian's Prometheus over blocks that are there already; it scrapes nothing. */
import { eventually } from "../support/eventually.ts";
import { freePort } from "../support/free_port.ts";
import { run } from "../support/tools.ts";
import type { DataSet } from "./simulated_data.ts";

export interface PrometheusServer extends AsyncDisposable {
  readonly url: string;
}

/** Options of a start. */
export interface PrometheusOptions {
  /** The text of its configuration; without one it does nothing by itself. */
  readonly config?: string;
  readonly flags?: readonly string[];
}

/** Starts it over a copy, since it tidies up in its folder. */
export async function startPrometheus(
  { dir }: Pick<DataSet, "dir">,
  { config = "{}", flags = [] }: PrometheusOptions = {},
): Promise<PrometheusServer> {
  const folder = await Deno.makeTempDir({ prefix: "llm-monitor-prometheus-" });
  await run("cp", ["-r", dir, `${folder}/data`]);
  await Deno.writeTextFile(`${folder}/prometheus.yml`, `${config}\n`);
  const url = `http://127.0.0.1:${freePort()}`;
  const process = new Deno.Command("prometheus", {
    args: [
      `--config.file=${folder}/prometheus.yml`,
      `--storage.tsdb.path=${folder}/data`,
      "--storage.tsdb.retention.time=10y",
      `--web.listen-address=${new URL(url).host}`,
      "--log.level=error",
      ...flags,
    ],
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  await eventually("Prometheus is ready", async () => {
    const response = await fetch(`${url}/-/ready`);
    await response.body?.cancel();
    return response.ok;
  });
  return {
    url,
    async [Symbol.asyncDispose]() {
      process.kill();
      await process.status;
      await Deno.remove(folder, { recursive: true });
    },
  };
}
