import type { StopReason } from "../../contract/codes.ts";
import type { PluginSpec } from "../../contract/syscall.ts";
import { afterFailure, afterSuccess, NO_FAILURES } from "../lifecycle/backoff.ts";
import { layGrid, planTick } from "../lifecycle/plan_tick.ts";
import type { TickGrid } from "../lifecycle/plan_tick.ts";
import { next } from "../lifecycle/state.ts";
import type { PluginEvent, PluginState } from "../lifecycle/state.ts";
import { collectOnce } from "./collect_once.ts";
import type { Verdict } from "./collect_once.ts";
import { GuestSession } from "./guest_session.ts";
import type { SessionEnd } from "./guest_session.ts";
import type { InstancePorts } from "./instance_ports.ts";
import { PluginReport } from "./plugin_report.ts";
import { prove } from "./prove.ts";

/**
 * One plugin that may run. A single loop does everything that happens to it, one thing after another:
 * it never collects twice at once, and a reload waits for the collection before it.
 */
export class PluginInstance {
  /** Settles after the first attempt to collect, whatever became of it. */
  readonly attempted: Promise<void>;
  readonly report: PluginReport;
  readonly #ports: InstancePorts;
  readonly #settleAttempted: () => void;
  #spec: PluginSpec;
  #state: PluginState = next({ name: "discovered" }, { name: "admit" });
  #session: GuestSession | undefined;
  /** The process of another revision while it is proved. */
  #proving: GuestSession | undefined;
  #upgrade: PluginSpec | undefined;
  #grid: TickGrid;
  #dueMs: number;
  #history = NO_FAILURES;
  #isHealthy = false;
  #hasAttempted = false;
  #drainReason: StopReason | undefined;
  #wake: () => void = () => {};

  constructor(spec: PluginSpec, ports: InstancePorts) {
    this.#spec = spec;
    this.#ports = ports;
    this.report = new PluginReport(spec.name, ports);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.attempted = promise;
    this.#settleAttempted = resolve;
    this.#dueMs = ports.clock.nowMs();
    this.#grid = layGrid(this.#dueMs, spec.intervalMs, ports.clock.random());
    this.report.moved(this.#state.name);
  }

  get spec(): PluginSpec {
    return this.#spec;
  }

  get state(): PluginState {
    return this.#state;
  }

  get pid(): number | null {
    return this.#session?.pid ?? null;
  }

  get hasAttempted(): boolean {
    return this.#hasAttempted;
  }

  /** Whether its last collection gave a result. */
  get isHealthy(): boolean {
    return this.#isHealthy;
  }

  /** When it collects next, on the monotonic clock. */
  get dueMs(): number {
    return this.#dueMs;
  }

  /** Runs until it is drained. */
  async run(): Promise<void> {
    while (this.#drainReason === undefined) {
      if (this.#upgrade) await this.#replace(this.#upgrade);
      else if (this.#session?.end) this.#onLoss(this.#session.end);
      else if (this.#ports.clock.nowMs() >= this.#dueMs) await this.#tick();
      else await this.#pause();
    }
    this.#move({ name: "drain" });
    await this.#session?.stop(this.#drainReason);
    this.#ports.withdraw(this.#spec.name);
    this.#move({ name: "stop" });
  }

  /** Offers another revision: it is proved beside the one that runs, and takes over if it works. */
  offer(spec: PluginSpec): void {
    this.#upgrade = spec;
    this.#wake();
  }

  /** Ends the loop and the process; what is being collected is given up. */
  drain(reason: "removed" | "shutdown"): void {
    this.#drainReason ??= reason;
    void this.#session?.stop(reason);
    void this.#proving?.stop(reason);
    this.#wake();
  }

  async #pause(): Promise<void> {
    const { clock } = this.#ports;
    const { promise, resolve } = Promise.withResolvers<void>();
    const cancel = clock.after(Math.max(this.#dueMs - clock.nowMs(), 0), resolve);
    this.#wake = resolve;
    await promise;
    cancel();
  }

  async #tick(): Promise<void> {
    const session = this.#session ?? await this.#start();
    if (session) {
      this.#move({ name: "collect" });
      const { verdict, seconds } = await collectOnce(session, this.#ports.clock);
      if (this.#drainReason === undefined) this.#onVerdict(verdict, seconds);
    }
    this.#hasAttempted = true;
    this.#settleAttempted();
    this.#ports.onChange();
  }

  async #start(): Promise<GuestSession | undefined> {
    this.#move({ name: "start" });
    const session = this.#session = this.#createSession(this.#spec);
    const end = await session.start(this.#ports.settings().startTimeout);
    if (this.#drainReason !== undefined) return undefined;
    if (end) {
      this.#onLoss(end);
      return undefined;
    }
    this.#move({ name: "started" });
    return session;
  }

  #createSession(spec: PluginSpec): GuestSession {
    const { kernel, clock, measures, startTurn } = this.#ports;
    const session = new GuestSession(spec, {
      kernel,
      clock,
      startTurn,
      onCall: (service, outcome) => measures.callFinished(spec.name, service, outcome),
      onLog: (level, message) => this.report.logged(level, message),
    });
    void session.ended.then(() => this.#wake());
    return session;
  }

  #onVerdict(verdict: Verdict, seconds: number): void {
    this.report.collected(verdict.kind, seconds);
    this.#isHealthy = verdict.kind === "ok";
    switch (verdict.kind) {
      case "ok":
        this.#onSuccess(verdict);
        break;
      case "inactive":
        return this.#onInactive(verdict.reason);
      case "failure":
        this.report.failed("failure", verdict.message);
        break;
      case "rejected":
        this.report.refused(verdict.reason, verdict.message);
        this.report.failed(verdict.reason, verdict.message);
        break;
      case "ended":
        return this.#onLoss(verdict.end);
    }
    this.#move({ name: "collected" });
    this.#plan();
    this.#retireWhenDue();
  }

  #onSuccess(verdict: Extract<Verdict, { kind: "ok" }>): void {
    const { clock, publish } = this.#ports;
    const { name, intervalMs, timeoutMs } = this.#spec;
    this.#history = afterSuccess(this.#history);
    this.report.succeeded(verdict);
    publish(name, verdict.families, {
      series: verdict.series,
      expiresAtMs: clock.nowMs() + 2 * intervalMs + timeoutMs,
    });
  }

  #onInactive(reason: string): void {
    const { clock, settings, withdraw } = this.#ports;
    this.#history = afterSuccess(this.#history);
    this.report.inactive(reason);
    withdraw(this.#spec.name);
    this.#move({ name: "absent", detail: reason });
    this.#dueMs = clock.nowMs() + Math.max(settings().inactiveInterval, this.#spec.intervalMs);
    this.#retire("idle");
  }

  /** Its process was lost: on the way, while it loaded, or while it was idle. */
  #onLoss(end: SessionEnd): void {
    const { clock, settings } = this.#ports;
    this.#session = undefined;
    this.#isHealthy = false;
    this.report.stopped(end);
    this.report.failed(end.reason, end.detail);
    this.report.restarts(end.reason);
    if (end.reason === "call_timeout") return this.#retireLate();
    const verdict = afterFailure(this.#history, clock.nowMs(), settings(), clock.random());
    this.#history = verdict.history;
    this.#dueMs = clock.nowMs() + verdict.waitMs;
    const name = verdict.kind === "backoff" ? "back_off" : "quarantine";
    this.#move({ name, detail: `${end.reason}: ${end.detail}`, untilMs: this.#dueMs });
  }

  /** A collection that took too long is no crash: what it watches is slow, so the next tick tries. */
  #retireLate(): void {
    this.#move({ name: "collected" });
    this.#move({ name: "retire" });
    this.#plan();
  }

  #plan(): void {
    const { dueMs, missed } = planTick(this.#grid, this.#dueMs, this.#ports.clock.nowMs());
    this.#dueMs = dueMs;
    this.report.missed(missed);
  }

  /** Serverless: a process that would only wait is ended; one that served long enough is renewed. */
  #retireWhenDue(): void {
    const { clock, settings } = this.#ports;
    const { idleTimeout, recycleAfter, recycleAfterRuns } = settings();
    const session = this.#session;
    if (!session) return;
    const isOld = session.runs >= recycleAfterRuns ||
      clock.nowMs() - session.startedMs >= recycleAfter;
    if (!isOld && this.#spec.intervalMs <= idleTimeout) return;
    if (isOld) this.report.restarts("recycled");
    this.#retire(isOld ? "recycled" : "idle");
    this.#move({ name: "retire" });
  }

  #retire(reason: StopReason): void {
    const session = this.#session;
    this.#session = undefined;
    if (!session) return;
    this.report.stopped({ reason, detail: "" });
    void session.stop(reason);
  }

  async #replace(spec: PluginSpec): Promise<void> {
    this.#upgrade = undefined;
    // One that gives nothing has nothing to lose: the new one takes over at once.
    if (!this.#isHealthy) return this.#takeOver(spec);
    const session = this.#proving = this.#createSession(spec);
    const proof = await prove(session, this.#ports);
    this.#proving = undefined;
    if (this.#drainReason !== undefined) return;
    if (!proof.ok) return this.report.reloaded(false, proof.message);
    this.#takeOver(spec);
    this.#session = session;
    for (const name of ["start", "started", "collect"] as const) this.#move({ name });
    this.#onVerdict(proof.verdict, proof.seconds);
  }

  /** The swap is synchronous, with the verdict that follows it: no scrape sees half of it. */
  #takeOver(spec: PluginSpec): void {
    const { adopt, clock } = this.#ports;
    this.#retire("replaced");
    if (this.#state.name === "idle") this.#move({ name: "retire" });
    this.#spec = spec;
    adopt(spec);
    this.#history = NO_FAILURES;
    this.#dueMs = clock.nowMs();
    this.#grid = layGrid(this.#dueMs, spec.intervalMs, clock.random());
    this.report.restarts("replaced");
    this.report.reloaded(true, `Runs ${spec.version} (${spec.digest.slice(0, 12)})`);
  }

  #move(event: PluginEvent): void {
    this.#state = next(this.#state, event);
    this.report.moved(this.#state.name);
  }
}
