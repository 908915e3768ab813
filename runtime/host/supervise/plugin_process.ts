import type { StopReason } from "../../contract/codes.ts";
import type { PluginSpec } from "../../contract/syscall.ts";
import { GuestSession } from "./guest_session.ts";
import type { SessionEnd } from "./guest_session.ts";
import type { InstancePorts } from "./instance_ports.ts";
import type { PluginReport } from "./plugin_report.ts";
import { prove } from "./prove.ts";
import type { Proof } from "./prove.ts";

/** Whom a plugin's process tells. */
export interface ProcessEvents {
  /** The process that runs is late, because it has to wait for a processor. */
  readonly onStarving: (detail: string) => void;
  /** A process ended. */
  readonly onEnd: () => void;
}

/** The process of one plugin, and beside it that of another revision while it is proved. */
export class PluginProcess {
  readonly #ports: InstancePorts;
  readonly #report: PluginReport;
  readonly #events: ProcessEvents;
  #session: GuestSession | undefined;
  #proving: GuestSession | undefined;

  constructor(ports: InstancePorts, report: PluginReport, events: ProcessEvents) {
    this.#ports = ports;
    this.#report = report;
    this.#events = events;
  }

  /** The process that runs; undefined while none is needed. */
  get session(): GuestSession | undefined {
    return this.#session;
  }

  /** Starts a process; returns how it ended when it did not get there. */
  start(spec: PluginSpec): Promise<SessionEnd | undefined> {
    const session = this.#session = this.#create(spec);
    return session.start(this.#ports.settings().startTimeout);
  }

  /** Proves another revision in a process of its own. */
  async prove(spec: PluginSpec): Promise<{ proof: Proof; session: GuestSession }> {
    const session = this.#proving = this.#create(spec);
    const proof = await prove(session, this.#ports);
    this.#proving = undefined;
    return { proof, session };
  }

  /** Takes a process that was proved for the one that runs. */
  adopt(session: GuestSession): void {
    this.#session = session;
  }

  /** Forgets the process that runs: it was lost. */
  forget(): void {
    this.#session = undefined;
  }

  /** Ends the process that runs, if there is one, and goes on without it. */
  retire(reason: StopReason): void {
    const session = this.#session;
    this.#session = undefined;
    if (!session) return;
    this.#report.stopped({ reason, detail: "" });
    void session.stop(reason);
  }

  /** Ends every process, and waits until the one that ran is gone. */
  async end(reason: StopReason): Promise<void> {
    void this.#proving?.stop(reason);
    await this.#session?.stop(reason);
  }

  #create(spec: PluginSpec): GuestSession {
    const { kernel, clock, measures, startTurn } = this.#ports;
    const session = new GuestSession(spec, {
      kernel,
      clock,
      startTurn: () => startTurn(spec.name),
      onCall: (service, outcome) => measures.callFinished(spec.name, service, outcome),
      onLog: (level, message) => this.#report.logged(level, message),
      onSubjects: (subjects) => this.#report.reported(subjects),
      onStarving: (detail) => {
        // The one that runs has to collect again: nothing is proved on a machine that is saturated.
        if (session !== this.#session) return void session.stop("starved", detail);
        this.#report.starves(detail);
        this.#events.onStarving(detail);
      },
    });
    void session.ended.then(this.#events.onEnd);
    return session;
  }
}
