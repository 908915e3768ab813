import assert from "node:assert/strict";
import { formatIssue } from "../../../runtime/contract/issue.ts";
import { checkRunbooks } from "./check_runbooks.ts";
import { AT_ONCE, NOT_HELD } from "./rule.ts";
import type { RuleGroup } from "./rule.ts";

const GROUP: RuleGroup = {
  name: "x",
  source: "alerts/x.ts",
  rules: ["LlmMonitorA", "LlmMonitorB"].map((alert) => ({
    alert,
    severity: "warning" as const,
    expr: "up == 0",
    lasts: AT_ONCE,
    holds: NOT_HELD,
    summary: "",
    description: "",
  })),
};
const section = (name: string) =>
  `### ${name}\n\n**Meaning.** It.\n\n**Check.** Here.\n\n**Do this.** This.\n\n**Call** me.\n\n`;
const [a, b] = [section("LlmMonitorA"), section("LlmMonitorB")];
const issuesOf = (text: string) => checkRunbooks([GROUP], `# Runbooks\n\n${text}`).map(formatIssue);

Deno.test("checkRunbooks passes a section for each alert", () => {
  assert.deepEqual(issuesOf(a + b + "## Last\n"), []);
});

Deno.test("checkRunbooks names the file of an alert without a section", () => {
  assert.deepEqual(issuesOf(a), [
    "alerts/x.ts: LlmMonitorB: has no section in docs/runbooks.md. " +
    'Add "### LlmMonitorB" with **Meaning.**, **Check.**, **Do this.**, **Call**',
  ]);
});

Deno.test("checkRunbooks names the line of a section that is over, lacks a part, or is misplaced", () => {
  assert.deepEqual(issuesOf(a + b + section("LlmMonitorC")), [
    "docs/runbooks.md:23: LlmMonitorC: no alert has this name. Remove the section, or rename it",
  ]);
  assert.deepEqual(issuesOf(a + b.replace("**Do this.**", "Do this.")), [
    "docs/runbooks.md:13: LlmMonitorB: lacks the part **Do this.**",
  ]);
  assert.deepEqual(issuesOf(b + a), [
    "docs/runbooks.md:3: LlmMonitorB: stands where LlmMonitorA belongs. " +
    "Sections have the order of dashboards/rules, each once",
  ]);
});
