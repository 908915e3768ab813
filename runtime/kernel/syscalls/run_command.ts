import { constants } from "node:os";
import { CallError, errorText } from "../../contract/errors.ts";
import type { ExecResult } from "../../contract/call_value.ts";
import { concatenate } from "../../wire/concatenate.ts";
import { signalGroup } from "../sandbox/child.ts";

/** How a command is run. */
export interface RunOptions {
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly maxOutputBytes: number;
}

const STDERR_BYTES = 4_096;

/**
 * Runs a program without standard input, in `/`, in a group of its own. `result` settles by the deadline;
 * `ended` when the process has really gone, which may be later.
 */
export function runCommand(
  command: readonly string[],
  options: RunOptions,
): { result: Promise<ExecResult>; ended: Promise<void> } {
  const [program = "", ...args] = command;
  const startMs = performance.now();
  let child: Deno.ChildProcess;
  try {
    child = new Deno.Command(program, {
      args,
      clearEnv: true,
      env: { ...options.env },
      cwd: "/",
      detached: true,
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  } catch (cause) {
    const message = `Cannot run ${program}: ${errorText(cause)}`;
    return {
      result: Promise.reject(new CallError("failed", message, { cause })),
      ended: Promise.resolve(),
    };
  }
  const failure = Promise.withResolvers<never>();
  const giveUp = (code: "timed_out" | "output_too_large", rule: string) => {
    signalGroup(child.pid, "SIGKILL");
    failure.reject(new CallError(code, `Cannot run ${program}: ${rule}`));
  };
  const timer = setTimeout(() => {
    giveUp("timed_out", `it took longer than ${options.timeoutMs} ms`);
  }, options.timeoutMs);
  const output = gather(child, {
    maxBytes: options.maxOutputBytes,
    onOverflow: () => {
      giveUp("output_too_large", `it wrote more than ${options.maxOutputBytes} bytes`);
    },
  }).then(({ stdout, stderr, status }): ExecResult => ({
    code: exitCode(status),
    stdout,
    stderr,
    durationMs: Math.round(performance.now() - startMs),
  }));
  const result = Promise.race([output, failure.promise]).finally(() => clearTimeout(timer));
  // What it left behind in its group goes with it, and lets go of the pipes.
  const ended = child.status.then(() => signalGroup(child.pid, "SIGKILL"));
  return { result, ended };
}

async function gather(
  child: Deno.ChildProcess,
  { maxBytes, onOverflow }: { maxBytes: number; onOverflow: () => void },
): Promise<{ stdout: string; stderr: string; status: Deno.CommandStatus }> {
  const [stdout, stderr, status] = await Promise.all([
    readUpTo(child.stdout, maxBytes, onOverflow),
    readUpTo(child.stderr, STDERR_BYTES, () => {}),
    child.status,
  ]);
  return { stdout, stderr, status };
}

/** Reads to the end, since a full pipe would stop the writer, and keeps the first bytes. */
async function readUpTo(
  stream: ReadableStream<Uint8Array>,
  maxBytes: number,
  onOverflow: () => void,
): Promise<string> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of stream) {
    const room = maxBytes - length;
    if (room > 0) parts.push(part.subarray(0, room));
    length += part.length;
    if (length > maxBytes) onOverflow();
  }
  return new TextDecoder().decode(concatenate(parts));
}

/** As a shell tells it: 128 and the signal's number. */
function exitCode({ code, signal }: Deno.CommandStatus): number {
  return signal === null ? code : 128 + constants.signals[signal as keyof typeof constants.signals];
}
