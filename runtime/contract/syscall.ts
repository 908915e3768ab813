/**
 * The control messages between kernel and host: stream 0 of the link. Every other stream carries the
 * frames of one guest. The kernel trusts nothing that the host says beyond its shape: each call names a
 * plugin's stream, and is checked against the grant that the kernel admitted for that stream.
 */
import type { CallOutcome, ErrorCode, StopReason } from "./codes.ts";
import type { Grant } from "./grant.ts";
import type { LogLevel } from "./message.ts";
import type { FamilyDeclaration } from "./metric.ts";
import type { SupervisorSettings } from "./config.ts";
import type { View } from "./view.ts";

/** The stream that carries control messages. */
export const CONTROL_STREAM = 0;

/** Settings of the host, sent once at start. */
export interface BootSettings {
  readonly version: string;
  readonly denoVersion: string;
  /** A grant of nothing. The host makes none itself: it would load the schemas of all kinds for it. */
  readonly emptyGrant: Grant;
  readonly server: {
    /** An address, never a name: what the host may listen on is one, too. */
    readonly host: string;
    readonly port: number;
    /** Names that the `Host` header may hold besides addresses and private names. */
    readonly allowedHosts: readonly string[];
    /** PEM text, read by the kernel. */
    readonly tls?: { readonly cert: string; readonly key: string };
    readonly auth?: ServerAuth;
  };
  readonly supervisor: SupervisorSettings;
  readonly logLevel: LogLevel;
  /** Collect each plugin once, hand the text to the kernel, do not listen. */
  readonly once: boolean;
}

/** Secrets that clients must send; at least one way is set. */
export interface ServerAuth {
  readonly bearerToken?: string;
  readonly basic?: { readonly username: string; readonly password: string };
}

/** The part of a manifest that the host works with. */
export interface PluginSpec {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  /** SHA-256 of the staged folder, hex. */
  readonly digest: string;
  /** Changes whenever digest, grant, settings or config change: what a reload compares. */
  readonly revision: string;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly memoryBytes: number;
  readonly seriesLimit: number;
  readonly metrics: readonly FamilyDeclaration[];
  /** Set where metrics that are marked with `detail: full` are left out. */
  readonly detail?: "slim";
  /** Its view: the parts that the status page shows. */
  readonly view?: readonly View[];
  readonly config: Readonly<Record<string, unknown>>;
  readonly grant: Grant;
  /** Items of the manifest that the policy's ceiling refused, one sentence each. */
  readonly denied: readonly string[];
  /** The approval: it ran without asking, was approved in plugins.lock.json, or changed since. */
  readonly approval: "free" | "approved" | "changed_since_approval";
  /** The exact command line of its process. */
  readonly command: readonly string[];
}

/** A folder of the plugins folder, as the kernel found it. */
export interface Candidate {
  readonly name: string;
  /** The version that may run: the newest admitted digest, absent when none is. */
  readonly spec?: PluginSpec;
  /** A newer digest that waits for approval. */
  readonly pending?: { readonly digest: string; readonly message: string };
  /** The reason why the newest digest was refused. */
  readonly rejected?: { readonly code: ErrorCode; readonly message: string };
  /** Switched off by the operator. */
  readonly disabled?: boolean;
}

/** Resource use of one process, read from /proc by the kernel. */
export interface ProcessUsage {
  readonly role: "kernel" | "host" | "guest" | "service";
  /** The plugin or service; empty for kernel and host. */
  readonly name: string;
  readonly stream?: number;
  readonly pid: number;
  readonly residentBytes: number;
  readonly cpuSeconds: number;
  readonly openFds: number;
  readonly startTimeSeconds: number;
  /** Time that it was ready to run and waited for a processor; absent where Linux does not tell. */
  readonly starvedSeconds?: number;
}

/** A report of the kernel on itself and on the processes that it started. */
export interface KernelReport {
  readonly processes: readonly ProcessUsage[];
  /** Lines of the log that were dropped since the start: nobody took them. */
  readonly droppedLogLines: number;
  /** Time that the calls of each plugin waited since it had used up its share, since the start. */
  readonly callWaitSeconds: Readonly<Record<string, number>>;
  /** True if the system reports changed files; otherwise they are polled. */
  readonly isWatching: boolean;
}

/** A call of a plugin, as its guest made it. */
export interface PluginCall {
  readonly service: string;
  readonly method: string;
  readonly args: readonly unknown[];
}

/** The answer to a call that was made again; a value comes with `ok` alone. */
export interface RecheckedCall {
  readonly outcome: CallOutcome;
  readonly value?: unknown;
}

/** The state of everything that a plugin asked about. */
export interface Recheck {
  /** In the order of the calls. */
  readonly answers: readonly RecheckedCall[];
  /** The addresses at which somebody listens. */
  readonly listeners: readonly string[];
}

/** The requests that the host can make, with their arguments and answers. */
export interface HostRequests {
  spawn: {
    args: { readonly plugin: string; readonly revision: string };
    value: { readonly stream: number; readonly pid: number };
  };
  kill: {
    args: { readonly stream: number; readonly reason: StopReason };
    value: null;
  };
  /** A call of the plugin whose guest has this stream; see {@linkcode KernelCalls}. */
  call: {
    args: {
      readonly stream: number;
      readonly service: string;
      readonly method: string;
      readonly args: readonly unknown[];
    };
    value: unknown;
  };
  /** Makes a plugin's calls without its process, and tests which of its addresses accept connections. */
  recheck: {
    args: {
      readonly plugin: string;
      readonly revision: string;
      readonly calls: readonly PluginCall[];
      readonly addresses: readonly string[];
    };
    value: Recheck;
  };
  waits: {
    /** Without a stream, when nothing is known about the guest yet. */
    args: { readonly stream?: number };
    /**
     * The time for which the guest, the kernel and the host have waited for a processor so far, added up, in
     * milliseconds; null where Linux does not tell.
     */
    value: { readonly waitedMs: number | null };
  };
  usage: {
    args: Record<string, never>;
    value: KernelReport;
  };
}
export type HostRequestName = keyof HostRequests;

/** Host to kernel. */
export type HostControl =
  | {
    readonly type: "request";
    readonly id: number;
    readonly call: HostRequestName;
    readonly args: HostRequests[HostRequestName]["args"];
  }
  | { readonly type: "credit"; readonly stream: number; readonly frames: number }
  | {
    readonly type: "log";
    readonly level: LogLevel;
    readonly message: string;
    readonly fields: Readonly<Record<string, unknown>>;
  }
  | { readonly type: "listening"; readonly hostname: string; readonly port: number }
  | { readonly type: "states"; readonly ready: boolean; readonly plugins: readonly PluginLine[] }
  | { readonly type: "fatal"; readonly code: ErrorCode; readonly message: string }
  /** A part of the exposition of a single run. */
  | { readonly type: "once_text"; readonly text: string }
  | { readonly type: "once_done"; readonly failed: readonly PluginFailure[] }
  | { readonly type: "drained" };

/** A plugin that should have given results and did not. */
export interface PluginFailure {
  readonly name: string;
  /** The reason, in one sentence. */
  readonly detail: string;
}

/** A line of the start banner. */
export interface PluginLine {
  readonly name: string;
  readonly state: string;
  readonly detail: string;
}

/** Kernel to host. */
export type KernelControl =
  | { readonly type: "boot"; readonly settings: BootSettings }
  /** All that there are, in one message or in several of which the last says so. */
  | {
    readonly type: "candidates";
    readonly candidates: readonly Candidate[];
    readonly isLast?: boolean;
  }
  | {
    readonly type: "settings";
    readonly supervisor: SupervisorSettings;
    readonly logLevel: LogLevel;
  }
  | { readonly type: "config_reload"; readonly ok: boolean; readonly message: string }
  | { readonly type: "return"; readonly id: number; readonly ok: true; readonly value: unknown }
  | {
    readonly type: "return";
    readonly id: number;
    readonly ok: false;
    readonly code: Exclude<CallOutcome, "ok"> | ErrorCode;
    readonly message: string;
  }
  | {
    readonly type: "exited";
    readonly stream: number;
    readonly reason: StopReason;
    readonly detail: string;
  }
  /** Lines that the kernel logged; the host's own lines it has already. */
  | {
    readonly type: "log_lines";
    readonly lines: readonly RelayedLine[];
    /** Lines since the last message that were not worth reporting. */
    readonly leftOut: number;
  }
  | { readonly type: "isolation"; readonly layers: readonly IsolationLayer[] }
  | { readonly type: "shutdown" };

/** A line of the log, as the kernel tells the host of it. */
export interface RelayedLine {
  readonly level: LogLevel;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
  /** Milliseconds since 1970. */
  readonly unixMs: number;
}

/** A layer of the sandbox that depends on the machine. */
export interface IsolationLayer {
  readonly name: string;
  readonly active: boolean;
  /** The reason why it is missing, and what to install; empty when active. */
  readonly detail: string;
}
