import { isNoSuchProcess } from "../../../runtime/kernel/process/limits/process_errors.ts";
import { removeCopy } from "../../../runtime/kernel/artifacts/stage.ts";
import { freePort } from "../free_port.ts";
import type { Peer, PeerCommand } from "./peer.ts";
import { memoryOfTree } from "../tree_memory.ts";
import { cpuSecondsOfTree } from "./tree_use.ts";

const GIVE_UP_MS = 60_000;
const LOOK_MS = 5;
const END_MS = 10_000;

/** A peer whose files are there; it can be started again and again. */
export class PreparedPeer {
  readonly peer: Peer;
  readonly #dir: string;
  readonly #port: number;
  readonly #command: PeerCommand;

  private constructor(
    peer: Peer,
    { dir, port, command }: { dir: string; port: number; command: PeerCommand },
  ) {
    this.peer = peer;
    this.#dir = dir;
    this.#port = port;
    this.#command = command;
  }

  static async prepare(peer: Peer): Promise<PreparedPeer> {
    const dir = await Deno.makeTempDir({ prefix: "llm-monitor-peer-" });
    const port = freePort();
    return new PreparedPeer(peer, { dir, port, command: await peer.prepare(dir, port) });
  }

  /** Starts it and waits until its page has values; tells how long that took. */
  async start(): Promise<{ running: RunningPeer; seconds: number }> {
    const { command: [program = "", ...args], env = {} } = this.#command;
    const startMs = performance.now();
    const child = new Deno.Command(program, {
      args,
      env: { ...env },
      cwd: this.#dir,
      detached: true,
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
    const running = new RunningPeer(this.peer, child, this.#port);
    try {
      await running.untilItHasValues();
    } catch (error) {
      await running.stop();
      throw error;
    }
    return { running, seconds: (performance.now() - startMs) / 1_000 };
  }

  async remove(): Promise<void> {
    await removeCopy(this.#dir);
  }
}

/** A peer that runs, with all of its processes. */
export class RunningPeer {
  readonly peer: Peer;
  readonly #child: Deno.ChildProcess;
  readonly #url: string;

  constructor(peer: Peer, child: Deno.ChildProcess, port: number) {
    this.peer = peer;
    this.#child = child;
    this.#url = `http://127.0.0.1:${port}${peer.page}`;
  }

  async untilItHasValues(): Promise<void> {
    const endMs = performance.now() + GIVE_UP_MS;
    while (!this.peer.mark.test(await this.page().catch(() => ""))) {
      if (performance.now() > endMs) {
        throw new Error(`${this.peer.name} has no values at ${this.#url}`);
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  }

  async page(): Promise<string> {
    return await (await fetch(this.#url)).text();
  }

  cpuSeconds(): Promise<number> {
    return cpuSecondsOfTree(this.#child.pid);
  }

  memory(): Promise<number> {
    return memoryOfTree(this.#child.pid);
  }

  /** Asks it to end, and ends it when it does not. */
  async stop(): Promise<void> {
    this.#signal("SIGTERM");
    const kill = setTimeout(() => this.#signal("SIGKILL"), END_MS);
    await this.#child.status;
    clearTimeout(kill);
  }

  #signal(signal: Deno.Signal): void {
    try {
      Deno.kill(-this.#child.pid, signal);
    } catch (error) {
      // It has ended, with all that it started.
      if (!(error instanceof Deno.errors.NotFound) && !isNoSuchProcess(error)) throw error;
    }
  }
}
