/** LLM servers, by HTTP. */
import { definePlugin } from "@llm-monitor/sdk";
import { createCollector } from "./collector.ts";
import type { Settings } from "./settings.ts";

export default definePlugin<Settings>({
  collect: createCollector({
    nowMs: () => performance.now(),
    unixSeconds: () => Date.now() / 1000,
    variable: (name) => Deno.env.get(name),
    file: (path) => Deno.readTextFile(path),
  }),
});
