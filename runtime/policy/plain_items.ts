import type { ExecGrant } from "../contract/grant.ts";
import { checkPathPattern, isAtOrBelow } from "./path_pattern.ts";

/** Variables that change how a process of the runtime itself runs, or are the runtime's secrets. */
const CLOSED_VARIABLES = /^(?:LD_|DYLD_|DENO_|LLM_MONITOR_|NODE_OPTIONS$|PATH$|SSLKEYLOGFILE$)/;

/** Commands that run whatever an argument says: with a free argument they are every command. */
const LAUNCHERS: ReadonlySet<string> = new Set(
  [
    "ash awk bash busybox bun capsh chroot chromium csh dash deno docker ed env ex expect",
    "find fish flock gawk gdb git ionice ip ksh lua mawk make man mksh nc ncat nice node",
    "nohup npm npx nsenter perl php pkexec podman prlimit python python2 python3 rsync",
    "ruby run-parts runuser script sed setpriv setsid sh socat ssh start-stop-daemon",
    "stdbuf strace su sudo systemd-run tar taskset tclsh time timeout unshare vi vim",
    "watch xargs zsh",
  ].flatMap((line) => line.split(" ")),
);

/** Says what is wrong with an item of `permissions.env`; undefined when nothing is. */
export function checkEnvItem(item: string): string | undefined {
  if (!/^[A-Za-z_][A-Za-z0-9_]{0,127}$/.test(item)) {
    return "must be the name of one variable, without wildcards";
  }
  return CLOSED_VARIABLES.test(item) ? "is never given to a plugin" : undefined;
}

/**
 * Says what is wrong with an item of `permissions.read`: a file or folder by its canonical path.
 * Nothing at, below or above one of the closed paths may be read. Undefined when nothing is wrong.
 */
export function checkReadItem(item: string, closedPaths: readonly string[]): string | undefined {
  const problem = checkPathPattern(item);
  if (problem) return problem;
  if (item.includes("*")) return "must be the path of one file or folder, without wildcards";
  if (item.includes(",")) return "must not hold a comma, which Deno's flags cannot carry";
  if (item === "/") return "must not be /, which is every file";
  const closed = closedPaths.find((path) => isAtOrBelow(item, path) || isAtOrBelow(path, item));
  return closed === undefined ? undefined : `must not reach ${closed}; ask for facts in its place`;
}

/** Says what is wrong with a command; undefined when nothing is. */
export function checkCommand({ command, args }: ExecGrant): string | undefined {
  const isLauncher = LAUNCHERS.has(command) ||
    /^(?:python|pypy|perl|lua|ruby)[\d.]+$/.test(command);
  return isLauncher && args.some((pattern) => pattern.includes("*"))
    ? "can run other commands, so each of its arguments must be written out, without *"
    : undefined;
}
