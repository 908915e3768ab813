import type { CallOutcome, ErrorCode } from "./codes.ts";

/** An error that a person has to act on: a stable code, what happened, and what to do about it. */
export class CodedError extends Error {
  override readonly name = "CodedError";
  readonly code: ErrorCode;
  /** The fix, one sentence; absent when the message already says it. */
  readonly hint: string | undefined;

  constructor(code: ErrorCode, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
  }
}

/** A service call that was refused or failed. The code is the `outcome` label of the call's counter. */
export class CallError extends Error {
  override readonly name = "CallError";
  readonly code: Exclude<CallOutcome, "ok">;

  constructor(code: Exclude<CallOutcome, "ok">, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** The text of anything that was thrown. */
export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/**
 * The reason why the operating system refused something, such as "no such file or directory":
 * without its number and without the call, for a message that names the path itself.
 */
export function refusalText(error: unknown): string {
  const text = errorText(error);
  const reason = /^(.)(.*?) \(os error \d+\)/s.exec(text);
  return reason ? `${reason[1]?.toLowerCase()}${reason[2]}` : text;
}
