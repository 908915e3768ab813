import assert from "node:assert/strict";
import { settledWithin } from "./settled_within.ts";

Deno.test("settledWithin tells what settled from what did not, and leaves no timer", async () => {
  assert.equal(await settledWithin(Promise.resolve(), 60_000), true);
  assert.equal(await settledWithin(Promise.reject(new Error("refused")), 60_000), true);
  assert.equal(await settledWithin(new Promise(() => {}), 0), false);
});
