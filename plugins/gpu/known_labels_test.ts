import assert from "node:assert/strict";
import { KnownLabels } from "./known_labels.ts";

Deno.test("KnownLabels keeps the last value of a label that is empty now, for each key", () => {
  const labels = new KnownLabels();
  assert.deepEqual(labels.keep("a", { gpu: "a", cuda: "" }), { gpu: "a", cuda: "" });
  assert.deepEqual(labels.keep("a", { gpu: "a", cuda: "13.0" }), { gpu: "a", cuda: "13.0" });
  assert.deepEqual(labels.keep("a", { gpu: "a", cuda: "" }), { gpu: "a", cuda: "13.0" });
  assert.deepEqual(labels.keep("b", { gpu: "b", cuda: "" }), { gpu: "b", cuda: "" });
  assert.deepEqual(labels.keep("a", { gpu: "a", cuda: "13.1" }), { gpu: "a", cuda: "13.1" });
});
