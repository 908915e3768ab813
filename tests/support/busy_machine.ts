/** Load that a test puts on the machine, as builds, data loaders and tokenizers do. */

/** Processes that run beside a test until they are ended. */
export class BusyMachine {
  readonly #children: Deno.ChildProcess[];

  private constructor(children: Deno.ChildProcess[]) {
    this.#children = children;
  }

  /** Starts loops, so many for each processor, each in a session of its own. */
  static loops(perCore: number): BusyMachine {
    const count = perCore * navigator.hardwareConcurrency;
    return BusyMachine.#of(
      Array.from({ length: count }, () => ["sh", "-c", "while :; do :; done"]),
    );
  }

  /** Starts one program, with all that it starts. */
  static program(command: readonly string[]): BusyMachine {
    return BusyMachine.#of([command]);
  }

  static #of(commands: readonly (readonly string[])[]): BusyMachine {
    return new BusyMachine(commands.map(([program = "", ...args]) =>
      new Deno.Command(program, {
        args,
        detached: true,
        stdin: "null",
        stdout: "null",
        stderr: "null",
      }).spawn()
    ));
  }

  /** Ends all of it, and waits until it is gone. */
  async end(): Promise<void> {
    for (const { pid } of this.#children) {
      try {
        Deno.kill(-pid, "SIGKILL");
      } catch (error) {
        if (!(error instanceof Deno.errors.NotFound)) throw error;
      }
    }
    await Promise.all(this.#children.map(({ status }) => status));
  }
}
