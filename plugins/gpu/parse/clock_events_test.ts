import assert from "node:assert/strict";
import { parseClockEvents } from "./clock_events.ts";

Deno.test("parseClockEvents names the bits that are set, and those that could be", () => {
  const events = parseClockEvents("0x0000000000000044", "0x00000000000000C5");
  assert.deepEqual([...events], [
    ["gpu_idle", false],
    ["sw_power_cap", true],
    ["hw_thermal_slowdown", true],
    ["hw_power_brake_slowdown", false],
  ]);
});

Deno.test("parseClockEvents keeps bits apart that a double would lose", () => {
  assert.equal(parseClockEvents("0x8000000000000001", undefined).get("other"), true);
  assert.equal(parseClockEvents("0x8000000000000001", undefined).get("gpu_idle"), true);
  assert.equal(parseClockEvents("0x0", undefined).has("other"), false);
});

Deno.test("parseClockEvents tells nothing of what is no mask", () => {
  for (const text of ["", "[N/A]", "Active", "0x", "0x12345678901234567"]) {
    assert.equal(parseClockEvents(text, "0xFF").size, 0, text);
  }
});
