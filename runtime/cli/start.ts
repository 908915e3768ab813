/** `deno task start`: fetches what is missing, says so, and runs the kernel. */
import { CodedError } from "../contract/errors.ts";
import type { KernelOptions } from "../kernel/run_kernel.ts";
import { fetchPackages } from "./fetch_packages.ts";
import type { ParsedArguments } from "./parse_arguments.ts";
import { processContext, runVerb } from "./run_verb.ts";
import { createStartUi } from "./start_ui.ts";
import type { StartUi } from "./start_ui.ts";
import { SHARED_FLAGS } from "./verb.ts";
import type { Task } from "./task.ts";
import type { Verb, VerbContext } from "./verb.ts";

const start: Verb = {
  command: "deno task start",
  summary: "Runs the monitor: plugins in their sandboxes, one /metrics endpoint",
  flags: {
    config: SHARED_FLAGS.config,
    host: {
      type: "string",
      value: "ADDRESS",
      summary: "Listen on this address (default: 127.0.0.1)",
    },
    port: { type: "string", value: "PORT", summary: "Listen on this port (default: 8090)" },
    once: { type: "boolean", summary: "Collect once, print the metrics, and exit" },
  },
  operands: [],
  examples: [
    ["deno task start", "http://127.0.0.1:8090/metrics"],
    ["deno task start --port 8091 --config my.yaml", "another port, another configuration"],
    ["deno task start --once", "print the metrics once, for example from cron"],
  ],
  async run(parsed, context) {
    await fetchPackages(context);
    // A literal would be loaded with this file, before anything could be said.
    const kernel = "../kernel/main.ts";
    const { runKernel } = await import(kernel) as typeof import("../kernel/main.ts");
    let ui: StartUi | undefined;
    const options = kernelOptions(parsed, context, (made) => ui = made);
    try {
      return await runKernel(options) as Awaited<ReturnType<Verb["run"]>>;
    } finally {
      await ui?.close();
    }
  },
};

function kernelOptions(
  parsed: ParsedArguments,
  context: VerbContext,
  onUi: (ui: StartUi) => void,
): KernelOptions {
  const { env, cwd } = context;
  const path = parsed.values.get("config");
  const host = parsed.values.get("host");
  const port = parsed.values.get("port");
  return {
    env,
    cwd,
    once: parsed.switches.has("once"),
    overrides: {
      ...(host === undefined ? {} : { host }),
      ...(port === undefined ? {} : { port: portNumber(port) }),
    },
    ui: (log) => {
      const isTerminal = Deno.stderr.isTerminal();
      const ui = createStartUi(log, { ...context, sink: Deno.stderr, isTerminal });
      onUi(ui);
      return ui;
    },
    ...(path === undefined ? {} : { path }),
  };
}

function portNumber(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
  if (port <= 65_535) return port;
  throw new CodedError("usage", `Cannot listen on port "${text}": it must be from 0 to 65535`);
}

export const task: Task = { own: start };

if (import.meta.main) {
  Deno.exit(await runVerb(start, Deno.args, processContext()));
}
