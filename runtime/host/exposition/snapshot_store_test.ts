import assert from "node:assert/strict";
import { gunzipSync } from "node:zlib";
import type { ValidFamily } from "../../contract/metric.ts";
import { SnapshotStore } from "./snapshot_store.ts";

function family(name: string, value: number): ValidFamily[] {
  return [{
    declaration: { name: `llm_monitor_${name}_value_ratio`, type: "gauge", help: "A.", labels: [] },
    samples: [{ labels: {}, value }],
  }];
}

function read(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

const FOREVER = { series: 1, chars: 100, expiresAtMs: Infinity };

Deno.test("SnapshotStore joins what the owners published, in the order of their names", () => {
  const store = new SnapshotStore();
  store.put("b", family("b", 2), FOREVER);
  store.put("a", family("a", 1), FOREVER);
  assert.equal(
    read(store.body("text", "identity", 0)),
    `# HELP llm_monitor_a_value_ratio A.
# TYPE llm_monitor_a_value_ratio gauge
llm_monitor_a_value_ratio 1
# HELP llm_monitor_b_value_ratio A.
# TYPE llm_monitor_b_value_ratio gauge
llm_monitor_b_value_ratio 2
`,
  );
  assert.equal(store.totalSeries(), 2);
});

Deno.test("SnapshotStore closes OpenMetrics once, compressed or not", () => {
  const store = new SnapshotStore();
  store.put("a", family("a", 1), FOREVER);
  store.put("b", family("b", 1), FOREVER);
  const plain = read(store.body("openmetrics", "identity", 0));
  assert.equal(plain.split("# EOF").length, 2);
  assert.ok(plain.endsWith("\n# EOF\n"));
  assert.equal(read(gunzipSync(store.body("openmetrics", "gzip", 0))), plain);
});

Deno.test("SnapshotStore hands out the same bytes until something changes", () => {
  const store = new SnapshotStore();
  store.put("a", family("a", 1), FOREVER);
  const first = store.body("text", "identity", 0);
  assert.equal(store.body("text", "identity", 1_000), first);
  store.put("a", family("a", 2), FOREVER);
  assert.match(read(store.body("text", "identity", 1_000)), /_ratio 2\n/);
  store.remove("a");
  assert.equal(read(store.body("text", "identity", 1_000)), "");
});

Deno.test("SnapshotStore drops what has expired, and only that", () => {
  const store = new SnapshotStore();
  store.put("a", family("a", 1), { series: 1, chars: 100, expiresAtMs: 1_000 });
  store.put("b", family("b", 1), { series: 1, chars: 100, expiresAtMs: 2_000 });
  assert.equal(store.series("a"), 1);
  assert.match(read(store.body("text", "identity", 999)), /llm_monitor_a/);
  const later = read(store.body("text", "identity", 1_000));
  assert.doesNotMatch(later, /llm_monitor_a/);
  assert.match(later, /llm_monitor_b/);
  assert.equal(store.series("a"), 0);
});

Deno.test("SnapshotStore gives an empty body that is valid gzip when nobody published", () => {
  const store = new SnapshotStore();
  assert.equal(read(gunzipSync(store.body("text", "gzip", 0))), "");
  assert.equal(read(store.body("openmetrics", "identity", 0)), "# EOF\n");
});

Deno.test("SnapshotStore takes no more text than a scrape may have, and says so", () => {
  const store = new SnapshotStore(1_000);
  const put = (owner: string, chars: number) =>
    store.put(owner, family(owner, 1), { series: 1, chars, expiresAtMs: Infinity });
  assert.deepEqual([put("a", 600), put("b", 400), put("c", 601)], [true, true, false]);
  assert.equal(store.series("c"), 0);
  // What replaces its own counts once; what no longer fits takes its last result with it.
  assert.deepEqual([put("a", 500), put("b", 501), put("c", 500)], [true, false, true]);
  assert.deepEqual([store.series("a"), store.series("b")], [1, 0]);
});

Deno.test("SnapshotStore lets the largest results give way to a smaller one, and to none as large", () => {
  const store = new SnapshotStore(1_000);
  const put = (owner: string, chars: number) =>
    store.put(owner, family(owner, 1), { series: 1, chars, expiresAtMs: Infinity });
  const held = () => ["a", "b", "c", "d"].filter((owner) => store.series(owner) === 1).join("");
  assert.deepEqual([put("a", 500), put("b", 400), put("c", 100)], [true, true, true]);
  assert.equal(put("d", 100), true);
  assert.equal(held(), "bcd");
  assert.equal(put("a", 500), false);
  // Nobody has to go for what has no room afterwards either.
  assert.deepEqual([put("a", 400), put("d", 950)], [true, false]);
  assert.equal(held(), "abc");
  assert.deepEqual([put("d", 101), held()], [true, "bcd"]);
});
