import { fleetCosts, renderFleetCosts } from "./fleet_costs.ts";
import { blockStart, replaceBlock } from "./generated_block.ts";
import { readIfThere } from "./generated_file.ts";
import type { GeneratedFile } from "./generated_file.ts";

const BLOCK = "fleet-costs";
const RESULT = "tests/bench/results/fleet.json";

/** docs/fleet.md with the costs that were measured at last. */
export async function fleetPage(projectDir: string): Promise<GeneratedFile> {
  const path = "docs/fleet.md";
  const current = await readIfThere(`${projectDir}/${path}`);
  const result = await readIfThere(`${projectDir}/${RESULT}`);
  const content = result === undefined
    ? "Not measured yet: `deno task bench fleet --hosts 1000 --write`."
    : renderFleetCosts(fleetCosts.parse(JSON.parse(result)));
  const wanted = replaceBlock(current ?? "", BLOCK, content);
  return {
    path,
    current,
    wanted: wanted ?? current ?? "",
    missingBlocks: wanted === undefined ? [blockStart(BLOCK)] : [],
  };
}
