/**
 * vmagent in the place of a box's agent: a restart while its way is cut costs nothing. An agent of Prometheus
 * loses all that it kept then, which docs/fleet.md says.
 */
import { PrometheusApi } from "../dashboards/model/prometheus_api.ts";
import { eventually } from "../support/eventually.ts";
import { needs } from "../support/tools.ts";
import { writeCentre, writeGate, writeVmagent } from "./fleet_files.ts";
import { GATE_LOGIN } from "./gate_login.ts";
import { describeCentre, describeGate, describeVmagent } from "./programs.ts";
import { ServerProcess } from "./server_process.ts";

const LACKS = [
  needs("prometheus", "prometheus"),
  needs("vmagent", "victoria-metrics"),
  needs("vmauth", "victoria-metrics"),
].includes(true);

const PACE = { scrape: "1s", evaluation: "10s", faster: 1 } as const;
const MISSED_SCRAPES = 8;
/** The list of a centre that asks nobody. */
const NO_LIST = "http://127.0.0.1:1/targets";

Deno.test({
  name: "vmagent keeps through a restart what it could not send",
  ignore: LACKS,
  async fn() {
    await using ends = new AsyncDisposableStack();
    const dir = await Deno.makeTempDir({ prefix: "llm-monitor-vmagent-" });
    ends.defer(() => Deno.remove(dir, { recursive: true }));
    const box = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen() {} },
      () => new Response("llm_monitor_runtime_series 1\n"),
    );
    ends.defer(() => box.shutdown());
    const centre = ends.use(
      await ServerProcess.start(
        describeCentre(dir, await writeCentre(dir, PACE, { sd: NO_LIST })),
      ),
    );
    const gate = ends.use(
      await ServerProcess.start(
        describeGate(await writeGate(dir, centre.url)),
      ),
    );
    const config = await writeVmagent(dir, PACE.scrape, {
      target: `127.0.0.1:${box.addr.port}`,
      token: GATE_LOGIN.token,
    });
    const agent = ends.use(await ServerProcess.start(describeVmagent(dir, config, gate.url)));
    const api = new PrometheusApi(centre.url);
    /** Scrapes up to a time that have come. */
    const arrived = async (untilSeconds: number) => {
      const query = `count_over_time(up{via="agent",job="home"}[10m])`;
      return Number((await api.query(query, untilSeconds))[0]?.values[0]?.[1] ?? 0);
    };
    await eventually("the first samples", async () => await arrived(Date.now() / 1_000) > 0);
    await gate.stop();
    const before = await countScrapes(agent.url);
    await eventually(
      "it has scraped meanwhile",
      async () => await countScrapes(agent.url) >= before + MISSED_SCRAPES,
    );
    const made = await countScrapes(agent.url);
    await agent.stop();
    const stoppedSeconds = Date.now() / 1_000;
    await agent.start();
    await gate.start();
    await eventually(
      "what it kept has come",
      async () => await arrived(stoppedSeconds) >= made,
    );
  },
});

/** Counts the scrapes that vmagent has made since it started. */
async function countScrapes(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^vm_promscrape_scrapes_total\{status_code="200"\} (\d+)$/m.exec(text)?.[1] ?? NaN);
}
