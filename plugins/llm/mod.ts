/** LLM servers, by HTTP. */
import { definePlugin } from "@llm-monitor/sdk";
import { createCollector } from "./collector.ts";
import { OwnDelay } from "./probe/own_delay.ts";
import { warmUp } from "./probe/warm_up.ts";
import type { Settings } from "./settings.ts";

const nowMs = () => performance.now();

export default definePlugin<Settings>({
  collect: createCollector({
    nowMs,
    warmUp,
    ownDelay: () => new OwnDelay({ nowMs }),
    unixSeconds: () => Date.now() / 1000,
    variable: (name) => Deno.env.get(name),
    file: (path) => Deno.readTextFile(path),
  }),
});
