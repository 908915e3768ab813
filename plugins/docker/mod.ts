/** Containers, as the engine counts them. */
import { definePlugin } from "@llm-monitor/sdk";
import { createCollector } from "./collector.ts";
import type { Settings } from "./settings.ts";

export default definePlugin<Settings>({
  collect: createCollector({ nowMs: () => performance.now() }),
});
