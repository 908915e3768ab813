import assert from "node:assert/strict";
import { isRecord } from "./record.ts";

Deno.test("isRecord is true of objects that are no arrays", () => {
  assert.ok(isRecord({}));
  for (const value of [null, [], "x", 1, undefined]) assert.ok(!isRecord(value));
});
