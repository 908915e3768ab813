import type { IsolationLayer } from "../../../contract/syscall.ts";
import { fenceWords } from "./fence/fence.ts";
import type { Fence } from "./fence/fence.ts";
import { landlockWords } from "./fence/landlock.ts";
import type { Landlock } from "./fence/landlock.ts";
import { guestUid } from "./guest_uid.ts";

/**
 * The operating system's layers in front of a guest. Each replaces itself by the next command, so the
 * process keeps its pid; only behind the fence a guest is the child of the process that we started.
 * What is missing is told, never hidden.
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
  /** True if the kernel runs as root, so that capabilities have to be dropped. */
  readonly isRoot: boolean;
  /** True if guests can run under a user of their own. */
  readonly ownUser: boolean;
  /** True if what the launcher left open is kept from guests. */
  readonly sealed: boolean;
  /** bubblewrap, where it works; it takes the place of most others in front of guests. */
  readonly fence: Fence | undefined;
  /** The reason why there is none, and what to do; empty when there is. */
  readonly fenceProblem: string;
  /** Landlock by `setpriv`, where there is no bubblewrap and it works. */
  readonly landlock: Landlock | undefined;
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
const OPEN_FILES = 256;
/** A guest has no reason to write files; SQLite's temporary ones need no permission of Deno's. */
const FILE_BYTES = 64 * 1024;
const TRANSPILED_FILE_BYTES = 8 * 1024 * 1024;
/** A command writes its answer to a pipe; files of 512-byte blocks are for scripts' temporary ones. */
const COMMAND_FILE_BLOCKS = 2048;
const COMMAND_SCRIPT =
  `{ ulimit -c 0; ulimit -f ${COMMAND_FILE_BLOCKS}; ulimit -n ${OPEN_FILES}; } 2>/dev/null; ` +
  `unset PWD OLDPWD SHLVL; read -r line && unset line && exec "$@" </dev/null`;

/** The inputs of the words in front of a guest. */
export interface GuestNeeds {
  readonly name: string;
  readonly memoryBytes: number;
  readonly hasNetwork: boolean;
  /** All that it reads, Deno included. */
  readonly reads: readonly string[];
}

/** The words in front of a guest's command. */
export function wrapGuest(wrappers: Wrappers, guest: GuestNeeds): string[] {
  const { fence, landlock, setpriv, isRoot, ownUser } = wrappers;
  const user = ownUser ? userArguments(guestUid(guest.name)) : [];
  const privileges = setpriv === undefined ? [] : [setpriv, ...user, ...setprivArguments(isRoot)];
  if (fence === undefined) {
    const rules = landlock === undefined ? [] : landlockWords(landlock, guest);
    return [...wrapUnfenced(wrappers, guest), ...privileges, ...rules];
  }
  const { memoryBytes, hasNetwork, reads } = guest;
  const words = fenceWords(fence, {
    hasNetwork,
    dataBytes: BASE_DATA_BYTES + memoryBytes,
    openFiles: OPEN_FILES,
    fileBytes: FILE_BYTES,
    reads: isRoot && setpriv !== undefined ? [...reads, setpriv] : reads,
    keeps: listCapabilities(wrappers),
  });
  // From others than root it takes all privileges itself.
  return isRoot ? [...words, ...privileges] : words;
}

/** Capabilities that `setpriv` has behind the fence, to give them up. */
function listCapabilities({ setpriv, isRoot, ownUser }: Wrappers): string[] {
  if (!isRoot || setpriv === undefined) return [];
  return ["CAP_SETPCAP", ...(ownUser ? ["CAP_SETUID", "CAP_SETGID"] : [])];
}

function wrapUnfenced(
  { prlimit, namespaces, noNetwork }: Wrappers,
  { memoryBytes, hasNetwork }: GuestNeeds,
): string[] {
  const limits = prlimit === undefined ? [] : [
    prlimit,
    `--data=${BASE_DATA_BYTES + memoryBytes}`,
    `--nofile=${OPEN_FILES}`,
    `--fsize=${FILE_BYTES}`,
    "--core=0",
  ];
  return [...limits, ...(hasNetwork || noNetwork.length === 0 ? namespaces : noNetwork)];
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

/**
 * The words in front of a service, which reads what others say. The size of its files has no limit: it
 * writes into Deno's cache of compiled code, which is as large as it is.
 */
export function wrapService(wrappers: Wrappers): string[] {
  const { prlimit } = wrappers;
  const limits = prlimit === undefined ? [] : [
    prlimit,
    `--data=${BASE_DATA_BYTES + SERVICE_BYTES}`,
    `--nofile=${SERVICE_OPEN_FILES}`,
    "--core=0",
  ];
  return [...limits, ...wrapTrusted(wrappers)];
}

/** The words in front of the service that parses manifests: no network besides. */
export function wrapParser(wrappers: Wrappers): string[] {
  return [...wrappers.noNetwork, ...wrapService(wrappers)];
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
  const { landlock } = wrappers;
  const isFenced = wrappers.fence !== undefined;
  const layer = (name: string, active: boolean, why: string): IsolationLayer => ({
    name,
    active,
    detail: active ? "" : why,
  });
  const unshared = "util-linux's unshare is missing, or user namespaces are turned off here; " +
    "in a container, its seccomp profile forbids them (docs/deploy.md, Sandboxes in a container)";
  const unprivileged = "setpriv is not on the PATH; install util-linux";
  const unfenced = (what: string) => `${what}: ${wrappers.fenceProblem}`;
  return [
    layer(
      "filesystem_fence",
      isFenced || landlock !== undefined,
      unfenced("Only Deno keeps guests from reading files that their user may read"),
    ),
    layer("mount_namespace", isFenced, unfenced("Guests can find out the names of all files")),
    layer(
      "syscall_filter",
      isFenced || landlock?.filters !== undefined,
      unfenced("Guests may make any system call that their user may"),
    ),
    layer(
      "sealed_descriptors",
      sealed,
      "Guests may inherit what the launcher left open: close_range needs Linux 5.11 and glibc 2.34",
    ),
    layer(
      "resource_limits",
      isFenced || prlimit !== undefined,
      "prlimit is not on the PATH; install util-linux",
    ),
    layer("namespaces", isFenced || namespaces.length > 0, unshared),
    layer("no_network", isFenced || noNetwork.length > 0, unshared),
    layer("no_new_privileges", isFenced || setpriv !== undefined, unprivileged),
    layer("parent_death_signal", isFenced || setpriv !== undefined, unprivileged),
    layer(
      "own_user",
      ownUser,
      isRoot
        ? "Other users cannot read Deno or the runtime's files; move them out of root's home"
        : "Only root can start processes as other users",
    ),
  ];
}

/** The words of `setpriv` that take all privileges. */
export function setprivArguments(isRoot: boolean): string[] {
  const words = ["--no-new-privs", "--pdeathsig", "KILL"];
  return isRoot ? [...words, "--bounding-set=-all", "--inh-caps=-all"] : words;
}

/** The words of `setpriv` that make it another user, without groups. */
export function userArguments(uid: number): string[] {
  return [`--reuid=${uid}`, `--regid=${uid}`, "--clear-groups"];
}
