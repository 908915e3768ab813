import type { IsolationLayer } from "../../../contract/syscall.ts";
import { sealDescriptors } from "./sealed_descriptors.ts";
import { guestUid } from "./guest_uid.ts";

/**
 * The operating system's layers in front of a guest. Each replaces itself by the next command, so the
 * process keeps its pid. What is missing is told, never hidden.
 */
export interface Wrappers {
  /** Path of `setsid`, undefined when it is missing or does not work here; see `spawnChild`. */
  readonly setsid: string | undefined;
  /** Path of `prlimit` of util-linux, undefined when it is missing or does not work here. */
  readonly prlimit: string | undefined;
  /** Words of `unshare`: own IPC objects and host name. */
  readonly namespaces: readonly string[];
  /** Words of `unshare` with no network at all besides, for plugins that may reach nothing. */
  readonly noNetwork: readonly string[];
  /** Path of `setpriv` of util-linux. */
  readonly setpriv: string | undefined;
  /** Whether we run as root, so that capabilities have to be dropped. */
  readonly isRoot: boolean;
  /** Whether guests can run under a user of their own. */
  readonly ownUser: boolean;
  /** Whether what our launcher left open is kept from guests. */
  readonly sealed: boolean;
}

/** The inputs of looking for wrappers. */
export interface WrapperProbe {
  /** The kernel's own PATH. */
  readonly path: string;
  /** Files that a guest needs and that another user may not be able to read. */
  readonly guestFiles: readonly string[];
}

/**
 * Data segment of an empty Deno process (557 MiB measured on 2.9.6), and room for what a guest may
 * have resident besides: one that takes all that it gets is seen to be over its memory.
 */
const BASE_DATA_BYTES = 672 * 1024 * 1024;
const TRANSPILER_BYTES = 256 * 1024 * 1024;
/** An engine's answer of 8 MiB can hold millions of empty objects, which come to gigabytes. */
const SERVICE_BYTES = 256 * 1024 * 1024;
const SERVICE_OPEN_FILES = 1_024;
/** Deno's cache of compiled code is all that a service writes. */
const SERVICE_FILE_BYTES = 64 * 1024 * 1024;
const OPEN_FILES = 256;
/** A guest has no reason to write files; SQLite's temporary ones need no permission of Deno's. */
const FILE_BYTES = 64 * 1024;
const TRANSPILED_FILE_BYTES = 8 * 1024 * 1024;
/** A command writes its answer to a pipe; files of 512-byte blocks are for scripts' temporary ones. */
const COMMAND_FILE_BLOCKS = 2048;
const COMMAND_SCRIPT =
  `{ ulimit -c 0; ulimit -f ${COMMAND_FILE_BLOCKS}; ulimit -n ${OPEN_FILES}; } 2>/dev/null; ` +
  `unset PWD OLDPWD SHLVL; read -r line && unset line && exec "$@" </dev/null`;

/** Finds the wrappers and tries each once. */
export async function detectWrappers({ path, guestFiles }: WrapperProbe): Promise<Wrappers> {
  const isRoot = Deno.uid() === 0;
  // A namespace of its own needs either root, or a user namespace around it.
  const userNamespace = isRoot ? [] : ["--user", "--map-current-user"];
  const find = (name: string, args: readonly string[]) => findWorking(name, path, args);
  const shared = [...userNamespace, "--ipc", "--uts"];
  const [setsid, prlimit, namespaces, noNetwork, setpriv] = await Promise.all([
    find("setsid", []),
    find("prlimit", ["--core=0"]),
    find("unshare", shared),
    find("unshare", [...shared, "--net"]),
    find("setpriv", setprivArguments(isRoot)),
  ]);
  return {
    setsid,
    prlimit,
    namespaces: namespaces ? [namespaces, ...shared] : [],
    noNetwork: noNetwork ? [noNetwork, ...shared, "--net"] : [],
    setpriv,
    isRoot,
    sealed: sealDescriptors(),
    ownUser: isRoot && setpriv !== undefined && await canReadAll(setpriv, { path, guestFiles }),
  };
}

/** The words in front of a guest's command. */
export function wrapGuest(
  wrappers: Wrappers,
  { name, memoryBytes, hasNetwork }: { name: string; memoryBytes: number; hasNetwork: boolean },
): string[] {
  const { prlimit, namespaces, noNetwork, setpriv, isRoot, ownUser } = wrappers;
  const limits = prlimit === undefined ? [] : [
    prlimit,
    `--data=${BASE_DATA_BYTES + memoryBytes}`,
    `--nofile=${OPEN_FILES}`,
    `--fsize=${FILE_BYTES}`,
    "--core=0",
  ];
  const unshare = hasNetwork || noNetwork.length === 0 ? namespaces : noNetwork;
  const user = ownUser ? userArguments(guestUid(name)) : [];
  const privileges = setpriv === undefined ? [] : [setpriv, ...user, ...setprivArguments(isRoot)];
  return [...limits, ...unshare, ...privileges];
}

/** The words in front of what reads the code of plugins without running it: no network, and limits. */
export function wrapTranspiler(wrappers: Wrappers): string[] {
  const { prlimit, noNetwork } = wrappers;
  const limits = prlimit === undefined ? [] : [
    prlimit,
    `--data=${BASE_DATA_BYTES + TRANSPILER_BYTES}`,
    `--fsize=${TRANSPILED_FILE_BYTES}`,
    "--core=0",
  ];
  return [...limits, ...noNetwork, ...wrapTrusted(wrappers)];
}

/** The words in front of a service, which reads what others say. */
export function wrapService(wrappers: Wrappers): string[] {
  const { prlimit } = wrappers;
  const limits = prlimit === undefined ? [] : [
    prlimit,
    `--data=${BASE_DATA_BYTES + SERVICE_BYTES}`,
    `--nofile=${SERVICE_OPEN_FILES}`,
    `--fsize=${SERVICE_FILE_BYTES}`,
    "--core=0",
  ];
  return [...limits, ...wrapTrusted(wrappers)];
}

/** The words in front of our own host: no new privileges, and no life after the kernel. */
export function wrapTrusted({ setpriv, isRoot }: Wrappers): string[] {
  return setpriv ? [setpriv, ...setprivArguments(isRoot)] : [];
}

/**
 * The words in front of a command that the kernel runs for a plugin. It keeps the kernel's user and its
 * view of processes, by which tools of cards tell who uses them, and nothing else. The shell sets limits,
 * which takes it half the time of `prlimit`, and begins once it reads a line: by then its parent-death
 * signal is set, and `SurvivorWatch` knows of it. It never sees an argument as anything but a word.
 */
export function wrapCommand(wrappers: Wrappers): string[] {
  // A machine without util-linux may have no shell either.
  if (wrappers.setpriv === undefined) return [];
  return [...wrapTrusted(wrappers), "/bin/sh", "-c", COMMAND_SCRIPT, "sh"];
}

/** Describes what the wrappers give, for the status and the metrics. */
export function describeLayers(wrappers: Wrappers): IsolationLayer[] {
  const { prlimit, namespaces, noNetwork, setpriv, isRoot, ownUser, sealed } = wrappers;
  const layer = (name: string, active: boolean, why: string): IsolationLayer => ({
    name,
    active,
    detail: active ? "" : why,
  });
  const unshared = "unshare of util-linux is missing, or user namespaces are switched off here; " +
    "in a container its seccomp profile forbids them (docs/deploy.md, Sandboxes in a container)";
  return [
    layer(
      "sealed_descriptors",
      sealed,
      "Guests may have what the launcher left open: close_range needs Linux 5.11 and glibc 2.34",
    ),
    layer("resource_limits", prlimit !== undefined, "prlimit is not on PATH; install util-linux"),
    layer("namespaces", namespaces.length > 0, unshared),
    layer("no_network", noNetwork.length > 0, unshared),
    layer("no_new_privileges", setpriv !== undefined, "setpriv is not on PATH; install util-linux"),
    layer(
      "parent_death_signal",
      setpriv !== undefined,
      "setpriv is not on PATH; install util-linux",
    ),
    layer(
      "own_user",
      ownUser,
      isRoot
        ? "Another user cannot read Deno or the runtime's files; move them out of root's home"
        : "Only root can start processes as other users",
    ),
  ];
}

function setprivArguments(isRoot: boolean): string[] {
  const words = ["--no-new-privs", "--pdeathsig", "KILL"];
  return isRoot ? [...words, "--bounding-set=-all", "--inh-caps=-all"] : words;
}

function userArguments(uid: number): string[] {
  return [`--reuid=${uid}`, `--regid=${uid}`, "--clear-groups"];
}

/** Returns whether a guest's user can start Deno and read what a guest reads. */
async function canReadAll(
  setpriv: string,
  { path, guestFiles }: WrapperProbe,
): Promise<boolean> {
  const cat = await findWorking("cat", path, []);
  if (cat === undefined) return false;
  const asGuest = [...userArguments(guestUid("")), ...setprivArguments(true)];
  const [canRead, canStart] = await Promise.all([
    succeeds(setpriv, [...asGuest, cat, ...guestFiles]),
    succeeds(setpriv, [...asGuest, Deno.execPath(), "--version"]),
  ]);
  return canRead && canStart;
}

async function findWorking(
  name: string,
  path: string,
  args: readonly string[],
): Promise<string | undefined> {
  for (const folder of new Set(path.split(":").filter((part) => part.startsWith("/")))) {
    const file = `${folder}/${name}`;
    // Looked at before it is tried: a process for each folder of the PATH takes a quarter of a start.
    if (!await isFile(file)) continue;
    if (await succeeds(file, args.length === 0 ? ["--version"] : [...args, file, "--version"])) {
      return file;
    }
  }
  return undefined;
}

/** Returns false for what cannot be looked at: it cannot be started either. */
async function isFile(path: string): Promise<boolean> {
  return await Deno.stat(path).then((stat) => stat.isFile, () => false);
}

async function succeeds(file: string, args: readonly string[]): Promise<boolean> {
  try {
    const { success } = await new Deno.Command(file, {
      args: [...args],
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
