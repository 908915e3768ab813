import type { Config } from "../contract/config.ts";
import { CodedError, errorText } from "../contract/errors.ts";
import { formatIssue, IssuesError } from "../contract/issue.ts";
import type { Log } from "../contract/log.ts";
import type { KernelControl } from "../contract/syscall.ts";

/** Whom a reload tells. */
export interface ReloadPorts {
  /** The configuration in force. */
  readonly config: () => Config;
  readonly log: Log;
  readonly send: (message: KernelControl) => void;
  /** Called after another try. */
  readonly onRetried: () => void;
  /** Runs once after a delay; the answer cancels it. */
  readonly after: (delayMs: number, run: () => void) => () => void;
}

/** Puts the configuration in force as it is on disk; returns whether it differs from the one before. */
export type LoadConfig = () => Promise<boolean>;

/** The pause before another try where nothing could be read: no event reports that it can be again. */
const RETRY_MS = 15_000;

/** Takes a configuration that was read again, or keeps the old one and says why. */
export class ConfigReload {
  readonly #ports: ReloadPorts;
  #hasFailed = false;
  #isClosed = false;
  #cancelRetry = () => {};
  /** One after another: what was read last is in force. */
  #last = Promise.resolve();

  constructor(ports: ReloadPorts) {
    this.#ports = ports;
  }

  /** Never rejects. Where nothing could be read, it is tried again until it can. */
  run(load: LoadConfig): Promise<void> {
    return this.#last = this.#last.then(() => this.#run(load, { isRetry: false }));
  }

  /** Ends what would be tried again. */
  close(): void {
    this.#isClosed = true;
    this.#cancelRetry();
  }

  async #run(load: LoadConfig, { isRetry }: { isRetry: boolean }): Promise<void> {
    this.#cancelRetry();
    try {
      this.#take(await load());
    } catch (error) {
      const code = findCode(error);
      // It was said the first time.
      if (!isRetry || code !== "reader_failed") this.#refuse(error, code);
      if (code === "reader_failed") this.#tryLater(load);
    }
  }

  #take(isNews: boolean): void {
    const { config, log, send } = this.#ports;
    if (isNews) {
      const { supervisor, log: { level } } = config();
      send({ type: "settings", supervisor, logLevel: level });
    }
    if (!isNews && !this.#hasFailed) return;
    this.#hasFailed = false;
    send({ type: "config_reload", ok: true, message: "" });
    log("info", `The configuration was ${isNews ? "reloaded" : "corrected: it is as it was"}`);
  }

  #refuse(error: unknown, code: string): void {
    const { log, send } = this.#ports;
    const lines = error instanceof IssuesError ? error.issues.map(formatIssue) : [errorText(error)];
    this.#hasFailed = true;
    for (const line of lines) {
      log("error", `The previous configuration stays in force: ${line}`, { code });
    }
    send({ type: "config_reload", ok: false, message: lines.join("; ") });
  }

  #tryLater(load: LoadConfig): void {
    this.#cancelRetry();
    if (this.#isClosed) return;
    this.#cancelRetry = this.#ports.after(RETRY_MS, () => {
      this.#last = this.#last.then(() => this.#run(load, { isRetry: true }))
        .then(this.#ports.onRetried);
    });
  }
}

function findCode(error: unknown): string {
  const hasCode = error instanceof IssuesError || error instanceof CodedError;
  return hasCode ? error.code : "config_unreadable";
}
