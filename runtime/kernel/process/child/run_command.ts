import { constants } from "node:os";
import { CallError, errorText } from "../../../contract/errors.ts";
import type { ExecResult } from "../../../contract/call_value.ts";
import { concatenate } from "../../../wire/concatenate.ts";
import { giveUsualStanding, signalGroup } from "./child.ts";
import type { SurvivorWatch } from "./survivor_watch.ts";
import { processDeadline } from "../limits/process_deadline.ts";

/** Options for running a command. */
export interface RunOptions {
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly maxOutputBytes: number;
  /** Words in front of the program, which wait for a line of standard input; see `wrapCommand`. */
  readonly wrapper?: readonly string[];
  /** Path of `setsid`, as for `spawnChild`. */
  readonly setsid?: string | undefined;
  /** Ends what runs when the kernel is killed. */
  readonly survivors?: SurvivorWatch | undefined;
  /** Ends the program when the kernel ends. */
  readonly signal?: AbortSignal;
}

const STDERR_BYTES = 4_096;
const LINE = new TextEncoder().encode("\n");

/**
 * Runs a program without standard input, in `/`, in a group of its own. `result` settles by the deadline;
 * `ended` when the process has really gone, which may be later.
 */
export function runCommand(
  command: readonly string[],
  options: RunOptions,
): { result: Promise<ExecResult>; ended: Promise<void> } {
  const [program = ""] = command;
  if (options.signal?.aborted) {
    return refused("unavailable", `Cannot run ${program}: the kernel is ending`);
  }
  const startMs = performance.now();
  options.survivors?.prepare();
  let child: Deno.ChildProcess;
  try {
    child = spawn(command, options);
  } catch (cause) {
    return refused("failed", `Cannot run ${program}: ${errorText(cause)}`, cause);
  }
  options.survivors?.add(child.pid);
  if (options.wrapper?.length) void Promise.allSettled([letBegin(child)]);
  giveUsualStanding(child.pid);
  const failure = Promise.withResolvers<never>();
  const pipes = { stdout: child.stdout.getReader(), stderr: child.stderr.getReader() };
  let hasEnded = false;
  const giveUp = (code: "timed_out" | "output_too_large" | "unavailable", rule: string) => {
    if (!hasEnded) signalGroup(child, "SIGKILL");
    failure.reject(new CallError(code, `Cannot run ${program}: ${rule}`));
    // One that left the group would go on writing, and hold the pipes, for as long as it lives.
    void Promise.allSettled([pipes.stdout.cancel(), pipes.stderr.cancel()]);
  };
  const onAbort = () => giveUp("unavailable", "the kernel is ending");
  const lift = processDeadline(options.timeoutMs, () => {
    giveUp("timed_out", `it took longer than ${options.timeoutMs} ms`);
  }, child.pid);
  options.signal?.addEventListener("abort", onAbort, { once: true });
  const output = gather(pipes, {
    status: child.status,
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
  const result = Promise.race([output, failure.promise]).finally(lift);
  // What it left behind in its group goes with it, and lets go of the pipes.
  const ended = child.status.then(() => {
    hasEnded = true;
    options.signal?.removeEventListener("abort", onAbort);
    signalGroup(child, "SIGKILL");
    options.survivors?.remove(child.pid);
  });
  return { result, ended };
}

function spawn(
  command: readonly string[],
  { env, wrapper = [], setsid }: RunOptions,
): Deno.ChildProcess {
  const words = setsid === undefined ? [] : [setsid];
  const [program = "", ...args] = [...words, ...wrapper, ...command];
  return new Deno.Command(program, {
    args,
    clearEnv: true,
    env: { ...env },
    cwd: "/",
    detached: setsid === undefined,
    stdin: wrapper.length > 0 ? "piped" : "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** Lets a command begin, now that whatever ends it knows of it. One that was killed does not mind. */
async function letBegin(child: Deno.ChildProcess): Promise<void> {
  const writer = child.stdin.getWriter();
  try {
    await writer.write(LINE);
  } finally {
    await writer.close();
  }
}

function refused(code: "failed" | "unavailable", message: string, cause?: unknown) {
  const error = new CallError(code, message, { cause });
  return { result: Promise.reject(error), ended: Promise.resolve() };
}

type Pipe = ReadableStreamDefaultReader<Uint8Array>;

async function gather(
  pipes: { stdout: Pipe; stderr: Pipe },
  options: { status: Promise<Deno.CommandStatus>; maxBytes: number; onOverflow: () => void },
): Promise<{ stdout: string; stderr: string; status: Deno.CommandStatus }> {
  const [stdout, stderr, status] = await Promise.all([
    readUpTo(pipes.stdout, options.maxBytes, options.onOverflow),
    readUpTo(pipes.stderr, STDERR_BYTES, () => {}),
    options.status,
  ]);
  return { stdout, stderr, status };
}

/** Reads to the end, since a full pipe would stop the writer, and keeps the first bytes. */
async function readUpTo(pipe: Pipe, maxBytes: number, onOverflow: () => void): Promise<string> {
  const parts: Uint8Array[] = [];
  let length = 0;
  while (true) {
    const { done, value } = await pipe.read();
    if (done) break;
    const room = maxBytes - length;
    if (room > 0) parts.push(value.subarray(0, room));
    length += value.length;
    if (length > maxBytes) onOverflow();
  }
  return new TextDecoder().decode(concatenate(parts));
}

/** As a shell tells it: 128 and the signal's number. */
function exitCode({ code, signal }: Deno.CommandStatus): number {
  return signal === null ? code : 128 + constants.signals[signal as keyof typeof constants.signals];
}
