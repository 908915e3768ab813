const SHELL = "/bin/sh";

/**
 * Lines are `+ PID` and `- PID`; at the end of its input it ends every group that is still open, and first
 * its leader, which may not lead it yet.
 */
const SCRIPT = `
groups=' '
while read -r sign pid; do
  case $sign in
    +) groups="$groups$pid " ;;
    -) groups="\${groups%%" $pid "*} \${groups#*" $pid "}" ;;
  esac
done
for pid in $groups; do
  kill -s KILL "$pid" 2>/dev/null
  kill -s KILL -- "-$pid" 2>/dev/null
done
`;

/**
 * Ends the process groups of commands, and guests, when the kernel is gone, however it went. A
 * parent-death signal reaches a command, but not what the command has started, and no guest of another
 * user behind a process that may signal none. It is a process that waits for the end of a
 * pipe which only the kernel holds, started with the first of them.
 */
export class SurvivorWatch {
  readonly #groups = new Set<number>();
  readonly #setsid: string | undefined;
  #child: Deno.ChildProcess | undefined;
  /** The only end of the pipe that can be written to. */
  #pipe: Deno.FsFile | undefined;
  #isClosed = false;

  /** @param setsid path of `setsid`, as for `spawnChild`. */
  constructor(setsid?: string) {
    this.#setsid = setsid;
  }

  /** The process that waits; undefined while there is none. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Starts the process, where there is none. */
  prepare(): void {
    if (this.#isClosed || this.#pipe !== undefined) return;
    try {
      this.#start();
    } catch (error) {
      // Without a shell, or a pid left: commands run with their parent-death signal. It is tried again.
      if (!(error instanceof Error)) throw error;
    }
  }

  /** Watches a group. It is told at once, not in a later turn, so that what leads it may begin then. */
  add(pid: number): void {
    this.#groups.add(pid);
    this.#write(`+ ${pid}\n`);
  }

  /** Forgets a group that has ended. */
  remove(pid: number): void {
    if (this.#groups.delete(pid)) this.#write(`- ${pid}\n`);
  }

  /** Ends the process, and with it every group that is still open. */
  close(): void {
    this.#isClosed = true;
    this.#pipe?.close();
    this.#pipe = undefined;
  }

  #start(): void {
    const words = [...(this.#setsid === undefined ? [] : [this.#setsid]), SHELL, "-c", SCRIPT];
    const [program = "", ...args] = words;
    const child = new Deno.Command(program, {
      args,
      clearEnv: true,
      cwd: "/",
      detached: this.#setsid === undefined,
      stdin: "piped",
      stdout: "null",
      stderr: "null",
    }).spawn();
    this.#child = child;
    // Its own end of the pipe is closed either way, and without another it ends.
    void Promise.allSettled([child.stdin.close()]);
    // The stream of a child is written to some turns later, when a command may have begun.
    this.#pipe = Deno.openSync(`/proc/${child.pid}/fd/0`, { write: true });
    void child.status.then(() => this.#forget(child));
    for (const pid of this.#groups) this.#write(`+ ${pid}\n`);
  }

  #forget(child: Deno.ChildProcess): void {
    if (this.#child !== child) return;
    this.#child = undefined;
    this.#pipe?.close();
    this.#pipe = undefined;
  }

  #write(text: string): void {
    try {
      this.#pipe?.writeSync(new TextEncoder().encode(text));
    } catch (error) {
      // It was ended; the next command starts another, which is told of all that is open.
      if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
    }
  }
}
