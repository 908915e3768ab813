import { formatTable } from "../../runtime/cli/table.ts";
import type { VerbContext } from "../../runtime/cli/verb.ts";
import { loadScenario, scenarioFile, scenarioNames } from "../scenario/load.ts";
import type { ScenarioNames } from "../scenario/schema.ts";

/** Prints what `--list` shows: each scenario, what happens in it, and the alerts that it fires. */
export async function listScenarios(
  names: ScenarioNames,
  { output, style, cwd }: VerbContext,
): Promise<void> {
  for (const name of await scenarioNames()) {
    const { description, alerts } = await loadScenario(await scenarioFile(name, cwd), names);
    const rows = [
      [style.bold(name), description],
      ["", style.dim(`Alerts: ${alerts.join(", ") || "none"}`)],
    ];
    const width = "model-flapping".length;
    const [first = [], second = []] = rows;
    output.raw(
      `${formatTable([[(first[0] ?? "") + pad(name, width), first[1] ?? ""]]).join("\n")}\n` +
        `${" ".repeat(width + 2)}${second[1]}\n`,
    );
  }
}

function pad(name: string, width: number): string {
  return " ".repeat(Math.max(0, width - name.length));
}
