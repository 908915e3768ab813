import assert from "node:assert/strict";
import { AGAIN_MS, findGiveBack, RestingMoments } from "./give_back.ts";

Deno.test("a process that ends after its first turn collects no garbage for it", () => {
  let count = 0;
  const moments = new RestingMoments(() => count++);
  moments.rest(0);
  assert.equal(count, 0);
});

Deno.test("memory is given back after the second turn, and then every ten minutes", () => {
  const at: number[] = [];
  let nowMs = 0;
  const moments = new RestingMoments(() => at.push(nowMs));
  for (; nowMs <= 2 * AGAIN_MS + 15_000; nowMs += 15_000) moments.rest(nowMs);
  assert.deepEqual(at, [15_000, 15_000 + AGAIN_MS, 15_000 + 2 * AGAIN_MS]);
});

Deno.test("where V8 has no gc, nothing is given back and nothing fails", () => {
  assert.equal("gc" in globalThis, false);
  findGiveBack()();
});

Deno.test("under --expose-gc the heap becomes smaller", async () => {
  const module = new URL("./give_back.ts", import.meta.url);
  const code = `
    import { findGiveBack } from ${JSON.stringify(module.href)};
    const garbage = Array.from({ length: 200_000 }, (_, index) => ({ index }));
    garbage.length = 0;
    const before = Deno.memoryUsage().heapTotal;
    findGiveBack()();
    console.log(before - Deno.memoryUsage().heapTotal);
  `;
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--no-config",
      "--v8-flags=--expose-gc",
      `data:text/javascript,${encodeURIComponent(code)}`,
    ],
    stderr: "inherit",
  }).output();
  assert.ok(Number(new TextDecoder().decode(stdout)) > 1_000_000);
});
