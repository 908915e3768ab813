/** `deno task mock` as a person runs it: the real processes. */
import { eventually } from "../support/eventually.ts";
import { REPO } from "../repo/source_files.ts";

const MAIN = ["run", "-A", "--quiet", `${REPO}/mock/main.ts`];

/** One that ends by itself. */
export async function runMock(
  args: readonly string[],
): Promise<{ code: number; stdout: string; stderr: string }> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [...MAIN, ...args],
    env: { NO_COLOR: "1" },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** One that runs until it is stopped. */
export class MockProcess {
  readonly #child: Deno.ChildProcess;
  readonly #reading: Promise<void>;
  #said = "";
  #isRunning = true;

  /** With `isGroup` it is one of its own, as what a shell starts. */
  constructor(args: readonly string[], { isGroup = false } = {}) {
    this.#child = new Deno.Command(Deno.execPath(), {
      args: [...MAIN, ...args],
      env: { NO_COLOR: "1" },
      detached: isGroup,
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).spawn();
    this.#reading = this.#read();
    void this.#child.status.then(() => {
      this.#isRunning = false;
    });
  }

  get isRunning(): boolean {
    return this.#isRunning;
  }

  get pid(): number {
    return this.#child.pid;
  }

  /** Its output so far. */
  get said(): string {
    return this.#said;
  }

  /** Waits until it has said something, and gives the first group of the pattern. */
  untilSaid(pattern: RegExp, timeoutMs = 60_000): Promise<string> {
    return eventually(`it says ${pattern}`, () => {
      const match = pattern.exec(this.#said);
      return match ? match[1] ?? match[0] : undefined;
    }, timeoutMs);
  }

  /** The address of its monitor. */
  url(): Promise<string> {
    return this.untilSaid(/"Listening","url":"([^"]+)"/);
  }

  /** Ends its whole group, as Ctrl-C on a terminal does. */
  async interrupt(): Promise<number> {
    Deno.kill(-this.pid, "SIGINT");
    return await this.ended();
  }

  kill(signal: Deno.Signal): void {
    this.#child.kill(signal);
  }

  async stop(signal: Deno.Signal = "SIGTERM"): Promise<number> {
    this.kill(signal);
    return await this.ended();
  }

  /** Waits until it ends, and gives its exit code. */
  async ended(): Promise<number> {
    const { code } = await this.#child.status;
    await this.#reading;
    return code;
  }

  async #read(): Promise<void> {
    for await (const text of this.#child.stderr.pipeThrough(new TextDecoderStream())) {
      this.#said += text;
    }
  }
}
