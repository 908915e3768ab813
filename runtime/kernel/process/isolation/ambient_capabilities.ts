/** linux/prctl.h */
const PR_CAP_AMBIENT = 47;
const CLEAR_ALL = 4;

/**
 * Keeps the capabilities that a service manager gave us from everything that we start. The kernel's own
 * stay, for what only it may read; bubblewrap refuses to run with any that it did not expect. The call
 * counts for the thread that makes it, and it is the main one that starts processes.
 */
export function dropAmbientCapabilities(): void {
  try {
    const library = Deno.dlopen("libc.so.6", {
      prctl: { parameters: ["i32", "u64", "u64", "u64", "u64"], result: "i32" },
    });
    try {
      library.symbols.prctl(PR_CAP_AMBIENT, BigInt(CLEAR_ALL), 0n, 0n, 0n);
    } finally {
      library.close();
    }
  } catch {
    // Another C library: who has none of them has nothing to lose.
  }
}
