import assert from "node:assert/strict";
import { EnergyMeter } from "./energy_meter.ts";

Deno.test("EnergyMeter adds up the mean of neighbouring samples, card by card", () => {
  const meter = new EnergyMeter();
  assert.equal(meter.add("a", { watts: 100, atMs: 0 }), 0);
  assert.equal(meter.add("b", { watts: 10, atMs: 0 }), 0);
  assert.equal(meter.add("a", { watts: 200, atMs: 10_000 }), 1_500);
  assert.equal(meter.add("b", { watts: 10, atMs: 10_000 }), 100);
  assert.equal(meter.add("a", { watts: 200, atMs: 20_000 }), 3_500);
});

Deno.test("EnergyMeter adds nothing for a gap of which nobody knows, and never goes back", () => {
  const meter = new EnergyMeter();
  meter.add("a", { watts: 100, atMs: 0 });
  assert.equal(meter.add("a", { watts: 100, atMs: 120_001 }), 0);
  assert.equal(meter.add("a", { watts: 100, atMs: 121_001 }), 100);
  assert.equal(meter.add("a", { watts: 100, atMs: 1 }), 100);
});
