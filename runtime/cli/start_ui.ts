import type { Config } from "../contract/config.ts";
import type { PluginLine } from "../contract/syscall.ts";
import type { KernelUi } from "../kernel/kernel_ui.ts";
import { createLog } from "../kernel/log_writer.ts";
import type { Style } from "./style.ts";
import { formatTable } from "./table.ts";
import type { VerbContext } from "./verb.ts";

/** Addresses that only this machine can reach. */
const LOOPBACK = ["127.0.0.1", "::1", "localhost"];

/**
 * What `start` shows: on a terminal the address and a table of the plugins, whenever that changes;
 * elsewhere the log alone, one JSON object a line.
 */
export function createStartUi(
  { level, format }: Config["log"],
  { output, style, isTerminal }: Pick<VerbContext, "output" | "style"> & { isTerminal: boolean },
): KernelUi {
  const isText = format === "text" || (format === "auto" && isTerminal);
  const log = createLog({
    level,
    format: isText ? "text" : "json",
    now: () => new Date(),
    write: output.note,
  });
  let isListening = false;
  let shown = "";
  return {
    log,
    listening: ({ url, hostname }) => {
      isListening = true;
      if (!isText) return log("info", "Listening", { url });
      output.note(`${style.bold("llm-monitor")} ${style.green(`${url}/metrics`)}`);
      output.note(style.dim(reachOf(hostname)));
    },
    states: (ready, plugins) => {
      if (!isText || !isListening) return;
      // Until every plugin was tried, the table would change with each of them.
      if (!ready) return;
      const text = renderPlugins(plugins, style);
      if (text !== shown) output.note(text);
      shown = text;
    },
    output: (text, failed) => {
      output.raw(text);
      for (const { name, detail } of failed) {
        log("error", `Gave nothing. ${detail}`, { plugin: name });
      }
    },
  };
}

/** The plugins with their states, one line each. */
export function renderPlugins(plugins: readonly PluginLine[], style: Style): string {
  if (plugins.length === 0) {
    return "No plugins yet: drop a folder into plugins/, or run deno task plugin new NAME";
  }
  const rows = plugins.map(({ name, state, detail }) => [
    `  ${name}`,
    colourOf(state, style)(state),
    detail,
  ]);
  return formatTable(rows).join("\n");
}

function colourOf(state: string, style: Style): (text: string) => string {
  if (state === "running") return style.green;
  if (state === "pending" || state === "inactive" || state === "disabled") return style.yellow;
  return style.red;
}

function reachOf(hostname: string): string {
  return LOOPBACK.includes(hostname)
    ? "Nothing listens beyond this machine (loopback only). Ctrl-C ends it."
    : `Reachable from other machines, at ${hostname}. Ctrl-C ends it.`;
}
