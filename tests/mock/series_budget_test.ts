/** The series of a whole host: the mock's cards, containers and servers, against docs/fleet.md. */
import assert from "node:assert/strict";
import {
  BUDGET,
  countSeries,
  leftOutMetrics,
  seriesOf,
  sumBudget,
} from "../support/series_budget.ts";
import { runMock } from "./mock_process.ts";

Deno.test("a host stays within the published budget, and detail: slim leaves out three tenths", async () => {
  const dir = await Deno.makeTempDir({ prefix: "llm-monitor-budget-" });
  try {
    const file = `${dir}/host.om`;
    const ended = await runMock(["--write", file, "--hours", "0.1"]);
    assert.equal(ended.code, 0, ended.stderr);
    const series = seriesOf(await Deno.readTextFile(file));
    const leftOut = await leftOutMetrics();
    const sum = { full: 0, slim: 0 };
    for (const plugin of new Set(BUDGET.map((row) => row.plugin))) {
      const found = countSeries(series, plugin, leftOut);
      const budget = sumBudget(series, plugin);
      const said = `${plugin}: ${JSON.stringify(found)} of ${JSON.stringify(budget)}`;
      for (const detail of ["full", "slim"] as const) {
        assert.ok(found[detail] <= budget[detail], said);
        // A budget that nothing comes near to says nothing.
        assert.ok(found[detail] >= 0.6 * budget[detail], said);
        sum[detail] += plugin === "runtime" ? 0 : found[detail];
      }
    }
    assert.ok(sum.full > 2_000, JSON.stringify(sum));
    const saved = 1 - sum.slim / sum.full;
    assert.ok(saved > 0.28 && saved < 0.4, `it saves ${saved}: ${JSON.stringify(sum)}`);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});
