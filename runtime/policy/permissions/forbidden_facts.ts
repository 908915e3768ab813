import { checkPathPattern, isCanonicalPath, splitSegments } from "../patterns/path_pattern.ts";

/** Files of a process that can be read. All others, and those a later kernel adds, cannot. */
const PROCESS_FILES: ReadonlySet<string> = new Set([
  "autogroup",
  "cgroup",
  "comm",
  "cpuset",
  "io",
  "limits",
  "loginuid",
  "mountinfo",
  "mounts",
  "mountstats",
  "net",
  "oom_adj",
  "oom_score",
  "oom_score_adj",
  "sched",
  "schedstat",
  "stat",
  "statm",
  "status",
  "uid_map",
  "gid_map",
]);

/** First names below /proc that are closed, with what they would give away. */
const CLOSED_PROC: Readonly<Record<string, string>> = {
  self: "it is the kernel process itself, which does the reading",
  "thread-self": "it is the kernel process itself, which does the reading",
  kcore: "it is the memory of the machine",
  vmcore: "it is the memory of the machine",
  kallsyms: "it holds kernel addresses",
  modules: "it holds kernel addresses",
  vmallocinfo: "it holds kernel addresses",
  timer_list: "it holds kernel addresses",
  iomem: "it holds physical addresses",
  ioports: "it holds physical addresses",
  kpagecount: "it reveals the state of every page of memory",
  kpageflags: "it reveals the state of every page of memory",
  kpagecgroup: "it reveals the state of every page of memory",
  kmsg: "it is the kernel's log, and reading removes lines",
  keys: "it lists keys",
  "key-users": "it lists keys",
  "sysrq-trigger": "it controls the kernel",
  bus: "it exposes the registers of devices",
};

/** Folders below /sys that are closed, each with all that it holds. */
const CLOSED_SYS: Readonly<Record<string, string>> = {
  "kernel/debug": "it is the kernel's debugging interface",
  "kernel/tracing": "it traces other processes",
  "kernel/security": "it is the security modules' state",
  "kernel/config": "it may hold secrets of storage targets",
  "kernel/notes": "it holds kernel addresses",
  "kernel/vmcoreinfo": "it holds kernel addresses",
  "kernel/boot_params": "it holds physical addresses",
  "fs/bpf": "it exposes other programs' BPF state",
  "fs/pstore": "it holds kernel logs of past crashes",
  "fs/selinux": "it is the security modules' state",
  firmware: "it may hold secrets of the firmware",
};

/** Names closed wherever they stand below /sys: reading a register can act on the device. */
const CLOSED_SYS_NAMES =
  /^(?:config|rom|vpd|eeprom|nvmem|resource\d+(?:_wc)?|password(?:_in)?|sections)$/;

/** Settings below /proc/sys that are keys. */
const CLOSED_SETTINGS: ReadonlySet<string> = new Set(["stable_secret", "tcp_fastopen_key"]);

/**
 * Returns why a path is never read for a plugin, whatever was granted; undefined when a grant decides.
 * To be asked of the path as the plugin wrote it and again of what it resolves to.
 */
export function forbiddenFact(path: string): string | undefined {
  if (!isCanonicalPath(path)) return "it is not an absolute, canonical path";
  const [root, ...parts] = splitSegments(path);
  if (root === "proc") return forbiddenProc(parts);
  if (root === "sys") return forbiddenSys(parts);
  return "it is not below /proc or /sys";
}

/**
 * Says what is wrong with an item of `permissions.facts`: `/proc/...`, `/sys/...`,
 * `system:<function>` or `statfs:<path pattern>`. Undefined when nothing is.
 */
export function checkFactPattern(item: string): string | undefined {
  if (item.startsWith("system:")) {
    return /^system:[A-Za-z][A-Za-z0-9]{0,63}$/.test(item)
      ? undefined
      : "must name one systeminformation function in letters, as in system:osInfo";
  }
  if (item.startsWith("statfs:")) return checkPathPattern(item.slice("statfs:".length));
  if (!/^\/(?:proc|sys)\/./.test(item)) {
    return "must be a path below /proc or /sys, system:<function> or statfs:<path>";
  }
  const problem = checkPathPattern(item);
  if (problem) return problem;
  const reason = forbiddenFact(makeSample(item));
  return reason === undefined ? undefined : `is never readable: ${reason}`;
}

/** A path that the pattern matches or leads through, as far as its first `**`. */
function makeSample(pattern: string): string {
  const parts = splitSegments(pattern);
  const anyDepth = parts.indexOf("**");
  const known = anyDepth === -1 ? parts : parts.slice(0, anyDepth);
  return `/${known.map((part) => part.replaceAll("*", "1")).join("/")}`;
}

function forbiddenProc([first = "", second, ...rest]: readonly string[]): string | undefined {
  if (Object.hasOwn(CLOSED_PROC, first)) return CLOSED_PROC[first];
  if (first === "sys" && CLOSED_SETTINGS.has(rest[rest.length - 1] ?? "")) return "it is a key";
  if (!/^\d+$/.test(first) || second === undefined) return undefined;
  if (!PROCESS_FILES.has(second)) {
    return `of a process, "${second}" is not among the files that can be read`;
  }
  return second === "net" || rest.length === 0 ? undefined : `"${second}" is not a folder`;
}

function forbiddenSys(parts: readonly string[]): string | undefined {
  const path = parts.join("/");
  const closed = Object.keys(CLOSED_SYS).find((name) =>
    path === name || path.startsWith(`${name}/`)
  );
  if (closed !== undefined) return CLOSED_SYS[closed];
  const name = parts.find((part) => CLOSED_SYS_NAMES.test(part));
  return name === undefined
    ? undefined
    : `"${name}" below /sys may hold secrets or act on a device`;
}
