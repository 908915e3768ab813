/** The machine itself: every source at once, each by itself. */
import { definePlugin } from "@llm-monitor/sdk";
import { createCollector } from "./collector.ts";
import type { Settings } from "./settings.ts";

export default definePlugin<Settings>({
  collect: createCollector({ nowMs: () => performance.now() }),
});
