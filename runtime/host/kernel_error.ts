import type { CallOutcome, ErrorCode } from "../contract/codes.ts";

/** A request that the kernel refused, or that failed there. */
export class KernelError extends Error {
  override readonly name = "KernelError";
  readonly code: Exclude<CallOutcome, "ok"> | ErrorCode;

  constructor(code: Exclude<CallOutcome, "ok"> | ErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
