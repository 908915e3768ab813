import assert from "node:assert/strict";
import { CALL_OUTCOMES, REJECT_REASONS, STOP_REASONS } from "../../contract/codes.ts";
import type { HistogramSample, Sample, ValidFamily } from "../../contract/metric.ts";
import { lintDeclaration } from "../../contract/metric_name.ts";
import { PLUGIN_STATES } from "../../contract/status.ts";
import type { ProcessUsage } from "../../contract/syscall.ts";
import { SelfMetrics } from "./self_metrics.ts";

const create = () => new SelfMetrics({ version: "1.2.3", denoVersion: "2.9.6" });

const usage = (fields: Partial<ProcessUsage>): ProcessUsage => ({
  role: "guest",
  name: "alpha",
  pid: 10,
  residentBytes: 1_000,
  cpuSeconds: 1,
  starvedSeconds: 0.5,
  openFds: 7,
  startTimeSeconds: 50,
  ...fields,
});

async function listSamples(metrics: SelfMetrics, name: string): Promise<readonly unknown[]> {
  const family = (await metrics.families()).find(({ declaration }) => declaration.name === name);
  return family?.samples ?? [];
}

async function findValue(
  metrics: SelfMetrics,
  name: string,
  labels: Record<string, string>,
): Promise<unknown> {
  const samples = await listSamples(metrics, name) as Sample[];
  return samples.find((sample) =>
    Object.entries(labels).every(([label, value]) => sample.labels[label] === value)
  )?.value;
}

/** One of everything that can be counted for a plugin. */
function touchAll(metrics: SelfMetrics, plugin: string): void {
  for (const state of PLUGIN_STATES) metrics.stateChanged(plugin, state);
  metrics.collectionFinished(plugin, { result: "ok", seconds: 0.02, atUnixSeconds: 1_700 });
  metrics.setUp(plugin, true);
  metrics.setSeries(plugin, 5);
  metrics.tickMissed(plugin);
  metrics.reloaded(plugin, false);
  metrics.upgradePending(plugin, true);
  for (const reason of STOP_REASONS) metrics.restarted(plugin, reason);
  for (const reason of REJECT_REASONS) metrics.familyRejected(plugin, reason);
  for (const service of ["facts", "exec", "nonsense"]) {
    for (const outcome of CALL_OUTCOMES) metrics.callFinished(plugin, service, outcome);
  }
  metrics.callsWaited({ [plugin]: 3 });
}

function pluginsIn(families: readonly ValidFamily[]): Set<string | undefined> {
  return new Set(families.flatMap(({ samples }) => samples.map(({ labels }) => labels.plugin)));
}

Deno.test("SelfMetrics declares names that pass the lint, each once", () => {
  const { declarations } = create();
  assert.deepEqual(declarations.flatMap(lintDeclaration), []);
  assert.equal(new Set(declarations.map(({ name }) => name)).size, declarations.length);
});

Deno.test("SelfMetrics gives every sample exactly the labels of its declaration", async () => {
  const metrics = create();
  touchAll(metrics, "alpha");
  metrics.isolation([{ name: "prlimit", active: true, detail: "" }]);
  metrics.httpRequest({ route: "/metrics", method: "GET", status: 200, seconds: 0.001 });
  metrics.updateUsage([usage({}), usage({ role: "kernel", name: "" })]);
  const families = await metrics.families();
  assert.deepEqual(families.map(({ declaration }) => declaration), [...metrics.declarations]);
  for (const { declaration, samples } of families) {
    assert.ok(samples.length > 0, declaration.name);
    for (const { labels } of samples) {
      assert.deepEqual(Object.keys(labels), [...declaration.labels], declaration.name);
    }
  }
});

Deno.test("stateChanged leaves one state of a plugin at 1 and the others at 0", async () => {
  const metrics = create();
  metrics.stateChanged("alpha", "starting");
  metrics.stateChanged("alpha", "idle");
  const samples = await listSamples(metrics, "llm_monitor_plugin_state") as Sample[];
  assert.equal(samples.length, PLUGIN_STATES.length);
  const set = samples.filter(({ value }) => value === 1).map(({ labels }) => labels.state);
  assert.deepEqual(set, ["idle"]);
});

Deno.test("collectionFinished counts the result, its duration and the last success", async () => {
  const metrics = create();
  const name = "llm_monitor_plugin_collections_total";
  metrics.stateChanged("alpha", "idle");
  assert.equal(await findValue(metrics, name, { result: "failure" }), 0);
  metrics.collectionFinished("alpha", { result: "ok", seconds: 0.02, atUnixSeconds: 1_700 });
  metrics.collectionFinished("alpha", { result: "failure", seconds: 60, atUnixSeconds: 1_800 });
  assert.equal(await findValue(metrics, name, { result: "failure" }), 1);
  const last = "llm_monitor_plugin_last_success_timestamp_seconds";
  assert.equal(await findValue(metrics, last, { plugin: "alpha" }), 1_700);
  const duration = "llm_monitor_plugin_collection_duration_seconds";
  const [histogram] = await listSamples(metrics, duration) as HistogramSample[];
  assert.ok(histogram);
  assert.equal(histogram.count, 2);
  assert.equal(histogram.sum, 60.02);
  assert.deepEqual(histogram.buckets.find(([le]) => le === 0.025), [0.025, 1]);
  assert.deepEqual(histogram.buckets.at(-1), ["+Inf", 2]);
});

Deno.test("setUp takes the series away when nothing is known", async () => {
  const metrics = create();
  metrics.setUp("alpha", true);
  assert.equal(await findValue(metrics, "llm_monitor_plugin_up", {}), 1);
  metrics.setUp("alpha", false);
  assert.equal(await findValue(metrics, "llm_monitor_plugin_up", {}), 0);
  metrics.setUp("alpha", undefined);
  assert.deepEqual(await listSamples(metrics, "llm_monitor_plugin_up"), []);
});

Deno.test("forget leaves no series of the plugin, and those of others", async () => {
  const metrics = create();
  touchAll(metrics, "alpha");
  touchAll(metrics, "beta");
  metrics.updateUsage([usage({}), usage({ name: "beta", pid: 11 })]);
  assert.ok(pluginsIn(await metrics.families()).has("alpha"));
  metrics.forget("alpha");
  metrics.updateUsage([usage({}), usage({ name: "beta", pid: 11 })]);
  const plugins = pluginsIn(await metrics.families());
  assert.equal(plugins.has("alpha"), false);
  assert.equal(plugins.has("beta"), true);
});

Deno.test("updateUsage adds up CPU time across restarts and drops what ended", async () => {
  const metrics = create();
  metrics.stateChanged("alpha", "idle");
  const memory = "llm_monitor_plugin_resident_memory_bytes";
  const cpu = "llm_monitor_plugin_cpu_seconds_total";
  metrics.updateUsage([usage({ cpuSeconds: 3 })]);
  assert.equal(await findValue(metrics, memory, {}), 1_000);
  assert.equal(await findValue(metrics, cpu, {}), 3);
  metrics.updateUsage([]);
  assert.deepEqual(await listSamples(metrics, memory), []);
  assert.deepEqual(await listSamples(metrics, cpu), []);
  metrics.updateUsage([usage({ startTimeSeconds: 90, cpuSeconds: 0.5 })]);
  assert.equal(await findValue(metrics, cpu, {}), 3.5);
});

Deno.test("updateUsage reports the runtime's own processes by role or service", async () => {
  const metrics = create();
  metrics.updateUsage([
    usage({ role: "kernel", name: "" }),
    usage({ role: "host", name: "" }),
    usage({ role: "service", name: "inventory" }),
  ]);
  const name = "llm_monitor_runtime_process_resident_memory_bytes";
  const samples = await listSamples(metrics, name) as Sample[];
  assert.deepEqual(samples.map(({ labels }) => labels.process), ["host", "inventory", "kernel"]);
  assert.equal(await findValue(metrics, "llm_monitor_runtime_process_open_fds", {}), 7);
  metrics.updateUsage([]);
  assert.deepEqual(await listSamples(metrics, name), []);
});

Deno.test("httpRequest and callFinished bound what a client or a guest can make up", async () => {
  const metrics = create();
  for (let index = 0; index < 50; index++) {
    metrics.callFinished("alpha", `service${index}`, "unknown_method");
    metrics.httpRequest({
      route: `/${index}`,
      method: `METHOD${index}`,
      status: 404,
      seconds: 0.001,
    });
  }
  assert.deepEqual(await listSamples(metrics, "llm_monitor_runtime_http_requests_total"), [
    { labels: { route: "other", method: "other", code: "404" }, value: 50 },
  ]);
  assert.deepEqual(await listSamples(metrics, "llm_monitor_plugin_service_calls_total"), [
    { labels: { plugin: "alpha", service: "unknown", outcome: "unknown_method" }, value: 50 },
  ]);
});

Deno.test("isolation replaces the layers it was told before", async () => {
  const metrics = create();
  metrics.isolation([{ name: "prlimit", active: true, detail: "" }]);
  metrics.isolation([{ name: "setpriv", active: false, detail: "not installed" }]);
  assert.deepEqual(await listSamples(metrics, "llm_monitor_plugin_isolation"), [
    { labels: { layer: "setpriv" }, value: 0 },
  ]);
});

Deno.test("configReloaded says whether the configuration last read is in force", async () => {
  const metrics = create();
  const name = "llm_monitor_runtime_config_reload_success";
  assert.equal(await findValue(metrics, name, {}), 1);
  metrics.configReloaded(false);
  assert.equal(await findValue(metrics, name, {}), 0);
});

Deno.test("families does not depend on the order of events", async () => {
  const [forwards, backwards] = [create(), create()];
  const plugins = ["alpha", "beta", "gamma"];
  for (const plugin of plugins) touchAll(forwards, plugin);
  for (const plugin of plugins.toReversed()) touchAll(backwards, plugin);
  assert.deepEqual(await forwards.families(), await backwards.families());
});
