import type { Board } from "../layer/board.ts";
import { containersAndLogs } from "./containers.ts";
import { costAndEfficiency } from "./cost.ts";
import { fleet } from "./fleet.ts";
import { gpu } from "./gpu.ts";
import { llmServing } from "./llm_serving.ts";
import { overview } from "./overview.ts";
import { runtimeAndPlugins } from "./runtime.ts";
import { system } from "./system.ts";

/** Every board, in the order in which they are listed. */
export const BOARDS: readonly Board[] = [
  overview,
  llmServing,
  gpu,
  system,
  containersAndLogs,
  costAndEfficiency,
  runtimeAndPlugins,
  fleet,
];
