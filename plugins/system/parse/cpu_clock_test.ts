import assert from "node:assert/strict";
import { CpuClock } from "./cpu_clock.ts";

Deno.test("CpuClock holds times that fall a little, each by itself", () => {
  const clock = new CpuClock();
  clock.steady("cpu", [10, 0, 5, 100, 3]);
  assert.deepEqual(clock.steady("cpu", [11, 0, 6, 99.5, 2.9]), [11, 0, 6, 100, 3]);
  assert.deepEqual(clock.steady("cpu", [11, 0, 6, 100.5, 3.2]), [11, 0, 6, 100.5, 3.2]);
});

Deno.test("CpuClock starts anew when idle time falls by three seconds", () => {
  const clock = new CpuClock();
  clock.steady("cpu1", [10, 0, 5, 100]);
  assert.deepEqual(clock.steady("cpu1", [1, 0, 1, 97]), [1, 0, 1, 97]);
});

Deno.test("CpuClock keeps lines apart and absent columns absent", () => {
  const clock = new CpuClock();
  clock.steady("cpu0", [10, 0, 0, 50]);
  assert.deepEqual(clock.steady("cpu1", [1, 0, 0, 5, undefined]), [1, 0, 0, 5, undefined]);
});
