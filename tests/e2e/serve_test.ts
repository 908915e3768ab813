import assert from "node:assert/strict";
import { eventually } from "../support/eventually.ts";
import { withMonitor } from "../support/monitor.ts";
import { needs, run } from "../support/tools.ts";

Deno.test("start serves what its plugins collect", async () => {
  await withMonitor(async (project) => {
    await project.writePlugin("first");
    await project.writePlugin("second");
  }, async (monitor) => {
    await monitor.untilReady();
    const { status, headers, text } = await monitor.get("/metrics");
    assert.equal(status, 200);
    assert.equal(headers.get("content-type"), "text/plain; version=0.0.4; charset=utf-8");
    assert.match(text, /^llm_monitor_first_value_ratio 0\.5$/m);
    assert.match(text, /^llm_monitor_second_value_ratio 0\.5$/m);
    assert.match(text, /^llm_monitor_plugin_up\{plugin="first"\} 1$/m);
    assert.match(text, /^llm_monitor_runtime_info\{.*version="\d/m);
  });
});

Deno.test("start answers health, readiness and status, and helps with everything else", async () => {
  await withMonitor((project) => project.writePlugin("first"), async (monitor) => {
    await monitor.untilReady();
    assert.equal((await monitor.get("/health")).status, 200);
    assert.equal((await monitor.status()).ready, true);
    const plugin = await monitor.plugin("first");
    assert.equal(plugin?.approval, "free");
    assert.ok(plugin?.command.includes("--no-prompt"));
    assert.equal(plugin?.series, 1);
    const missing = await monitor.get("/metric");
    assert.equal(missing.status, 404);
    assert.match(missing.text, /\/metrics/);
    const refused = await monitor.get("/metrics", { method: "POST" });
    assert.equal(refused.status, 405);
    assert.equal(refused.headers.get("allow"), "GET, HEAD");
  });
});

Deno.test("start serves OpenMetrics and gzip to those that ask", async () => {
  await withMonitor((project) => project.writePlugin("first"), async (monitor) => {
    await monitor.untilReady();
    const accept =
      "application/openmetrics-text;version=1.0.0;q=0.75,text/plain;version=0.0.4;q=0.5";
    const { text, headers } = await monitor.get("/metrics", { headers: { accept } });
    assert.match(
      headers.get("content-type") ?? "",
      /^application\/openmetrics-text; version=1\.0\.0/,
    );
    assert.ok(text.endsWith("# EOF\n"));
    assert.match(text, /^# TYPE llm_monitor_runtime info$/m);
    const gzipped = await monitor.get("/metrics", { headers: { "accept-encoding": "gzip" } });
    assert.match(gzipped.text, /^llm_monitor_first_value_ratio 0\.5$/m);
  });
});

Deno.test({
  name: "start's metrics have no fault that promtool knows",
  ignore: needs("promtool", "prometheus"),
  fn: async () => {
    await withMonitor((project) => project.writePlugin("first"), async (monitor) => {
      await monitor.untilReady();
      const { code, output } = await run("promtool", ["check", "metrics"], {
        input: await monitor.metrics(),
      });
      assert.equal(output, "");
      assert.equal(code, 0);
    });
  },
});

Deno.test("start --once prints the metrics and ends", async () => {
  const { TempProject } = await import("../support/temp_project.ts");
  const { Monitor } = await import("../support/monitor.ts");
  const project = await TempProject.create();
  await project.writePlugin("first");
  const monitor = new Monitor(project, ["--once"], {});
  const { code } = await monitor.exited();
  assert.equal(code, 0, JSON.stringify(monitor.logs));
  assert.match(monitor.stdout, /^llm_monitor_first_value_ratio 0\.5$/m);
  await project.remove();
});

Deno.test({
  name: "a real Prometheus scrapes start, and up is 1",
  ignore: needs("prometheus", "prometheus"),
  fn: async () => {
    await withMonitor((project) => project.writePlugin("first"), async (monitor, project) => {
      await monitor.untilReady();
      const port = await freePort();
      await Deno.writeTextFile(
        `${project.dir}/prometheus.yml`,
        `scrape_configs: [{job_name: llm-monitor, scrape_interval: 1s, static_configs: [{targets: ["${
          new URL(monitor.url).host
        }"]}]}]`,
      );
      const prometheus = new Deno.Command("prometheus", {
        args: [
          `--config.file=${project.dir}/prometheus.yml`,
          `--storage.tsdb.path=${project.dir}/tsdb`,
          `--web.listen-address=127.0.0.1:${port}`,
        ],
        stdin: "null",
        stdout: "null",
        stderr: "null",
      }).spawn();
      try {
        const query = (text: string) =>
          eventually(`Prometheus answers ${text}`, async () => {
            const url = `http://127.0.0.1:${port}/api/v1/query?query=${encodeURIComponent(text)}`;
            const { data } = await (await fetch(url)).json();
            return data.result[0]?.value[1] as string | undefined;
          }, 30_000);
        assert.equal(await query("up == 1"), "1");
        assert.equal(await query("llm_monitor_first_value_ratio"), "0.5");
        assert.equal(await query('llm_monitor_plugin_up{plugin="first"}'), "1");
      } finally {
        prometheus.kill("SIGKILL");
        await prometheus.status;
      }
    });
  },
});

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
