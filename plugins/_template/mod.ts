/** Reads counters from a small HTTP status page: input and output here, all else in parse.ts. */
import { definePlugin, inactive } from "@llm-monitor/sdk";
import { toFamilies } from "./parse.ts";
import type { Answer } from "./parse.ts";

/** The settings of plugin.yaml, with its defaults filled in. */
interface Settings {
  readonly targets: readonly string[];
  readonly path: string;
}

export default definePlugin<Settings>({
  async collect({ config, signal }) {
    if (config.targets.length === 0) return inactive("No targets are configured");
    return toFamilies(
      await Promise.all(config.targets.map((target) => ask(target, config.path, signal))),
    );
  },
});

/** A server that does not answer is a measurement, not a failure of the plugin. */
async function ask(target: string, path: string, signal: AbortSignal): Promise<Answer> {
  try {
    const response = await fetch(new URL(path, `http://${target}`), { signal });
    const text = await response.text();
    return response.ok ? { target, text } : { target };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return { target };
  }
}
