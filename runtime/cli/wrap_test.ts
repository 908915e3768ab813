import assert from "node:assert/strict";
import { wrap } from "./wrap.ts";

Deno.test("wrap breaks at spaces, keeps an indent, and leaves a long word whole", () => {
  assert.deepEqual(wrap("one two three", 8), ["one two", "three"]);
  assert.deepEqual(wrap("  one two", 6), ["  one", "  two"]);
  assert.deepEqual(wrap("a verylongword b", 6), ["a", "verylongword", "b"]);
  assert.deepEqual(wrap("", 6), [""]);
});
