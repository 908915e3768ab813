import { encodeProgram, ifEqual, ifGreater, load, mask, verdict } from "./bpf.ts";
import type { Instruction } from "./bpf.ts";
import { ARCHS, LAST_KNOWN_CALL, syscallNumber } from "./syscall_numbers.ts";
import type { Arch, SyscallName } from "./syscall_numbers.ts";

const ALLOW = verdict(0x7fff0000);
const KILL_PROCESS = verdict(0x80000000);
const ERRNO = 0x00050000;
const NOT_PERMITTED = verdict(ERRNO | 1);
/** ENOSYS: C libraries take an older way then. */
const NOT_THERE = verdict(ERRNO | 38);

/** Places in `struct seccomp_data`. Of an argument of 64 bits the low half comes first. */
const NUMBER = 0;
const ARCH = 4;
const argument = (index: number) => 16 + 8 * index;

const CLONE_THREAD = 0x10000;
/** CLONE_NEWTIME, NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET. */
const CLONE_NAMESPACES = 0x7e020080;
const TIOCSTI = 0x5412;
const TIOCLINUX = 0x541c;
const AF_INET = 2;
const AF_INET6 = 10;
const SOCK_TYPE = 0xf;
const SOCK_STREAM = 1;
const SOCK_DGRAM = 2;

/** Calls that a guest never has a reason for, by what they would be used for. */
const REFUSED: readonly SyscallName[] = [
  // Other ways into the kernel, with a history of their own.
  ...["io_uring_setup", "io_uring_enter", "io_uring_register", "bpf", "perf_event_open"] as const,
  ...["userfaultfd", "memfd_secret", "fanotify_init", "modify_ldt", "lookup_dcookie"] as const,
  ...["uselib", "nfsservctl", "personality", "sysfs", "ustat"] as const,
  // Other processes: their memory, descriptors and secrets.
  ...["ptrace", "process_vm_readv", "process_vm_writev", "process_madvise"] as const,
  ...["process_mrelease", "kcmp", "pidfd_open", "pidfd_getfd"] as const,
  ...["add_key", "request_key", "keyctl"] as const,
  // Signals, also to the kernel process, whose user a guest may have.
  ...["kill", "tkill", "tgkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo"] as const,
  "pidfd_send_signal",
  // The standing of others, or its own again once it was lowered.
  ...["setpriority", "ioprio_set", "sched_setaffinity", "sched_setattr", "sched_setparam"] as const,
  ...["sched_setscheduler", "migrate_pages", "move_pages", "mbind", "set_mempolicy"] as const,
  "get_mempolicy",
  // Objects that several processes share by name.
  ...["shmget", "semget", "msgget", "mq_open"] as const,
  // Namespaces, mounts and files by handle.
  ...["unshare", "setns", "mount", "umount2", "pivot_root", "chroot", "move_mount"] as const,
  ...["open_tree", "fsopen", "fsconfig", "fsmount", "fspick", "mount_setattr"] as const,
  ...["name_to_handle_at", "open_by_handle_at", "quotactl", "quotactl_fd", "acct"] as const,
  // The machine.
  ...["init_module", "finit_module", "delete_module", "kexec_load", "kexec_file_load"] as const,
  ...["reboot", "swapon", "swapoff", "sethostname", "setdomainname", "syslog"] as const,
  ...["settimeofday", "clock_settime", "clock_adjtime", "adjtimex", "iopl", "ioperm"] as const,
  "vhangup",
  // A guest is asked, and asks; it never waits for others.
  ...["bind", "listen", "accept", "accept4"] as const,
  // It has threads, and starts no process.
  ...["fork", "vfork"] as const,
];

/**
 * Makes the program that every system call of a guest passes. Calls that it refuses fail with EPERM, so
 * that Deno goes on; those that it does not know fail like those that Linux does not know.
 */
export function syscallFilter(
  arch: Arch,
  { hasNetwork }: { hasNetwork: boolean },
): Uint8Array<ArrayBuffer> {
  const rule = (name: SyscallName, body: readonly Instruction[]): Instruction[] => {
    const number = syscallNumber(name, arch);
    return number === undefined ? [] : [ifEqual(number, 0, body.length), ...body];
  };
  return encodeProgram([
    load(ARCH),
    // Numbers of another processor mean other calls. Deno makes none.
    ifEqual(ARCHS[arch].auditArch, 1, 0),
    KILL_PROCESS,
    load(NUMBER),
    // Newer ones, and those of the x32 table, which begin at 2^30.
    ifGreater(LAST_KNOWN_CALL, 0, 1),
    NOT_THERE,
    ...REFUSED.flatMap((name) => rule(name, [NOT_PERMITTED])),
    // Its flags lie in memory, where a filter cannot look; C libraries fall back to clone.
    ...rule("clone3", [NOT_THERE]),
    ...rule("clone", THREADS_ALONE),
    ...rule("prlimit64", OWN_LIMITS_ALONE),
    ...rule("ioctl", NO_TYPING),
    ...rule("socket", hasNetwork ? INTERNET_ALONE : [NOT_PERMITTED]),
    ALLOW,
  ]);
}

const THREADS_ALONE = [
  load(argument(0)),
  mask(CLONE_THREAD | CLONE_NAMESPACES),
  ifEqual(CLONE_THREAD, 0, 1),
  ALLOW,
  NOT_PERMITTED,
];

/** The first argument names a process; 0 is the caller. */
const OWN_LIMITS_ALONE = [load(argument(0)), ifEqual(0, 0, 1), ALLOW, NOT_PERMITTED];

/** Typing into a terminal that others read. */
const NO_TYPING = [
  load(argument(1)),
  ifEqual(TIOCSTI, 2, 0),
  ifEqual(TIOCLINUX, 1, 0),
  ALLOW,
  NOT_PERMITTED,
];

const INTERNET_ALONE = [
  load(argument(1)),
  mask(SOCK_TYPE),
  ifEqual(SOCK_STREAM, 1, 0),
  ifEqual(SOCK_DGRAM, 0, 4),
  load(argument(0)),
  ifEqual(AF_INET, 1, 0),
  ifEqual(AF_INET6, 0, 1),
  ALLOW,
  NOT_PERMITTED,
];
