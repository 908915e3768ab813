import type { ContainerLabels } from "../../contract/container_labels.ts";
import { CodedError, errorText } from "../../contract/errors.ts";
import { formatIssue } from "../../contract/issue.ts";
import type { Issue } from "../../contract/issue.ts";
import type { Log } from "../../contract/log.ts";
import type { Candidate } from "../../contract/syscall.ts";
import type { Admissions } from "./admissions.ts";

/** The plugins folder as one discovery found it. */
export interface DiscoveredPlugins {
  readonly candidates: readonly Candidate[];
  readonly issues: readonly Issue[];
  /** By candidate, a digest of what its decision rests on besides its folder: policy and approval. */
  readonly authorities: Readonly<Record<string, string>>;
  /** The labels of containers that manifests declare. */
  readonly containerLabels: readonly ContainerLabels[];
}

/** Dependencies of the feed. */
export interface FeedPorts {
  readonly discover: () => Promise<DiscoveredPlugins>;
  readonly admissions: Admissions;
  readonly log: Log;
  readonly send: (candidates: readonly Candidate[]) => void;
  /** Called after each discovery: what is admitted may have changed. */
  readonly onAdmitted: (candidates: readonly Candidate[]) => Promise<void>;
  /** Called when a discovery failed as a whole. */
  readonly onFailure: () => void;
}

/** The pause before another try to read or copy: no event reports that a disk has room again. */
const RETRY_MS = 15_000;

/** Keeps the host told of what may run: discovers the plugins again whenever something changed. */
export class PluginFeed {
  readonly #ports: FeedPorts;
  #running: Promise<void> | undefined;
  #again = false;
  #said = new Set<string>();
  #containerLabels: readonly ContainerLabels[] = [];
  #retry: ReturnType<typeof setTimeout> | undefined;
  #isClosed = false;

  constructor(ports: FeedPorts) {
    this.#ports = ports;
  }

  /** The labels of containers that manifests declare. */
  get containerLabels(): readonly ContainerLabels[] {
    return this.#containerLabels;
  }

  /** Discovers now, or once more after the discovery that is under way. Never rejects. */
  refresh(): Promise<void> {
    if (this.#isClosed) return Promise.resolve();
    this.#again = true;
    this.#running ??= this.#run();
    return this.#running;
  }

  /** Ends what would be tried again. */
  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#retry);
  }

  async #run(): Promise<void> {
    clearTimeout(this.#retry);
    while (this.#again) {
      this.#again = false;
      try {
        await this.#refreshOnce();
      } catch (error) {
        // What ran before runs on.
        this.#say(error instanceof CodedError ? error.code : "internal", errorText(error));
        this.#tryLater();
        this.#ports.onFailure();
      }
    }
    this.#running = undefined;
  }

  async #refreshOnce(): Promise<void> {
    const { admissions, send, onAdmitted } = this.#ports;
    const { candidates, issues, authorities, containerLabels } = await this.#ports.discover();
    this.#containerLabels = containerLabels;
    this.#sayIssues(issues);
    const names = new Set(candidates.map(({ name }) => name));
    for (const name of admissions.names()) if (!names.has(name)) admissions.withdraw(name);
    for (const { name, spec } of candidates) {
      if (spec) admissions.admit(spec, authorities[name] ?? "");
      else admissions.withdraw(name);
    }
    send(candidates);
    if (candidates.some(({ rejected }) => rejected?.code === "plugin_unreadable")) this.#tryLater();
    await onAdmitted(candidates);
  }

  #tryLater(): void {
    clearTimeout(this.#retry);
    if (!this.#isClosed) this.#retry = setTimeout(() => void this.refresh(), RETRY_MS);
  }

  #sayIssues(issues: readonly Issue[]): void {
    const lines = new Map(issues.map((issue) => [formatIssue(issue), issue.code]));
    // An issue that went away may be said again when it comes back.
    this.#said = new Set([...this.#said].filter((line) => lines.has(line)));
    for (const [line, code] of lines) this.#say(code, line);
  }

  #say(code: string, line: string): void {
    if (this.#said.has(line)) return;
    this.#said.add(line);
    this.#ports.log("error", line, { code });
  }
}
