import type { IsolationLayer } from "../../contract/syscall.ts";

/**
 * The operating system's layers in front of a guest: `nice`, and `prlimit` and `setpriv` of util-linux.
 * They replace themselves by the next command, so the process keeps its pid. What is missing is told, never hidden.
 */
export interface Wrappers {
  /** Absolute path, undefined when it is missing or does not work here. */
  readonly nice: string | undefined;
  readonly prlimit: string | undefined;
  readonly setpriv: string | undefined;
  /** Whether we run as root, so that capabilities have to be dropped. */
  readonly root: boolean;
}

/** Data segment of an empty Deno process (557 MiB measured on 2.9.6) and some room. */
const BASE_DATA_BYTES = 640 * 1024 * 1024;
const OPEN_FILES = 256;
const FILE_BYTES = 8 * 1024 * 1024;
/** A guest gives way to the host, which has to answer scrapes, and to the engines that it watches. */
const NICENESS = 10;

/** Finds the wrappers and tries each once. */
export async function detectWrappers(path: string): Promise<Wrappers> {
  const root = Deno.uid() === 0;
  const [nice, prlimit, setpriv] = await Promise.all([
    findWorking("nice", path, [`--adjustment=${NICENESS}`]),
    findWorking("prlimit", path, ["--core=0"]),
    findWorking("setpriv", path, setprivArguments(root)),
  ]);
  return { nice, prlimit, setpriv, root };
}

/** The words in front of a guest's command. */
export function wrapGuest(wrappers: Wrappers, memoryBytes: number): string[] {
  const words: string[] = wrappers.nice ? [wrappers.nice, `--adjustment=${NICENESS}`] : [];
  if (wrappers.prlimit) {
    words.push(
      wrappers.prlimit,
      `--data=${BASE_DATA_BYTES + memoryBytes}`,
      `--nofile=${OPEN_FILES}`,
      `--fsize=${FILE_BYTES}`,
      "--core=0",
    );
  }
  return [...words, ...wrapTrusted(wrappers)];
}

/** The words in front of our own host: no new privileges, and no life after the kernel. */
export function wrapTrusted({ setpriv, root }: Wrappers): string[] {
  return setpriv ? [setpriv, ...setprivArguments(root)] : [];
}

/** What the wrappers give, for the status and the metrics. */
export function describeLayers({ nice, prlimit, setpriv }: Wrappers): IsolationLayer[] {
  const missing = (tool: string) =>
    `${tool} is not on PATH; install the package ${tool === "nice" ? "coreutils" : "util-linux"}`;
  const layer = (name: string, tool: string, path: string | undefined): IsolationLayer => ({
    name,
    active: path !== undefined,
    detail: path === undefined ? missing(tool) : "",
  });
  return [
    layer("lower_priority", "nice", nice),
    layer("resource_limits", "prlimit", prlimit),
    layer("no_new_privileges", "setpriv", setpriv),
    layer("parent_death_signal", "setpriv", setpriv),
  ];
}

function setprivArguments(root: boolean): string[] {
  const words = ["--no-new-privs", "--pdeathsig", "KILL"];
  return root ? [...words, "--bounding-set=-all", "--inh-caps=-all"] : words;
}

async function findWorking(
  name: string,
  path: string,
  args: readonly string[],
): Promise<string | undefined> {
  for (const folder of path.split(":").filter((part) => part.startsWith("/"))) {
    const file = `${folder}/${name}`;
    if (await works(file, args)) return file;
  }
  return undefined;
}

async function works(file: string, args: readonly string[]): Promise<boolean> {
  try {
    const { success } = await new Deno.Command(file, {
      args: [...args, file, "--version"],
      clearEnv: true,
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).output();
    return success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.PermissionDenied) {
      return false;
    }
    throw error;
  }
}
