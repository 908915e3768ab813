import assert from "node:assert/strict";
import { formatIssue } from "../../../runtime/contract/issue.ts";
import { lintCoverage } from "./coverage.ts";

const family = (name: string, type: "gauge" | "histogram" = "gauge") => ({
  name,
  type,
  labels: [],
  help: "",
  source: "plugins/x/plugin.yaml",
});
const issuesOf = (expressions: string[], excused: string[] = []) =>
  lintCoverage([family("a"), family("b_seconds", "histogram")], expressions, { why: excused })
    .map(formatIssue);

Deno.test("every metric is used, or excused", () => {
  assert.deepEqual(issuesOf(["a", "rate(b_seconds_count[5m])"]), []);
  assert.deepEqual(issuesOf(["rate(b_seconds_sum[5m])"], ["a"]), []);
});

Deno.test("a metric that no query uses is told with the file that declares it", () => {
  const [issue] = issuesOf(["a"]);
  assert(
    issue?.startsWith("plugins/x/plugin.yaml: b_seconds: no board and no rule uses it"),
    issue,
  );
});

Deno.test("a plugin of which nothing is charted is the operator's own, and needs no board", () => {
  assert.deepEqual(issuesOf([]), []);
});

Deno.test("an excuse for nothing is refused", () => {
  const list = "dashboards/src/lint/uncharted.ts";
  assert.deepEqual(issuesOf(["a", "rate(b_seconds_sum[5m])"], ["a", "gone"]), [
    `${list}: a: is used, and needs no excuse`,
    `${list}: gone: no plugin declares it`,
  ]);
});
