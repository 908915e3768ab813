import type { StopReason } from "../../../contract/codes.ts";

/** The end of a process, as the operating system tells it. */
export interface ExitStatus {
  readonly code: number;
  readonly signal: string | null;
}

/** V8 ends the process with SIGTRAP (133 in a shell's count) when its heap is full. */
const HEAP_SIGNALS: readonly string[] = ["SIGTRAP", "SIGABRT", "SIGILL"];
const HEAP_CODES: readonly number[] = [133, 134];

/** The reason of an end that nobody asked for. */
export function exitReason({ code, signal }: ExitStatus): { reason: StopReason; detail: string } {
  if (HEAP_CODES.includes(code) || (signal !== null && HEAP_SIGNALS.includes(signal))) {
    return {
      reason: "out_of_memory",
      detail: "Its heap reached the limit of its manifest's memory",
    };
  }
  if (signal !== null) return { reason: "signal", detail: `It was ended by ${signal}` };
  return { reason: "exit", detail: `It exited with code ${code}` };
}
