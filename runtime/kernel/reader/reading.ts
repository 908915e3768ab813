import type { ErrorCode } from "../../contract/codes.ts";
import { CodedError, errorText } from "../../contract/errors.ts";
import { IssuesError } from "../../contract/issue.ts";
import type { Issue } from "../../contract/issue.ts";
import { toPathError } from "../../contract/path_error.ts";

/** The outcome of reading, as data: a value, the errors that a person has to act on, or a bug. */
export type Reading<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly issues: readonly Issue[] }
  | {
    readonly ok: false;
    readonly code: ErrorCode;
    readonly message: string;
    readonly hint?: string | undefined;
  }
  | { readonly ok: false; readonly message: string; readonly stack: string };

/** Reads; whatever is thrown becomes data. */
export async function makeReading<Value>(read: () => Promise<Value>): Promise<Reading<Value>> {
  try {
    return { ok: true, value: await read() };
  } catch (error) {
    if (error instanceof IssuesError) return { ok: false, issues: error.issues };
    const coded = error instanceof CodedError ? error : toPathError(error);
    if (coded === undefined) {
      return { ok: false, message: errorText(error), stack: (error as Partial<Error>).stack ?? "" };
    }
    const { code, message, hint } = coded;
    return { ok: false, code, message, hint };
  }
}

/**
 * Takes what was read.
 *
 * @throws {IssuesError} with everything that is wrong.
 * @throws {CodedError} what reading threw.
 * @throws {Error} with the stack of what nobody foresaw.
 */
export function takeReading<Value>(reading: Reading<Value>): Value {
  if (reading.ok) return reading.value;
  if ("issues" in reading) throw new IssuesError(reading.issues);
  if ("stack" in reading) {
    const error = new Error(reading.message);
    error.stack = reading.stack;
    throw error;
  }
  const { code, message, hint } = reading;
  throw new CodedError(code, message, hint === undefined ? {} : { hint });
}
