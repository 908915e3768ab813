/** A server of Debian's, which a test starts, takes away and starts again at the same address. */
import { eventually } from "../support/eventually.ts";
import { freePort } from "../support/free_port.ts";

/** A program, and the question whether it can be used. */
export interface ServerOptions {
  readonly program: string;
  /** Its flags, at the address that it is given. */
  readonly args: (address: string) => readonly string[];
  readonly readyPath: string;
}

export class ServerProcess implements AsyncDisposable {
  readonly address: string;
  readonly url: string;
  readonly #options: ServerOptions;
  #child: Deno.ChildProcess | undefined;

  private constructor(options: ServerOptions) {
    this.#options = options;
    this.address = `127.0.0.1:${freePort()}`;
    this.url = `http://${this.address}`;
  }

  /** Starts it, and waits until it can be used. */
  static async start(options: ServerOptions): Promise<ServerProcess> {
    const server = new ServerProcess(options);
    await server.start();
    return server;
  }

  /** @throws {Error} while it does not run. */
  get pid(): number {
    if (!this.#child) throw new Error(`${this.#options.program} does not run`);
    return this.#child.pid;
  }

  async start(): Promise<void> {
    const { program, args, readyPath } = this.#options;
    this.#child = new Deno.Command(program, {
      args: [...args(this.address)],
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
    await eventually(`${program} is ready`, async () => {
      const response = await fetch(`${this.url}${readyPath}`);
      await response.body?.cancel();
      return response.ok;
    });
  }

  /** It keeps its connections and answers nothing, as behind a network that is cut. */
  pause(): void {
    this.#child?.kill("SIGSTOP");
  }

  resume(): void {
    this.#child?.kill("SIGCONT");
  }

  async stop(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    child?.kill("SIGCONT");
    child?.kill("SIGTERM");
    await child?.status;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}
