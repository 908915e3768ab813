/** Control groups of a test's own, of version 1 or 2, below those that are mounted here. */
import { leaveOut } from "./leave_out.ts";
import { run } from "./tools.ts";

const ROOT = "/sys/fs/cgroup";
const CONTROLLERS = ["cpu", "memory", "pids"] as const;
type Controller = typeof CONTROLLERS[number];

/** Limits of the processes of a group together; undefined takes a limit away. */
export interface Limits {
  /** Processors, such as 0.25. */
  readonly cpu?: number | undefined;
  /** Bytes. */
  readonly memory?: number | undefined;
  /** Processes and threads. */
  readonly pids?: number | undefined;
}

/** A quota is given for this time, in microseconds. */
const PERIOD_US = 100_000;

/** Files of each version, with the text for a limit. */
const VERSION_1 = {
  cpu: (cores?: number) => ({
    "cpu.cfs_period_us": `${PERIOD_US}`,
    "cpu.cfs_quota_us": cores === undefined ? "-1" : `${cores * PERIOD_US}`,
  }),
  memory: (bytes?: number) => ({ "memory.limit_in_bytes": `${bytes ?? -1}` }),
  pids: (count?: number) => ({ "pids.max": `${count ?? "max"}` }),
};
const VERSION_2 = {
  cpu: (cores?: number) => ({
    "cpu.max": `${cores === undefined ? "max" : cores * PERIOD_US} ${PERIOD_US}`,
  }),
  memory: (bytes?: number) => ({ "memory.max": `${bytes ?? "max"}` }),
  pids: VERSION_1.pids,
};

/** One group: a folder for each controller in version 1, one for all in version 2. */
export class Cgroup {
  readonly #folders: Readonly<Record<Controller, string>>;
  readonly #files: typeof VERSION_1 | typeof VERSION_2;

  private constructor(name: string, isUnified: boolean) {
    const folder = (controller: Controller) =>
      isUnified ? `${ROOT}/${name}` : `${ROOT}/${controller}/${name}`;
    this.#folders = { cpu: folder("cpu"), memory: folder("memory"), pids: folder("pids") };
    this.#files = isUnified ? VERSION_2 : VERSION_1;
  }

  /** @throws {Deno.errors.NotFound | Deno.errors.PermissionDenied} where no groups can be made. */
  static async create(limits: Limits = {}): Promise<Cgroup> {
    const isUnified = await exists(`${ROOT}/cgroup.controllers`);
    if (isUnified) {
      const wanted = CONTROLLERS.map((controller) => `+${controller}`).join(" ");
      await Deno.writeTextFile(`${ROOT}/cgroup.subtree_control`, wanted);
    }
    const group = new Cgroup(`llm-monitor-test-${crypto.randomUUID().slice(0, 8)}`, isUnified);
    for (const folder of group.#places()) await Deno.mkdir(folder);
    await group.limit(limits);
    return group;
  }

  /** Words in front of a command that start it, and all that it starts, within the group. */
  get enter(): string[] {
    const files = this.#places().map((folder) => `${folder}/cgroup.procs`);
    const script = files.map((file) => `echo $$ > ${file}`).join(" && ");
    return ["sh", "-c", `${script} && exec "$@"`, "sh"];
  }

  /** Sets the limits that are named. */
  async limit(limits: Limits): Promise<void> {
    for (const controller of CONTROLLERS) {
      if (!(controller in limits)) continue;
      const files = this.#files[controller](limits[controller]);
      for (const [file, text] of Object.entries(files)) {
        await Deno.writeTextFile(`${this.#folders[controller]}/${file}`, text);
      }
    }
  }

  /** Returns the number of processes and threads. */
  async tasks(): Promise<number> {
    return Number(await Deno.readTextFile(`${this.#folders.pids}/pids.current`));
  }

  /** Bytes that are used now. */
  async memory(): Promise<number> {
    const file = this.#files === VERSION_2 ? "memory.current" : "memory.usage_in_bytes";
    return Number(await Deno.readTextFile(`${this.#folders.memory}/${file}`));
  }

  /** Ends whatever is left in it, and removes it. */
  async remove(): Promise<void> {
    await this.limit({ cpu: undefined, memory: undefined });
    for (const folder of this.#places()) await removeGroup(folder);
  }

  #places(): string[] {
    return [...new Set(Object.values(this.#folders))];
  }
}

/** A group cannot be removed while one of its processes ends. */
async function removeGroup(folder: string): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const pids = (await Deno.readTextFile(`${folder}/cgroup.procs`)).split("\n").filter(Boolean);
    if (pids.length > 0) await run("kill", ["-KILL", ...pids]);
    try {
      return await Deno.remove(folder);
    } catch (error) {
      if (!(error instanceof Error) || !error.message.includes("busy")) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`Cannot remove ${folder}: its processes do not end`);
}

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/**
 * Returns whether tests in groups have to be left out: they need root and the controllers. On CI that is a
 * failure: the whole suite has to run there.
 */
export async function lacksCgroups(): Promise<boolean> {
  try {
    const group = await Cgroup.create({ cpu: 1, memory: 2 ** 30, pids: 100 });
    const [program = "", ...args] = [...group.enter, "true"];
    const { code, output } = await run(program, args);
    await group.remove();
    if (code === 0) return false;
    throw new Error(output);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const what = "a cgroup of their own needs root and the controllers cpu, memory and pids, " +
      `writable below ${ROOT} (in a container: docker run --privileged): ${why}`;
    if (Deno.env.get("CI")) throw new Error(`Cannot run the tests: ${what}`);
    return leaveOut(what);
  }
}

/** Runs a test with a group of its own, and removes it whatever happens. */
export async function withCgroup(
  limits: Limits,
  test: (group: Cgroup) => Promise<void>,
): Promise<void> {
  const group = await Cgroup.create(limits);
  try {
    await test(group);
  } finally {
    await group.remove();
  }
}
