/** The contents of a bundle: what a bug report needs to be seen on another machine. */

/** Says what the file is, whoever finds it. */
export const BUNDLE_FORMAT = "llm-monitor bundle";
/** Changes when an older reader would misunderstand a newer bundle. */
export const BUNDLE_VERSION = 1;

/** Bounds, of what is written and of what is read. */
export const BUNDLE_LIMITS = {
  /** Of one answer; what is longer is cut. */
  answerBytes: 2 * 1024 * 1024,
  /** Of all answers; what comes then is left out. */
  totalBytes: 24 * 1024 * 1024,
  archiveBytes: 32 * 1024 * 1024,
  files: 4_000,
} as const;

/** A command that a plugin ran. */
export interface CommandAnswer {
  readonly command: string;
  readonly args: readonly string[];
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A page that a plugin asked for over HTTP. */
export interface PageAnswer {
  readonly method: string;
  readonly url: string;
  /** 0 where no answer came; `body` says why then. */
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** A document of the container engine. */
export interface EngineAnswer {
  /** Without the version in front; the query behind it. */
  readonly path: string;
  readonly status: number;
  readonly document: unknown;
}

/** A line of the kernel's log. */
export interface LogLine {
  readonly unixSeconds: number;
  readonly text: string;
}

/** Everything that plugins were answered. */
export interface Answers {
  readonly commands: readonly CommandAnswer[];
  readonly pages: readonly PageAnswer[];
  readonly engine: readonly EngineAnswer[];
  /** Files of /proc and /sys, by path. */
  readonly facts: Readonly<Record<string, string>>;
  readonly kernelLog: readonly LogLine[];
}

/** Origin of a bundle. */
export interface BundleOrigin {
  readonly madeAt: string;
  readonly monitor: string;
  readonly versions: Readonly<Record<string, string>>;
  /** Answers that did not fit, or were cut. */
  readonly leftOut: readonly string[];
}

/** A bundle. */
export interface Bundle {
  readonly origin: BundleOrigin;
  /** The result of `doctor`. */
  readonly doctor: unknown;
  /** The configuration in force. */
  readonly config: unknown;
  /** Answers of the running instance: status, problems, log; null where none runs. */
  readonly instance: unknown;
  /** The metrics that the plugins gave. */
  readonly metrics: string;
  readonly answers: Answers;
}
