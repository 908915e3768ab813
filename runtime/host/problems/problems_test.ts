import assert from "node:assert/strict";
import type { Item } from "../../contract/item.ts";
import { THRESHOLDS } from "../../contract/thresholds.ts";
import type { ViewKind } from "../../contract/view_kinds.ts";
import { fakeItem, fakePlugin, fakeStatus } from "../http/testing_ports.ts";
import { itemProblems } from "./item_problems.ts";
import { monitorProblems, pluginProblems } from "./plugin_problems.ts";
import { ProblemTracker, worstOf } from "./problem_tracker.ts";

const NOTHING = () => new Float32Array(60).fill(NaN);
const AT = "2026-01-01T00:00:00.000Z";
const UNIX_MS = Date.parse(AT);

function codes(
  kind: ViewKind,
  numbers: Record<string, number>,
  texts: Record<string, string[]> = {},
  fields: Partial<Item> = {},
): string[] {
  const item = fakeItem({ kind, numbers, texts, ...fields });
  return itemProblems(item, NOTHING).map(({ code }) => code);
}

Deno.test("a card is a problem when it is lost, faulty, hot or held back by heat", () => {
  const { temperatureCelsius, temperatureMarginCelsius } = THRESHOLDS.gpu;
  assert.deepEqual(codes("gpu", { up: 1, temperature: temperatureCelsius - 1 }), []);
  assert.deepEqual(codes("gpu", { up: 0, temperature: 99 }), ["gpu_lost"]);
  assert.deepEqual(codes("gpu", { temperature: temperatureCelsius }), ["gpu_hot"]);
  const margin = temperatureMarginCelsius + 1;
  assert.deepEqual(codes("gpu", { temperature: 95, temperature_margin: margin }), []);
  assert.deepEqual(codes("gpu", { temperature_margin: temperatureMarginCelsius }), ["gpu_hot"]);
  assert.deepEqual(codes("gpu", {}, { throttling: ["sw_power_cap"] }), []);
  assert.deepEqual(codes("gpu", {}, { throttling: ["hw_thermal_slowdown"] }), ["gpu_throttled"]);
  assert.deepEqual(codes("gpu", {}, { faults: ["reset"] }), ["gpu_fault"]);
  const item = fakeItem({ texts: { faults: ["drain_and_reset"], index: ["3"], events: ["94"] } });
  const [fault] = itemProblems(item, NOTHING);
  assert.equal(fault?.command, "nvidia-smi --gpu-reset -i 3");
  assert.match(fault?.cause ?? "", /Xid 94/);
});

Deno.test("a server is a problem when it is away or cannot keep up", () => {
  const { kvCacheHighRatio, waitingRequests, firstTokenSeconds, preemptionsPerSecond } =
    THRESHOLDS.llm;
  assert.deepEqual(codes("llm_server", { up: 1, kv_cache: 0.5, waiting: 0 }), []);
  assert.deepEqual(codes("llm_server", { up: 0 }), ["llm_server_down"]);
  for (
    const [state, found] of [
      ["sleeping", []],
      ["down", ["llm_server_down"]],
      ["unknown", ["llm_server_down"]],
      ["loading", ["llm_server_loading"]],
      ["refused", ["llm_server_refuses"]],
    ] as const
  ) {
    assert.deepEqual(codes("llm_server", { up: 0 }, { state: [state] }), found, state);
  }
  const numbers = {
    kv_cache: kvCacheHighRatio,
    preemptions: preemptionsPerSecond,
    waiting: waitingRequests,
    first_token: firstTokenSeconds,
  };
  const all = ["kv_cache_full", "preemptions", "queue_growing", "first_token_late"];
  assert.deepEqual(codes("llm_server", numbers), all);
});

Deno.test("a container is a problem when it fails, and not when somebody stopped it", () => {
  assert.deepEqual(codes("container", { exit_code: 0 }, { state: ["exited"] }), []);
  assert.deepEqual(codes("container", {}, { state: ["restarting"] }), ["container_restarting"]);
  assert.deepEqual(codes("container", {}, { health: ["unhealthy"] }), ["container_unhealthy"]);
  assert.deepEqual(codes("container", { memory: 9, memory_limit: 10 }), ["container_memory_high"]);
  assert.deepEqual(codes("container", { memory: 9, memory_limit: 0 }), []);
  const killed = { oom_killed: 1, memory: 10, memory_limit: 10 };
  assert.deepEqual(codes("container", killed), ["container_out_of_memory"]);
});

Deno.test("a container that was restarted often lately is one, whatever it does now", () => {
  const past = (...values: number[]) => () => Float32Array.from([NaN, ...values]);
  const item = fakeItem({ kind: "container", numbers: {}, texts: { state: ["running"] } });
  const found = (...values: number[]) => itemProblems(item, past(...values)).length;
  assert.equal(found(5, 5, 5), 0);
  assert.equal(found(5, 6, 8), 1);
  assert.equal(found(5, 0, 2), 0, "its counter began anew");
});

Deno.test("the machine and its file systems are problems when something runs out", () => {
  const total = { memory_total: 100 };
  assert.deepEqual(codes("host", { ...total, memory_available: 50 }), []);
  assert.deepEqual(codes("host", { ...total, memory_available: 4 }), ["memory_low"]);
  const waits = { cpu_pressure: 1, memory_pressure: 1, disk_pressure: 1 };
  assert.deepEqual(codes("host", waits), ["cpu_pressure", "memory_pressure", "disk_pressure"]);
  assert.deepEqual(codes("filesystem", { size: 100, available: 50 }), []);
  assert.deepEqual(codes("filesystem", { size: 100, available: 9 }), ["disk_full"]);
  assert.deepEqual(codes("filesystem", { size: 100, available: 0, read_only: 1 }), []);
  assert.deepEqual(codes("filesystem", { size: 0, available: 0 }), []);
  assert.deepEqual(codes("filesystem", { inodes: 100, inodes_free: 1 }), ["inodes_low"]);
  const full = fakeItem({ kind: "filesystem", numbers: { size: 100, available: 1 } });
  assert.equal(itemProblems(full, NOTHING)[0]?.severity, "critical");
});

Deno.test("of what is stale nothing is known, so it is no problem", () => {
  assert.deepEqual(codes("gpu", { up: 0 }, {}, { stale: true }), []);
});

Deno.test("names that servers chose cannot become a command", () => {
  const labels = { container: "x; rm -rf / '\u202e\n$(id)" };
  const item = fakeItem({ kind: "container", labels, numbers: { oom_killed: 1 }, texts: {} });
  const command = itemProblems(item, NOTHING)[0]?.command ?? "";
  assert.equal(command, "docker logs --tail 50 'x; rm -rf / '\\''$(id)'");
});

Deno.test("a plugin is a problem when it does not do what it should, and says what to do", () => {
  const error = { code: "failure", message: "m", at: AT };
  const cases: [fields: Parameters<typeof fakePlugin>[0], code: string | undefined][] = [
    [{}, undefined],
    [{ state: "inactive" }, undefined],
    [{ state: "disabled" }, undefined],
    [{ state: "inactive", last_error: error }, undefined],
    [{ state: "pending", pending: { digest: "d", message: "m" } }, "plugin_pending"],
    [{ pending: { digest: "d", message: "m" } }, "plugin_pending"],
    [{ state: "rejected" }, "plugin_rejected"],
    [{ state: "quarantined" }, "plugin_quarantined"],
    [{ state: "starved" }, "plugin_starved"],
    [{ state: "backoff" }, "plugin_failing"],
    [{ last_error: error }, "plugin_failing"],
    [{ last_error: error, last_success_at: "2026-01-01T00:00:00.001Z" }, undefined],
    [{ last_success_at: "2025-12-31T23:59:00.000Z" }, undefined],
    [{ last_success_at: "2025-12-31T23:56:00.000Z" }, "plugin_failing"],
    [{ last_success_at: "2025-12-31T23:56:00.000Z", interval_seconds: 300 }, undefined],
    [{ reload: { ok: false, message: "m", at: AT } }, "plugin_not_reloaded"],
  ];
  for (const [fields, code] of cases) {
    const found = pluginProblems(fakePlugin(fields), UNIX_MS);
    assert.deepEqual(found.map((one) => one.code), code === undefined ? [] : [code]);
    for (const { cause, fix, summary } of found) assert.ok(fix && summary && cause !== undefined);
  }
});

Deno.test("the monitor is a problem without plugins, without its kernel, or with an old configuration", () => {
  const found = (fields: Parameters<typeof fakeStatus>[0], about = {}) =>
    monitorProblems(fakeStatus(fields), {
      isKernelSilent: false,
      hasCandidates: true,
      ...about,
    }).map(({ code }) => code);
  const { plugins } = fakeStatus();
  assert.deepEqual(found({}), []);
  assert.deepEqual(found({ plugins: { ...plugins, idle: 0 } }), ["no_plugins"]);
  assert.deepEqual(found({ plugins: { ...plugins, idle: 0 } }, { hasCandidates: false }), []);
  assert.deepEqual(found({}, { isKernelSilent: true }), ["kernel_silent"]);
  const reload = { ok: false, message: "m", at: AT };
  assert.deepEqual(found({ config_reload: reload }), ["config_not_reloaded"]);
});

Deno.test("ProblemTracker tells since when, also of one that was away for a moment", () => {
  const tracker = new ProblemTracker();
  const [hot] = itemProblems(fakeItem({ numbers: { temperature: 99 } }), NOTHING);
  const [lost] = itemProblems(fakeItem({ key: "b", numbers: { up: 0 } }), NOTHING);
  assert.ok(hot && lost);
  const since = (unixMs: number, findings = [hot]) =>
    tracker.update(findings, unixMs).map((problem) => Date.parse(problem.since));
  assert.deepEqual(since(1_000), [1_000]);
  assert.deepEqual(since(6_000), [1_000]);
  assert.deepEqual(since(10_000, []), []);
  assert.deepEqual(since(60_000), [1_000]);
  assert.deepEqual(since(121_000, []), []);
  assert.deepEqual(since(122_000), [122_000]);
  const sorted = tracker.update([hot, lost], 123_000);
  assert.deepEqual(sorted.map(({ id }) => id), ["gpu_lost:b", "gpu_hot:GPU-1"]);
  assert.deepEqual([worstOf(sorted), worstOf(sorted.slice(1)), worstOf([])], [
    "critical",
    "warning",
    "healthy",
  ]);
});
