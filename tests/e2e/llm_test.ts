/** The llm plugin in its sandbox, over servers that speak as engines do. */
import assert from "node:assert/strict";
import { copyPlugin } from "../support/copy_plugin.ts";
import { eventually } from "../support/eventually.ts";
import { VLLM, withLlmServer } from "../support/llm_server.ts";
import type { LlmAnswer } from "../support/llm_server.ts";
import { withMonitor } from "../support/monitor.ts";
import { needs, run } from "../support/tools.ts";

Deno.test("llm: a configured server is found out and told, without any approval", () =>
  withLlmServer((path) => VLLM.get(path), ({ origin }) =>
    withMonitor(async (project) => {
      await copyPlugin("llm", project);
      await Deno.remove(`${project.dir}/plugins.lock.json`);
      await project.writeConfig(
        'supervisor: { minInterval: "1s" }\n' +
          `plugins: { llm: { interval: 1s, config: { discover: [], targets: [{ name: chat, url: "${origin}" }] } } }\n`,
      );
    }, async (monitor) => {
      const series = 'llm_monitor_llm_requests_running{target="chat",engine="vllm",model="llama"}';
      await eventually("it is told", async () => await monitor.value(series) === 3);
      const plugin = await monitor.plugin("llm");
      assert.deepEqual(plugin?.grant?.net, [new URL(origin).host]);
      if (needs("promtool", "prometheus")) return;
      const lint = await run("promtool", ["check", "metrics"], { input: await monitor.metrics() });
      assert.deepEqual(lint, { code: 0, output: "" });
    })));

Deno.test("llm: a server that hangs, redirects, floods or talks nonsense costs only itself", async () => {
  const ending = Promise.withResolvers<Response>();
  const servers: Readonly<Record<string, LlmAnswer>> = {
    good: (path) => VLLM.get(path),
    redirecting: () => Response.redirect("http://127.0.0.1:1/", 302),
    nonsense: () => "\u0000<html>".repeat(200_000),
    flooding: (path) => path === "/metrics" ? "vllm:x 1\n".repeat(2_000_000) : VLLM.get(path),
    stuck: () => ending.promise.then((response) => response.clone()),
  };
  const origins: Record<string, string> = {};
  const started = Object.entries(servers).reduce(
    (test: () => Promise<void>, [name, answer]) => () =>
      withLlmServer(answer, ({ origin }) => {
        origins[name] = origin;
        return test();
      }),
    () => withTargets(origins).finally(() => ending.resolve(new Response(null, { status: 503 }))),
  );
  await started();
});

async function withTargets(origins: Readonly<Record<string, string>>): Promise<void> {
  await withMonitor(async (project) => {
    await copyPlugin("llm", project);
    const targets = Object.entries(origins).map(([name, url]) =>
      `{ name: ${name}, url: "${url}" }`
    );
    await project.writeConfig(
      'supervisor: { minInterval: "1s" }\n' +
        `plugins: { llm: { interval: 2s, config: { targets: [${targets.join(", ")}] } } }\n`,
    );
  }, async (monitor) => {
    const up = (target: string, engine: string) =>
      monitor.value(`llm_monitor_llm_up{target="${target}",engine="${engine}"}`);
    await eventually("the good one is told", async () => await up("good", "vllm") === 1);
    await eventually("the stuck one is told", async () => await up("stuck", "unknown") === 0);
    assert.equal(await up("redirecting", "unknown"), 0);
    assert.equal(await up("nonsense", "unknown"), 0);
    assert.equal(await up("flooding", "vllm"), 1);
    const series = "llm_monitor_llm_scrape_success" +
      '{target="flooding",engine="vllm",source="metrics"}';
    assert.equal(await monitor.value(series), 0);
    assert.equal((await monitor.plugin("llm"))?.last_error, null);
  });
}
