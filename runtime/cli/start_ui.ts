import type { Config } from "../contract/config.ts";
import type { PluginLine } from "../contract/syscall.ts";
import type { KernelUi } from "../kernel/kernel_ui.ts";
import { LineQueue } from "./line_queue.ts";
import type { SlowSink } from "./line_queue.ts";
import { createLog, renderLine } from "./log_writer.ts";
import { printable } from "./printable.ts";
import type { Style } from "./style.ts";
import { formatTable } from "./table.ts";
import type { VerbContext } from "./verb.ts";

/** Addresses that only this machine can reach. */
const LOOPBACK = ["127.0.0.1", "::1", "localhost"];

/** The limit for lines that wait for a reader of the log; some thousands of lines. */
const MAX_LOG_BYTES = 1024 * 1024;
/** The pause after the log could not be written. */
const RETRY_MS = 1_000;
/** The longest wait for the last lines. */
const CLOSE_MS = 1_000;

/** A user interface that has lines of its own to write. */
export interface StartUi extends KernelUi {
  /** Waits until everything is written, but not for one who does not read. */
  readonly close: () => Promise<void>;
}

/** The output of `start`. */
export type StartOutput = Pick<VerbContext, "output" | "style"> & {
  /** Takes the log; nobody waits for it. */
  readonly sink: SlowSink;
  readonly isTerminal: boolean;
};

/**
 * Makes what `start` shows: on a terminal the address and a table of the plugins, whenever that changes;
 * elsewhere the log alone, one JSON object a line.
 */
export function createStartUi(
  { level, format }: Config["log"],
  { output, style, sink, isTerminal }: StartOutput,
): StartUi {
  const isText = format === "text" || (format === "auto" && isTerminal);
  const form = { format: isText ? "text" : "json", now: () => new Date() } as const;
  const lines = new LineQueue(sink, {
    maxBytes: MAX_LOG_BYTES,
    retryMs: RETRY_MS,
    renderLost: (count) =>
      renderLine(
        form,
        "warn",
        `Log lines were dropped here: ${count}, because nobody read them`,
        {
          code: "log_lines_dropped",
          lines: count,
        },
      ),
  });
  const note = (text: string) => lines.push(printable(text));
  const log = createLog({ level, ...form, write: note });
  let isListening = false;
  let shown = "";
  return {
    log,
    listening: ({ url, hostname }) => {
      isListening = true;
      if (!isText) return log("info", "Listening", { url });
      note(`${style.bold("llm-monitor")} ${style.green(`${url}/metrics`)}`);
      note(style.dim(describeReach(hostname)));
    },
    states: (ready, plugins) => {
      if (!isText || !isListening) return;
      // Until every plugin was tried, the table would change with each of them.
      if (!ready) return;
      const text = renderPlugins(plugins, style);
      if (text !== shown) note(text);
      shown = text;
    },
    droppedLines: () => lines.dropped,
    close: () => lines.flush(CLOSE_MS),
    output: (text, failed) => {
      output.raw(text);
      for (const { name, detail } of failed) {
        log("error", `Gave no result. ${detail}`, { plugin: name });
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
    chooseColour(state, style)(state),
    detail,
  ]);
  return formatTable(rows).join("\n");
}

function chooseColour(state: string, style: Style): (text: string) => string {
  if (state === "running") return style.green;
  if (state === "pending" || state === "inactive" || state === "disabled") return style.yellow;
  return style.red;
}

function describeReach(hostname: string): string {
  return LOOPBACK.includes(hostname)
    ? "Not reachable from other machines (loopback only). Ctrl-C stops it."
    : `Reachable from other machines, at ${hostname}. Ctrl-C stops it.`;
}
