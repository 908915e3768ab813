import assert from "node:assert/strict";
import type { ValidFamily } from "../contract/metric.ts";
import type { SelfMetrics } from "./exposition/self_metrics.ts";
import { SnapshotStore } from "./exposition/snapshot_store.ts";
import { SelfSnapshot } from "./self_snapshot.ts";
import type { Supervisor } from "./supervise/supervisor.ts";

const FAMILY: ValidFamily = {
  declaration: { name: "llm_monitor_runtime_info", type: "gauge", help: "H.", labels: [] },
  samples: [{ labels: {}, value: 1 }],
};
const DEMO: ValidFamily = {
  declaration: { name: "llm_monitor_demo_value_ratio", type: "gauge", help: "H.", labels: [] },
  samples: [{ labels: {}, value: 1 }],
};

/** Metrics whose rendering the test lets through; only what SelfSnapshot uses of each class. */
function setUp(render = () => Promise.resolve([FAMILY])) {
  const series: [string, number][] = [];
  let renders = 0;
  const metrics = {
    setSeries: (plugin: string, count: number) => series.push([plugin, count]),
    families: () => {
      renders++;
      return render();
    },
  } as unknown as SelfMetrics;
  const supervisor = {
    entries: () => [{ candidate: { name: "demo" } }],
  } as unknown as Supervisor;
  const store = new SnapshotStore();
  const snapshot = new SelfSnapshot("runtime", metrics, store);
  return { series, store, supervisor, snapshot, renders: () => renders };
}

Deno.test("SelfSnapshot renders at most once a second", async () => {
  const { snapshot, supervisor, renders } = setUp();
  for (const nowMs of [0, 500, 999]) await snapshot.refresh(supervisor, nowMs);
  assert.equal(renders(), 1);
  await snapshot.refresh(supervisor, 2_000);
  assert.equal(renders(), 2);
});

Deno.test("SelfSnapshot keeps nobody waiting who asks all the time", async () => {
  const { snapshot, supervisor, renders } = setUp();
  await snapshot.refresh(supervisor, 0);
  for (const nowMs of [1_000, 1_010, 1_020]) await snapshot.refresh(supervisor, nowMs);
  assert.equal(renders(), 1);
  await new Promise((resolve) => setTimeout(resolve, 10));
  assert.equal(renders(), 2);
  // What was rendered behind them is theirs from then on.
  await snapshot.refresh(supervisor, 1_999);
  assert.equal(renders(), 2);
});

Deno.test("SelfSnapshot outlives a failure that nobody waits for", async () => {
  let fails = false;
  const { snapshot, supervisor, renders } = setUp(() =>
    fails ? Promise.reject(new Error("broken")) : Promise.resolve([FAMILY])
  );
  await snapshot.refresh(supervisor, 0);
  fails = true;
  await snapshot.refresh(supervisor, 1_500);
  await new Promise((resolve) => setTimeout(resolve, 10));
  assert.equal(renders(), 2);
  await assert.rejects(snapshot.refresh(supervisor, 2_500), /broken/);
});

Deno.test("SelfSnapshot renders once for all who ask at the same time", async () => {
  const gate = Promise.withResolvers<ValidFamily[]>();
  const { snapshot, supervisor, renders } = setUp(() => gate.promise);
  const both = [snapshot.refresh(supervisor, 0), snapshot.refresh(supervisor, 1)];
  gate.resolve([FAMILY]);
  await Promise.all(both);
  assert.equal(renders(), 1);
});

Deno.test("SelfSnapshot drops what has expired before it counts series", async () => {
  const { series, store, snapshot, supervisor } = setUp();
  store.put("demo", [DEMO], { series: 1, chars: 100, expiresAtMs: 5_000 });
  await snapshot.refresh(supervisor, 1_000);
  await snapshot.refresh(supervisor, 6_000);
  assert.deepEqual(series, [["demo", 1], ["demo", 0]]);
  assert.equal(store.series("runtime"), 1);
});

Deno.test("SelfSnapshot tries again after a failure", async () => {
  let fails = true;
  const { snapshot, supervisor, store } = setUp(() =>
    fails ? Promise.reject(new Error("broken")) : Promise.resolve([FAMILY])
  );
  await assert.rejects(snapshot.refresh(supervisor, 0), /broken/);
  fails = false;
  await snapshot.refresh(supervisor, 1);
  assert.equal(store.series("runtime"), 1);
});
