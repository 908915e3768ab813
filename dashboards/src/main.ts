/** `deno task dashboards`: writes boards and rules from their sources. */
import { during } from "../../runtime/cli/during.ts";
import { EXIT } from "../../runtime/cli/exit_codes.ts";
import { projectDir } from "../../runtime/cli/project_dir.ts";
import { processContext, runVerb } from "../../runtime/cli/run_verb.ts";
import type { Task } from "../../runtime/cli/task.ts";
import type { Verb } from "../../runtime/cli/verb.ts";
import { BOARDS } from "./boards/all.ts";
import { generateBoards } from "./generate.ts";
import { pushVerb } from "./push/push_verb.ts";
import { PANELS_PAGE, renderPanelsPage } from "./panels_page.ts";
import { RECORDINGS_PAGE, renderRecordingsPage } from "./recordings_page.ts";
import { readMetrics } from "./read_metrics.ts";
import { RULE_GROUPS } from "./rules/all.ts";
import { recordedFamilies } from "./rules/check_rules.ts";
import { generateRules } from "./rules/generate.ts";
import { RUNBOOKS } from "./rules/render_rules.ts";
import { readSpeed, renderSpeedPage, SPEED_PAGE } from "./speed_page.ts";
import { settleFiles } from "./settle_files.ts";
import { staleFiles } from "./stale_files.ts";

const generate: Verb = {
  command: "deno task dashboards",
  summary: "Writes Grafana's boards and Prometheus' rules from dashboards/src",
  flags: {
    check: { type: "boolean", summary: "Write nothing; fail if something is out of date" },
  },
  operands: [],
  verbs: ["push"],
  examples: [
    ["deno task dashboards", "after a change of dashboards/src, a metric or a threshold"],
    ["deno task dashboards --check", "in CI"],
    ["deno task dashboards push --help", "uploads the boards to a running Grafana"],
  ],
  async run({ switches }, { output, style }) {
    const root = projectDir();
    const catalog = await during("Reading the manifests", readMetrics(root), output);
    const recorded = catalog.withRecorded(recordedFamilies(RULE_GROUPS));
    const speed = await readSpeed(root);
    const wanted = new Map([
      ...generateBoards(recorded),
      ...generateRules(catalog, await Deno.readTextFile(`${root}/${RUNBOOKS}`)),
      [PANELS_PAGE, renderPanelsPage(BOARDS)],
      [RECORDINGS_PAGE, renderRecordingsPage()],
      ...speed === undefined ? [] : [[SPEED_PAGE, renderSpeedPage(speed)] as const],
    ]);
    const stale = await during("Comparing the files", staleFiles(root, wanted), output);
    const isCheck = switches.has("check");
    await settleFiles(stale, { root, isCheck, output, style });
    if (stale.length === 0) output.line(`${wanted.size} generated files up to date`);
    return isCheck && stale.length > 0 ? EXIT.failure : EXIT.ok;
  },
};

export const task: Task = { own: generate, verbs: { push: pushVerb } };

if (import.meta.main) {
  const [first, ...rest] = Deno.args;
  const [verb, args] = first === "push" ? [pushVerb, rest] : [generate, Deno.args];
  Deno.exitCode = await runVerb(verb, args, processContext());
}
