import { CallError } from "../../contract/errors.ts";
import type { StatfsAnswer } from "../../contract/service.ts";
import { coversFact } from "../../policy/covers_fact.ts";
import { isAtOrBelow, isCanonicalPath } from "../../policy/path_pattern.ts";
import { notGranted } from "./caller.ts";
import type { Caller } from "./caller.ts";
import type { ServiceProcess } from "./service_process.ts";

/** A file system that did not answer is left alone for this long. */
const REST_MS = 5 * 60_000;
/** Each one that hangs holds a thread of the service for good; then it gets a new process. */
const MAX_HUNG = 16;

/** What `statfs` is built from. */
export interface StatfsOptions {
  readonly service: ServiceProcess;
  /** Where the watched machine's `/` lies. */
  readonly rootfs: string;
  readonly timeoutMs: number;
  readonly nowMs: () => number;
}

/** Asks file systems for their size, through a process that may hang in our place. */
export class Statfs {
  readonly #options: StatfsOptions;
  readonly #restUntilMs = new Map<string, number>();
  #hung = 0;

  constructor(options: StatfsOptions) {
    this.#options = options;
  }

  /**
   * @throws {CallError} `not_granted`, `bad_arguments`, `timed_out`, and what the file system says.
   */
  async ask(caller: Caller, path: unknown): Promise<Record<string, unknown>> {
    if (typeof path !== "string" || !isCanonicalPath(path)) {
      throw new CallError(
        "bad_arguments",
        `Cannot ask the file system of ${JSON.stringify(path)}: it must be a canonical path`,
      );
    }
    requireGrant(caller, path);
    const { realPath, ...sizes } = await this.#call(path);
    const canonical = this.#belowRoot(realPath, path);
    requireGrant(caller, canonical);
    return { path: canonical, ...sizes };
  }

  async #call(path: string): Promise<StatfsAnswer> {
    const { service, rootfs, timeoutMs, nowMs } = this.#options;
    if (nowMs() < (this.#restUntilMs.get(path) ?? 0)) {
      throw new CallError(
        "timed_out",
        `Cannot ask the file system of ${path}: it hung a while ago`,
      );
    }
    const full = rootfs === "/" ? path : `${rootfs}${path}`;
    try {
      return await service.call("statfs", [full], timeoutMs) as StatfsAnswer;
    } catch (error) {
      if (error instanceof CallError && error.code === "timed_out") this.#noteHung(path);
      throw error;
    }
  }

  #noteHung(path: string): void {
    const { service, nowMs } = this.#options;
    this.#restUntilMs.set(path, nowMs() + REST_MS);
    if (++this.#hung < MAX_HUNG) return;
    this.#hung = 0;
    service.abandon();
  }

  #belowRoot(realPath: string, path: string): string {
    const { rootfs } = this.#options;
    if (rootfs === "/") return realPath;
    if (isAtOrBelow(realPath, rootfs)) return realPath.slice(rootfs.length) || "/";
    throw new CallError("forbidden_path", `Cannot ask ${path}: it leads out of ${rootfs}`);
  }
}

function requireGrant(caller: Caller, path: string): void {
  const item = `statfs:${path}`;
  if (caller.grant.facts.some((granted) => coversFact(granted, item))) return;
  throw notGranted(caller, {
    action: `ask the file system of ${path}`,
    item: JSON.stringify(item),
    key: "facts",
  });
}
