/** The processes of this machine, as /proc shows them. */

/** One process. The start time tells it from a later one with the same pid. */
export interface ProcessId {
  readonly pid: number;
  readonly parent: number;
  readonly startTicks: number;
  readonly command: string;
}

/** Every process that descends from `pid`, without itself. */
export async function descendantsOf(pid: number): Promise<ProcessId[]> {
  const all = await listProcesses();
  const found: ProcessId[] = [];
  let parents = [pid];
  while (parents.length > 0) {
    const children = all.filter(({ parent }) => parents.includes(parent));
    found.push(...children);
    parents = children.map((child) => child.pid);
  }
  return found;
}

/** Those of the processes that still run. */
export async function survivors(processes: readonly ProcessId[]): Promise<ProcessId[]> {
  const all = await listProcesses();
  return processes.filter(({ pid, startTicks }) =>
    all.some((one) => one.pid === pid && one.startTicks === startTicks)
  );
}

/** Processes with this mark on their command line or in their environment, each as text. */
export async function markedProcesses(mark: string): Promise<string[]> {
  const found = await Promise.all((await listProcesses()).map(async ({ pid, command }) => {
    const environment = await Deno.readTextFile(`/proc/${pid}/environ`).catch(() => "");
    return command.includes(mark) || environment.includes(mark) ? [`${pid} ${command}`] : [];
  }));
  return found.flat();
}

async function listProcesses(): Promise<ProcessId[]> {
  const names = (await Array.fromAsync(Deno.readDir("/proc"))).map(({ name }) => name);
  const found = await Promise.all(names.filter((name) => /^\d+$/.test(name)).map(readProcess));
  return found.filter((process) => process !== undefined);
}

async function readProcess(name: string): Promise<ProcessId | undefined> {
  try {
    const stat = await Deno.readTextFile(`/proc/${name}/stat`);
    const command = (await Deno.readTextFile(`/proc/${name}/cmdline`)).replaceAll("\0", " ");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    // A zombie is gone; only its parent has not looked yet.
    if (fields[0] === "Z") return undefined;
    return {
      pid: Number(name),
      parent: Number(fields[1]),
      startTicks: Number(fields[19]),
      command,
    };
  } catch (error) {
    // It ended while it was read.
    if (error instanceof Deno.errors.NotFound || isNoSuchProcess(error)) return undefined;
    throw error;
  }
}

function isNoSuchProcess(error: unknown): boolean {
  // Deno gives some of these errors no code.
  return error instanceof Error &&
    (("code" in error && error.code === "ESRCH") || error.message.includes("os error 3)"));
}
