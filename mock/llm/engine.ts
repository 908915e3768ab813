import type { Hono } from "hono";
import type { EngineView } from "../sim/engine_view.ts";
import type { ExpositionTable } from "./exposition/table.ts";
import type { LlmServerOptions } from "./options.ts";
import type { World } from "./world.ts";

/** How a fake server speaks as one engine. */
export interface EngineSpeech {
  /** Another face: such as an older version, or another web server before the same engine. */
  readonly variants: readonly string[];
  readonly table: (view: EngineView, options: LlmServerOptions) => ExpositionTable;
  readonly app: (world: World) => Hono;
  /** Where metrics have a listener of their own, and how far above the port it usually is. */
  readonly metrics?: { readonly portAbove: number; readonly app: (world: World) => Hono };
}

/** For engines that tell no metrics. */
export const NO_METRICS: ExpositionTable = { rows: [], labels: () => ({}) };
