import { CallError } from "@llm-monitor/sdk";
import type { Exec } from "@llm-monitor/sdk";
import { classifyExit, findSignal, isWarning, makeFailure } from "./parse/failure.ts";
import type { Failure, FailureReason } from "./parse/failure.ts";

/** One run of a tool: what it wrote, or why that is nothing. */
export interface CommandRun {
  readonly stdout: string;
  /** The exit code; none when it did not end by itself. */
  readonly code?: number;
  readonly durationSeconds?: number;
  readonly failure?: Failure;
}

/** Outcomes of a call that say something about the machine; others are faults of the set-up. */
const CALL_REASONS: Readonly<Record<string, FailureReason>> = {
  command_not_found: "command_not_found",
  timed_out: "timed_out",
  busy: "busy",
  output_too_large: "output_too_large",
  failed: "failed",
  unavailable: "failed",
};

/**
 * Runs a tool. What goes wrong is part of the answer, since it is what operators need to know.
 *
 * @throws {CallError} `not_granted` and other faults of the set-up.
 */
export async function runTool(exec: Exec, words: readonly string[]): Promise<CommandRun> {
  const [command = "", ...args] = words;
  const what = `"${command} ${args.map((word) => word.split("=", 1)[0]).join(" ")}"`;
  try {
    const result = await exec(command, args);
    const { code, stdout, durationMs } = result;
    const reason = classifyExit(result);
    return {
      stdout,
      code,
      durationSeconds: durationMs / 1000,
      ...(reason && { failure: failureIn(reason, what, result) }),
    };
  } catch (error) {
    const reason = error instanceof CallError ? CALL_REASONS[error.code] : undefined;
    if (reason === undefined) throw error;
    return { stdout: "", failure: makeFailure(reason, what) };
  }
}

/** Returns true when the output can be used: the tool did not fail, or only warned. */
export function isUsable({ failure }: CommandRun): boolean {
  return failure === undefined || isWarning(failure.reason);
}

/** Returns true when the tool would only hang again in this collection. */
export function isStuck({ failure }: CommandRun): boolean {
  return failure?.reason === "timed_out" || failure?.reason === "busy";
}

/** Makes the failure of a command that ended, with the words of it that say most. */
function failureIn(
  reason: FailureReason,
  what: string,
  { code, stdout, stderr }: { code: number; stdout: string; stderr: string },
): Failure {
  if (reason === "crashed") {
    const { message } = makeFailure(reason, what);
    return { reason, message: `${message} (signal ${findSignal(code)})` };
  }
  const warning = isWarning(reason) ? /^WARNING.*$/m.exec(`${stderr}\n${stdout}`)?.[0] : undefined;
  return makeFailure(reason, what, warning ?? (stderr || stdout));
}
