import { CallError } from "../../contract/errors.ts";
import { matchesArguments } from "../../policy/patterns/argument_pattern.ts";
import type { ExecResult } from "../../contract/call_value.ts";
import type { ExecGrant } from "../../contract/grant.ts";
import { isLiteral } from "../../policy/permissions/exec.ts";
import { readTrust } from "../disk/who_may_write.ts";
import { textArgument, textsArgument } from "./arguments.ts";
import { notGranted } from "./caller.ts";
import type { Caller } from "./caller.ts";
import { withDeadline } from "./deadline.ts";
import type { ServiceTable } from "./kernel_call.ts";
import { findCommand } from "../process/child/find_command.ts";
import { commandProblem } from "../process/child/command_problem.ts";
import { inspectCommand } from "../process/child/inspect_command.ts";
import { runCommand } from "../process/child/run_command.ts";
import type { RunOptions } from "../process/child/run_command.ts";
import { SingleFlight } from "../../async/single_flight.ts";

/** Options of `exec`. */
export interface ExecOptions extends Omit<RunOptions, "env"> {
  /** The folders in which a command is looked for. */
  readonly path: string;
}

const COMMAND = textArgument("must be the name of a command");
const WORDS = textsArgument("must be a list of strings");

/** `ctx.exec`: commands that the manifest allows, argument by argument, without a shell. */
export class Exec {
  readonly #options: ExecOptions;
  readonly #trust = readTrust();
  readonly #open = new SingleFlight<ExecResult>();
  /** Settles when the last process of a command has really gone, also when nobody waits for it. */
  readonly #tails = new Map<string, Promise<void>>();

  constructor(options: ExecOptions) {
    this.#options = options;
  }

  readonly calls: ServiceTable<"exec"> = {
    run: {
      takes: [COMMAND, WORDS],
      check: (caller, [command, args]) => {
        if (grantsFor(caller, command, args).length > 0) return;
        const item = JSON.stringify({ command, args });
        throw notGranted(caller, { action: `run ${item}`, item, key: "permissions.exec" });
      },
      /** An exit code is a result. */
      run: ([command, args], caller) => {
        const literal = grantsFor(caller, command, args).some(isLiteral);
        return this.#open.run(
          JSON.stringify([literal, command, ...args]),
          () => this.#run(command, args, literal),
        );
      },
    },
  };

  /** One process of a command at a time: SIGKILL does not end one that waits for a driver. */
  async #run(
    command: string,
    words: readonly string[],
    literal: boolean,
  ): Promise<ExecResult> {
    const previous = this.#tails.get(command) ?? Promise.resolve();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#tails.set(command, promise);
    let ended = previous;
    try {
      await this.#turn(command, previous);
      const running = await this.#start(command, words, literal);
      ended = running.ended;
      return await running.result;
    } finally {
      void ended.then(resolve);
    }
  }

  async #turn(command: string, previous: Promise<void>): Promise<void> {
    try {
      await withDeadline(previous, this.#options.timeoutMs, `run ${command}`);
    } catch (cause) {
      throw new CallError("busy", `Cannot run ${command}: the previous run has not ended yet`, {
        cause,
      });
    }
  }

  async #start(
    command: string,
    words: readonly string[],
    literal: boolean,
  ): Promise<ReturnType<typeof runCommand>> {
    const file = await findCommand(command, this.#options.path);
    if (file === undefined) {
      throw new CallError("command_not_found", `Cannot run ${command}: it is not on the PATH`);
    }
    const problem = commandProblem(await inspectCommand(file, await this.#trust), literal);
    if (problem) throw new CallError("access_denied", `Cannot run ${command}: ${problem}`);
    return runCommand([file, ...words], {
      ...this.#options,
      // No other variable: a locale changes how numbers are written.
      env: { LC_ALL: "C", PATH: this.#options.path },
    });
  }
}

/** The items of a plugin's grant that allow a command line. */
function grantsFor(caller: Caller, command: string, args: readonly string[]): ExecGrant[] {
  return caller.grant.exec.filter((grant) =>
    grant.command === command && matchesArguments(grant.args, args)
  );
}
