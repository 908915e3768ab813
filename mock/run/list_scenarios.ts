import { formatTable } from "../../runtime/cli/table.ts";
import type { VerbContext } from "../../runtime/cli/verb.ts";
import { loadScenario, scenarioFile, scenarioNames } from "../scenario/load.ts";
import type { ScenarioNames } from "../scenario/schema.ts";

/** Prints what `--list` shows: each scenario, what happens in it, and the alerts that it fires. */
export async function listScenarios(
  names: ScenarioNames,
  { output, style, cwd }: VerbContext,
): Promise<void> {
  const rows: string[][] = [];
  for (const name of await scenarioNames()) {
    const { description, alerts } = await loadScenario(await scenarioFile(name, cwd), names);
    rows.push([style.bold(name), description]);
    rows.push(["", style.dim(`Alerts: ${alerts.join(", ") || "none"}`)]);
  }
  output.raw(`${formatTable(rows).join("\n")}\n`);
}
