import { constants } from "node:os";
import type { StopReason } from "../../../contract/codes.ts";

/** The end of a process, as the operating system tells it. */
export interface ExitStatus {
  readonly code: number;
  readonly signal: string | null;
}

/** V8 ends the process with SIGTRAP (133 in a shell's count) when its heap is full. */
const HEAP_SIGNALS: readonly string[] = ["SIGTRAP", "SIGABRT", "SIGILL"];
const HEAP_CODES: readonly number[] = [133, 134];

/** `bwrap` ends with this and the number of the signal when its child ended by one, as a shell does. */
const SIGNAL_BASE = 128;
const SIGNALS: ReadonlyMap<number, string> = new Map(
  Object.entries(constants.signals).map(([name, number]) => [number, name]),
);

/** The end of what `bwrap` started, by how `bwrap` ended itself. */
export function innerStatus(status: ExitStatus): ExitStatus {
  const signal = SIGNALS.get(status.code - SIGNAL_BASE);
  return signal === undefined ? status : { code: status.code, signal };
}

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
