/** Answers of the kernel to the calls of collectors. */

/** Answer of `facts.statfs`. Sizes are bytes. */
export interface FileSystemStats {
  /** The canonical path that was asked, symbolic links resolved. */
  readonly path: string;
  readonly sizeBytes: number;
  readonly freeBytes: number;
  /** Free for users other than root. */
  readonly availableBytes: number;
  /** 0 on file systems without a fixed number of inodes. */
  readonly inodes: number;
  readonly inodesFree: number;
}

/** The end of a command. A non-zero exit code is a result, not an error. */
export interface ExecResult {
  readonly code: number;
  readonly stdout: string;
  /** The first 4 KiB. */
  readonly stderr: string;
  readonly durationMs: number;
}

/** A line of the kernel's log. */
export interface KmsgLine {
  /** Ascending, with gaps where other lines lie between. */
  readonly sequence: number;
  /** The time at which it was written. */
  readonly unixSeconds: number;
  readonly text: string;
}

/** An answer of `context.kmsg.lines`. */
export interface KmsgLines {
  readonly lines: readonly KmsgLine[];
  /** Lines of the log, of whatever kind, that were overwritten before they could be read. */
  readonly missed: number;
}
