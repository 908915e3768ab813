/**
 * Every scenario at once in a real Prometheus with a real Alertmanager. Each is a host of its own, which has
 * been played ahead for half an hour and is moved in time so that it ends now: all expressions are those of
 * the repository and see their windows, and only waits are cut.
 */
import assert from "node:assert/strict";
import { defaultWorld } from "../../mock/default/world.ts";
import { listNames, loadScenario, scenarioFile } from "../../mock/scenario/load.ts";
import { eventually } from "../support/eventually.ts";
import { freePort } from "../support/free_port.ts";
import { needs } from "../support/tools.ts";
import { shiftBlock } from "./backfill/shift_block.ts";
import { copyFastRules, startServer } from "./live_stack.ts";
import { startPrometheus } from "./prometheus_server.ts";
import { scenarioNames, simulatedData } from "./simulated_data.ts";
import type { DataSet } from "./simulated_data.ts";

/** Alerts that a scenario names and that do not fire at the end of its first half hour. */
const NOT_AT_THE_END: Readonly<Record<string, readonly string[]>> = {
  // Its steps come and go; Docker answers again by then.
  "garbage": ["LlmMonitorContainerUnhealthy"],
  // The error of the driver was more than ten minutes ago.
  "gpu-lost": ["LlmMonitorGpuXidFatal"],
  "sick-gpu": [
    ...["LlmMonitorGpuXidFatal", "LlmMonitorGpuXidError"],
    // A card that waits for its reset computes nothing, and is cool.
    ...["LlmMonitorGpuThrottled", "LlmMonitorGpuHot"],
  ],
  // No first token has come for longer than any window, and the queue stands at its limit.
  "hung-engine": [
    ...["LlmMonitorQueueGrowing", "LlmMonitorSlowFirstToken", "LlmMonitorFirstTokenBudgetBurn"],
  ],
  // The queues stand at their limit: clients give up as fast as others come.
  "kv-full": ["LlmMonitorQueueGrowing"],
  "queue-growing": ["LlmMonitorQueueGrowing"],
  // Long prompts are rare, so that they are a small share of the requests of its windows yet.
  "slow-ttft": ["LlmMonitorFirstTokenBudgetBurn"],
  // Its memory was full in the first minute, and it has ended.
  "oom-killed": ["LlmMonitorContainerMemoryHigh", "LlmMonitorOomKill"],
};
/** Alerts that fire besides, and why. */
const BESIDES: Readonly<Record<string, readonly string[]>> = {
  // Played at its own pace it turns once in 45 seconds: each turn loads the models of ollama anew.
  "garbage": ["LlmMonitorModelFlapping"],
};
/** It compares the time with a value that is of the simulation. */
const OF_ANOTHER_TIME = "LlmMonitorPluginStale";
const WATCHDOG = "LlmMonitorWatchdog";

Deno.test({
  name: "all scenarios at once fire in Alertmanager what they name, and resolve when it is gone",
  ignore: needs("prometheus", "prometheus") || needs("promtool", "prometheus") ||
    needs("prometheus-alertmanager", "prometheus-alertmanager"),
  async fn() {
    const { scenarios } = await simulatedData();
    const dir = await Deno.makeTempDir({ prefix: "llm-monitor-live-" });
    await using ends = new AsyncDisposableStack();
    ends.defer(() => Deno.remove(dir, { recursive: true }));
    const port = freePort();
    await copyFastRules(`${dir}/rules`);
    await Deno.writeTextFile(
      `${dir}/alertmanager.yml`,
      JSON.stringify({ route: { receiver: "nobody" }, receivers: [{ name: "nobody" }] }),
    );
    ends.defer(startServer("prometheus-alertmanager", [
      `--config.file=${dir}/alertmanager.yml`,
      `--storage.path=${dir}/alertmanager`,
      `--web.listen-address=127.0.0.1:${port}`,
      "--cluster.listen-address=",
    ]));
    await moveToNow(scenarios, `${dir}/data`);
    const prometheus = ends.use(
      await startPrometheus({ dir: `${dir}/data` }, {
        config: JSON.stringify({
          global: { evaluation_interval: "2s" },
          rule_files: [`${dir}/rules/*.yml`],
          alerting: { alertmanagers: [{ static_configs: [{ targets: [`127.0.0.1:${port}`] }] }] },
        }),
        flags: ["--rules.alert.resend-delay=1s", "--web.enable-admin-api"],
      }),
    );

    const wanted = await listWanted();
    let seen = new Map<string, readonly string[]>();
    await eventually("every scenario has its alerts, and no others", async () => {
      seen = await listActive(port);
      return sameAlerts(seen, wanted) ? true : undefined;
    }, 60_000).catch(() => {
      assert.deepEqual(Object.fromEntries(seen), Object.fromEntries(wanted));
    });

    const gone = await fetch(
      `${prometheus.url}/api/v1/admin/tsdb/delete_series?match[]={instance=~".%2B"}`,
      { method: "POST" },
    );
    assert.equal(gone.status, 204);
    await eventually("all of it is resolved", async () => {
      const active = await listActive(port);
      return active.size === 0 ? true : undefined;
    }, 60_000);
  },
});

/** Moves every block so that the data have just ended. */
async function moveToNow({ dir, toSeconds }: DataSet, to: string): Promise<void> {
  const shiftMs = Date.now() - 1_000 * toSeconds;
  const names = (await Array.fromAsync(Deno.readDir(dir))).map(({ name }) => name)
    .filter((name) => name !== "wal");
  for (const [number, name] of names.entries()) {
    await shiftBlock(`${dir}/${name}`, to, { shiftMs, number });
  }
}

/** The alerts that each scenario has to have. */
async function listWanted(): Promise<Map<string, readonly string[]>> {
  const known = listNames(defaultWorld({ hasAmd: false }));
  const wanted = new Map<string, readonly string[]>();
  for (const name of await scenarioNames()) {
    const { alerts } = await loadScenario(await scenarioFile(name, "/"), known);
    const late = NOT_AT_THE_END[name] ?? [];
    const due = [...alerts.filter((alert) => !late.includes(alert)), ...BESIDES[name] ?? []];
    if (due.length > 0) wanted.set(name, due.sort());
  }
  return wanted;
}

/** The alerts that Alertmanager has, by their scenario. */
async function listActive(port: number): Promise<Map<string, readonly string[]>> {
  const response = await fetch(`http://127.0.0.1:${port}/api/v2/alerts?active=true`);
  const alerts = await response.json() as { labels: Readonly<Record<string, string>> }[];
  const active = new Map<string, Set<string>>();
  for (const { labels: { alertname = "", instance = "" } } of alerts) {
    if (alertname === WATCHDOG || alertname === OF_ANOTHER_TIME) continue;
    const own = active.get(instance) ?? new Set();
    active.set(instance, own.add(alertname));
  }
  return new Map([...active].sort().map(([name, own]) => [name, [...own].sort()]));
}

function sameAlerts(
  a: ReadonlyMap<string, readonly string[]>,
  b: ReadonlyMap<string, readonly string[]>,
): boolean {
  const text = (map: ReadonlyMap<string, readonly string[]>) => JSON.stringify([...map].sort());
  return text(a) === text(b);
}
