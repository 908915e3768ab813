import type { PluginsAnswer, PluginStatus, StatusAnswer } from "../../runtime/contract/status.ts";
import { ALLOCATOR_ENV, OWN_V8_FLAGS } from "../../runtime/policy/flags.ts";
import { eventually } from "./eventually.ts";
import { TempProject } from "./temp_project.ts";

/** One line of the JSON log. */
export type LogLine = Readonly<Record<string, unknown>> & {
  readonly level: string;
  readonly message: string;
};

const ROOT = new URL("../..", import.meta.url).pathname;

/** The settings of a monitor's start. */
export interface MonitorOptions {
  readonly args?: readonly string[];
  readonly env?: Record<string, string>;
  /** Words in front of its command, which replace themselves by it. */
  readonly before?: readonly string[];
}

/** A running llm-monitor: the real processes, on a free port. */
export class Monitor {
  readonly project: TempProject;
  readonly logs: LogLine[] = [];
  readonly #child: Deno.ChildProcess;
  #url = "";
  #stdout = "";
  readonly #pipes: Promise<unknown>;
  /** Settles once the log is read. */
  #reading = Promise.withResolvers<void>();

  /** @param before words in front of the command, which replace themselves by it */
  constructor(
    project: TempProject,
    args: readonly string[],
    env: Record<string, string>,
    before: readonly string[] = [],
  ) {
    this.project = project;
    this.#reading.resolve();
    const [program = "", ...words] = [...before, Deno.execPath()];
    this.#child = new Deno.Command(program, {
      // As the task `start` has it.
      args: [
        ...words,
        "run",
        "-A",
        "--quiet",
        OWN_V8_FLAGS,
        `${ROOT}runtime/cli/start.ts`,
        ...args,
      ],
      cwd: project.dir,
      env: { ...ALLOCATOR_ENV, ...env },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#pipes = Promise.all([this.#readLog(), this.#readOutput()]);
  }

  /** Starts one and waits until it listens. */
  static async start(
    project: TempProject,
    { args = [], env = {}, before = [] }: MonitorOptions = {},
  ): Promise<Monitor> {
    const monitor = new Monitor(project, args, env, before);
    await monitor.untilListening();
    return monitor;
  }

  get pid(): number {
    return this.#child.pid;
  }

  get url(): string {
    return this.#url;
  }

  /** Its standard output so far. */
  get stdout(): string {
    return this.#stdout;
  }

  async untilListening(): Promise<void> {
    this.#url = await eventually(`it listens; it said ${JSON.stringify(this.logs)}`, () => {
      const line = this.logs.find(({ message }) => message === "Listening");
      return typeof line?.url === "string" && line.url;
    });
  }

  async untilReady(timeoutMs?: number): Promise<void> {
    await eventually("it is ready", async () => {
      const { status } = await this.get("/ready");
      return status === 200;
    }, timeoutMs);
  }

  async get(
    path: string,
    init: RequestInit = {},
  ): Promise<{ status: number; text: string; headers: Headers }> {
    const answer = await fetch(`${this.#url}${path}`, init);
    return { status: answer.status, text: await answer.text(), headers: answer.headers };
  }

  async metrics(): Promise<string> {
    return (await this.get("/metrics")).text;
  }

  /** The value of one series, undefined while it is absent. */
  async value(series: string): Promise<number | undefined> {
    const line = (await this.metrics()).split("\n").find((one) => one.startsWith(`${series} `));
    return line === undefined ? undefined : Number(line.slice(series.length + 1));
  }

  async plugins(): Promise<readonly PluginStatus[]> {
    const { plugins } = JSON.parse((await this.get("/api/v1/plugins")).text) as PluginsAnswer;
    return plugins;
  }

  async plugin(name: string): Promise<PluginStatus | undefined> {
    return (await this.plugins()).find((plugin) => plugin.name === name);
  }

  async status(): Promise<StatusAnswer> {
    return JSON.parse((await this.get("/api/v1/status")).text) as StatusAnswer;
  }

  /** Waits until a plugin is in a state. */
  untilState(name: string, ...states: string[]): Promise<PluginStatus> {
    return eventually(`plugin "${name}" is ${states.join(" or ")}`, async () => {
      const plugin = await this.plugin(name);
      return plugin && states.includes(plugin.state) && plugin;
    });
  }

  /** Waits until a plugin that was in a process, which was ended, is idle in another one. */
  untilReplaced({ name, pid }: PluginStatus, timeoutMs?: number): Promise<PluginStatus> {
    return eventually(`plugin "${name}" is idle in another process`, async () => {
      const plugin = await this.plugin(name);
      return plugin?.state === "idle" && plugin.pid !== null && plugin.pid !== pid && plugin;
    }, timeoutMs);
  }

  /**
   * Waits for the first failure of a plugin. Later ones may be others; and that it did not get the CPU
   * is no failure of its own.
   */
  firstFailure(name: string): Promise<LogLine> {
    return eventually(
      `the failure of "${name}" is logged`,
      () =>
        this.logs.find(({ plugin, code }) =>
          plugin === name && code !== undefined && code !== "starved"
        ),
    );
  }

  /** Waits for a line of the log. */
  untilLogged(pattern: RegExp): Promise<LogLine> {
    return eventually(
      `it logs ${pattern}`,
      () => this.logs.find((line) => pattern.test(JSON.stringify(line))),
    );
  }

  /** Reads its log no more, so that the pipe fills; it is read on with `resumeLog`. */
  holdLog(): void {
    this.#reading = Promise.withResolvers();
  }

  resumeLog(): void {
    this.#reading.resolve();
  }

  signal(signal: Deno.Signal): void {
    this.#child.kill(signal);
  }

  /** Waits for its end. */
  async exited(): Promise<Deno.CommandStatus> {
    const status = await this.#child.status;
    await this.#pipes;
    return status;
  }

  /** Ends it as an operator would. */
  async stop(): Promise<Deno.CommandStatus> {
    this.signal("SIGTERM");
    return await this.exited();
  }

  async #readLog(): Promise<void> {
    let rest = "";
    for await (const chunk of this.#child.stderr.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + chunk).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) this.logs.push(parseLine(line));
      await this.#reading.promise;
    }
    if (rest !== "") this.logs.push(parseLine(rest));
  }

  async #readOutput(): Promise<void> {
    for await (const chunk of this.#child.stdout.pipeThrough(new TextDecoderStream())) {
      this.#stdout += chunk;
    }
  }
}

function parseLine(line: string): LogLine {
  try {
    return JSON.parse(line) as LogLine;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { level: "raw", message: line };
  }
}

/** Runs a test against a monitor of its own, and ends it whatever happens. */
export async function withMonitor(
  prepare: (project: TempProject) => Promise<void>,
  test: (monitor: Monitor, project: TempProject) => Promise<void>,
  env: Record<string, string> = {},
  before: readonly string[] = [],
): Promise<void> {
  const project = await TempProject.create();
  try {
    await prepare(project);
    const monitor = await Monitor.start(project, { env, before });
    try {
      await test(monitor, project);
    } finally {
      monitor.resumeLog();
      await monitor.stop();
    }
  } finally {
    await project.remove();
  }
}
