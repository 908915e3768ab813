import { formatTable } from "../../runtime/cli/table.ts";
import type { VerbContext } from "../../runtime/cli/verb.ts";
import type { Player } from "../scenario/player.ts";
import type { RunningServer } from "./servers.ts";
import type { WorldFolder } from "./world_folder.ts";

/** A mock that runs, for the person who started it. */
export interface RunSummary {
  readonly name: string;
  readonly player: Player;
  readonly seed: number;
  readonly speed: number;
  readonly servers: readonly RunningServer[];
  readonly folder: WorldFolder;
}

/** Prints what runs where. */
export function printSummary(
  { name, player, seed, speed, servers, folder }: RunSummary,
  { output, style }: Pick<VerbContext, "output" | "style">,
): void {
  const pace = speed === 1 ? "" : `, ${speed} times as fast`;
  output.note(`${style.bold("mock")} scenario ${style.bold(name)}, seed ${seed}${pace}`);
  output.note(style.dim(player.scenario.description));
  const rows = servers.map(({ unit, url, metricsUrl }) => {
    const models = unit.spec.models.map((model) => model.name).join(", ");
    const metrics = metricsUrl === undefined ? "" : `, metrics at ${metricsUrl}`;
    return [`  ${unit.spec.name}`, url, style.dim(`${models}${metrics}`)];
  });
  rows.push(
    ["  docker", `unix://${folder.dockerSocket}`],
    ["  nvidia-smi", `${folder.bin}/nvidia-smi`],
  );
  for (const line of formatTable(rows)) output.note(line);
}
