import assert from "node:assert/strict";
import type { View } from "../../contract/view.ts";
import { ViewStore } from "./view_store.ts";

const VIEW: View = { kind: "gpu", key: ["gpu"], fields: { power: [{ metric: "power" }] } };
const RESULT = [{
  declaration: { name: "power", type: "gauge", help: "", labels: ["gpu"] },
  samples: [{ labels: { gpu: "a" }, value: 300 }],
}] as const;

function told(): ViewStore {
  const store = new ViewStore();
  store.declare("cards", [VIEW]);
  store.put("cards", RESULT, { nowMs: 0, unixMs: 1e12, expiresAtMs: 40_000 });
  return store;
}

Deno.test("ViewStore keeps what a plugin last told: fresh, then stale, then not at all", () => {
  const store = told();
  const at = (nowMs: number) => store.items(nowMs).items.map(({ stale }) => stale);
  assert.deepEqual([at(1), at(40_000), at(900_000), at(900_001)], [[false], [true], [true], []]);
});

Deno.test("ViewStore knows the past of each number", () => {
  const values = [...told().history.values({ kind: "gpu", key: "a", field: "power" }, 0)];
  assert.equal(values.at(-1), 300);
});

Deno.test("ViewStore makes stale what was withdrawn, and drops what is forgotten", () => {
  const store = told();
  store.withdraw("cards", 5);
  assert.deepEqual(store.items(5).items.map(({ stale }) => stale), [true]);
  store.forget("cards");
  assert.deepEqual(store.items(5).items, []);
});

Deno.test("ViewStore takes nothing of a plugin that has no view", () => {
  const store = new ViewStore();
  store.declare("plain", []);
  store.put("plain", RESULT, { nowMs: 0, unixMs: 0, expiresAtMs: 1 });
  assert.deepEqual(store.items(0).items, []);
});
