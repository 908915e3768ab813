const LIBC = "libc.so.6";
const TIMESPEC_BYTES = 16;
/** Of the clock that counts what the scheduler gave a process, to the nanosecond. */
const CPUCLOCK_SCHED = 2;

/**
 * Reads the CPU time of a process in seconds, with that of its threads that have ended; undefined when the
 * process is gone. /proc has it in steps of 10 ms, or for each thread that still lives.
 */
export function readCpuClock(pid: number): number | undefined {
  const libc = Deno.dlopen(LIBC, {
    clock_gettime: { parameters: ["i32", "buffer"], result: "i32" },
  });
  try {
    const timespec = new DataView(new ArrayBuffer(TIMESPEC_BYTES));
    if (libc.symbols.clock_gettime(encodeClock(pid), timespec.buffer) !== 0) return undefined;
    return Number(timespec.getBigInt64(0, true)) + Number(timespec.getBigInt64(8, true)) / 1e9;
  } finally {
    libc.close();
  }
}

/** The clock of a process, as glibc's `clock_getcpuclockid` encodes it. */
function encodeClock(pid: number): number {
  return (~pid << 3) | CPUCLOCK_SCHED;
}
