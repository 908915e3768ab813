import assert from "node:assert/strict";
import { fakeSpec } from "../../../tests/support/fake_kernel.ts";
import type { PluginSpec } from "../../contract/syscall.ts";
import type { Assessment } from "./assess.ts";
import { keepWithinTotal } from "./within_total.ts";

const MIB = 1024 ** 2;

function plugin(name: string, spec: Partial<PluginSpec>): Assessment {
  const full = fakeSpec({ name, memoryBytes: 64 * MIB, seriesLimit: 100, ...spec });
  return { folder: { name, dir: `/p/${name}` }, candidate: { name, spec: full }, issues: [] };
}

function codes(plugins: readonly Assessment[]): Record<string, string> {
  return Object.fromEntries(
    plugins.map(({ candidate }) => [candidate.name, candidate.rejected?.code ?? "runs"]),
  );
}

Deno.test("keepWithinTotal counts what was approved first, then what runs, then by name", () => {
  const plugins = [
    plugin("a_new", { approval: "free" }),
    plugin("b_runs", { approval: "free" }),
    plugin("c_approved", { approval: "approved" }),
  ];
  const kept = (memory: number, series = 1_000) =>
    codes(keepWithinTotal(plugins, { total: { memory, series } }, (name) => name === "b_runs"));
  assert.deepEqual(kept(192 * MIB), { a_new: "runs", b_runs: "runs", c_approved: "runs" });
  assert.deepEqual(kept(128 * MIB), { a_new: "over_total", b_runs: "runs", c_approved: "runs" });
  assert.deepEqual(kept(64 * MIB), {
    a_new: "over_total",
    b_runs: "over_total",
    c_approved: "runs",
  });
  assert.equal(kept(1024 * MIB, 250).a_new, "over_total");
});

Deno.test("keepWithinTotal says what is left and what to do", () => {
  const [refused] = keepWithinTotal([plugin("one", {})], {
    total: { memory: 32 * MIB, series: 1 },
  }, () => false);
  assert.match(
    refused?.candidate.rejected?.message ?? "",
    /one\/plugin\.yaml.*asks for 64MiB of memory, but other plugins leave only 32MiB of policy\.total\.memory/,
  );
});
