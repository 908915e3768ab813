import assert from "node:assert/strict";
import { Progress } from "./progress.ts";

function draw(times: readonly number[]): string {
  let nowMs = 0;
  let written = "";
  const writeSync = (bytes: Uint8Array) => {
    written += new TextDecoder().decode(bytes);
    return bytes.length;
  };
  {
    using progress = new Progress({ writeSync }, () => nowMs);
    for (const time of times) {
      nowMs = time;
      progress.draw(() => `at ${time}`);
    }
  }
  return written.replaceAll("\r\x1b[K", "|");
}

Deno.test("Progress draws now and then, and wipes its line", () => {
  assert.equal(draw([0, 100, 199, 200, 250, 500]), "|at 0|at 200|at 500|");
});

Deno.test("Progress writes nothing where nothing was drawn", () => {
  assert.equal(draw([]), "");
  using silent = new Progress(undefined);
  silent.draw(() => {
    throw new Error("nobody watches");
  });
});
