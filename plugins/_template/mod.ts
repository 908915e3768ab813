/** Reads the Prometheus pages of servers: input and output here, all else in parse.ts. */
import { definePlugin, fetchText, FetchTextError, inactive } from "@llm-monitor/sdk";
import type { PluginContext } from "@llm-monitor/sdk";
import { toFamilies } from "./parse.ts";
import type { Page } from "./parse.ts";

/** The settings of plugin.yaml, with its defaults filled in. */
interface Settings {
  readonly targets: readonly string[];
  readonly path: string;
}

/** Less than the manifest's timeout: a server that hangs costs its own values, not those of the others. */
const REQUEST_MS = 2_000;
const MAX_BYTES = 1024 * 1024;

export default definePlugin<Settings>({
  async collect(context) {
    const { targets } = context.config;
    if (targets.length === 0) return inactive("No targets are configured");
    return toFamilies(await Promise.all(targets.map((target) => ask(target, context))));
  },
});

/** A server that does not answer is a measurement, not a failure of the plugin. */
async function ask(target: string, context: PluginContext<Settings>): Promise<Page> {
  const { config, signal, log } = context;
  const url = new URL(config.path, `http://${target}`).href;
  try {
    const { status, text } = await fetchText(url, {
      timeoutMs: REQUEST_MS,
      maxBytes: MAX_BYTES,
      signal,
    });
    return status === 200 ? { target, text } : { target };
  } catch (error) {
    if (!(error instanceof FetchTextError)) throw error;
    log("debug", error.message);
    return { target };
  }
}
