/** `deno task top`: what is wrong and what is going on, live in a terminal. */
import { settledWithin } from "../../async/settled_within.ts";
import { CodedError, errorText } from "../../contract/errors.ts";
import { EXIT } from "../exit_codes.ts";
import type { ExitCode } from "../exit_codes.ts";
import { Instance, INSTANCE_FLAGS } from "../instance.ts";
import { printable } from "../printable.ts";
import { processContext, runVerb } from "../run_verb.ts";
import { createStyle } from "../style.ts";
import { terminalSize } from "../terminal_size.ts";
import { renderTop } from "./render_top.ts";
import { Terminal } from "./terminal.ts";
import { readView } from "./top_view.ts";
import type { TopView } from "./top_view.ts";
import type { Task } from "../task.ts";
import type { Verb, VerbContext } from "../verb.ts";

const REFRESH_MS = 2_000;
/** More rows than there are: a pipe has no screen to fit. */
const ALL_ROWS = 100_000;

const top: Verb = {
  command: "deno task top",
  summary: "Shows problems, GPUs, LLM servers, containers and plugins, live; q quits",
  flags: {
    ...INSTANCE_FLAGS,
    once: { type: "boolean", summary: "Print it once; the default when piped" },
  },
  operands: [],
  examples: [
    ["deno task top", "the instance on this machine"],
    ["deno task top --url http://10.0.0.5:8090", "another machine"],
    ["deno task top --once | less", "everything, once"],
  ],
  async run(parsed, context) {
    const instance = await Instance.find(parsed, context);
    // What cannot be reached at all is said before the screen is taken.
    const view = await readView(instance);
    if (parsed.switches.has("once") || !Deno.stdout.isTerminal()) {
      printOnce(view, context);
      return view.problems.state === "critical" ? EXIT.failure : EXIT.ok;
    }
    return await watch(instance, view, context);
  },
};

function printOnce(view: TopView, { output, style }: VerbContext): void {
  const screen = { columns: terminalSize().columns, rows: ALL_ROWS, style };
  for (const line of renderTop(view, screen)) output.line(line);
}

async function watch(instance: Instance, first: TopView, { env }: VerbContext): Promise<ExitCode> {
  const style = createStyle({ isTerminal: true, env });
  let view = first;
  let trouble = "";
  const ended = Promise.withResolvers<void>();
  const leave = () => ended.resolve();
  using terminal = new Terminal();
  const draw = () => {
    const size = terminalSize();
    const lines = renderTop(view, { ...size, rows: size.rows - 1, style });
    terminal.draw([...lines, trouble === "" ? style.dim("q quits") : style.red(trouble)]);
  };
  terminal.open((key) => key.toLowerCase().startsWith("q") && leave(), draw);
  for (const signal of ["SIGINT", "SIGTERM"] as const) Deno.addSignalListener(signal, leave);
  const refresh = async () => {
    try {
      view = await readView(instance);
      trouble = "";
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
      const age = Math.round((Date.now() - view.unixMs) / 1_000);
      trouble = printable(`${errorText(error)}; this is ${age} s old`)
        .slice(0, terminalSize().columns);
    }
    draw();
  };
  draw();
  while (!await settledWithin(ended.promise, REFRESH_MS)) {
    // A server that does not answer keeps nobody from leaving.
    await Promise.race([refresh(), ended.promise]);
  }
  return EXIT.ok;
}

export const task: Task = { own: top };

if (import.meta.main) Deno.exit(await runVerb(top, Deno.args, processContext()));
