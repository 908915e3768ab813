import type { StopReason } from "../../contract/codes.ts";
import type { PluginSpec } from "../../contract/syscall.ts";
import { afterLoss, afterSuccess, NO_FAILURES } from "../lifecycle/backoff.ts";
import { retirementReason } from "../lifecycle/retirement.ts";
import { Schedule } from "../lifecycle/schedule.ts";
import { next } from "../lifecycle/state.ts";
import type { PluginEvent, PluginState } from "../lifecycle/state.ts";
import { collectOnce, toResult } from "./collect_once.ts";
import type { Verdict } from "./collect_once.ts";
import type { GuestSession, SessionEnd } from "./guest_session.ts";
import type { InstancePorts } from "./instance_ports.ts";
import { PluginProcess } from "./plugin_process.ts";
import { PluginReport } from "./plugin_report.ts";
import type { FailedProof } from "./prove.ts";
import { RestWatch } from "./rest_watch.ts";
import { UpgradeQueue } from "./upgrade_queue.ts";

/**
 * One plugin that may run. A single loop does everything that happens to it, one thing after another:
 * it never collects twice at once, and a reload waits for the collection before it.
 */
export class PluginInstance {
  readonly report: PluginReport;
  readonly #ports: InstancePorts;
  readonly #attempt = Promise.withResolvers<void>();
  #spec: PluginSpec;
  #state: PluginState = next({ name: "discovered" }, { name: "admit" });
  readonly #process: PluginProcess;
  readonly #rest: RestWatch;
  readonly #upgrades: UpgradeQueue;
  #schedule: Schedule;
  #history = NO_FAILURES;
  #isHealthy = false;
  #hasAttempted = false;
  /** True if what runs now is late because it cannot run. */
  #isStarving = false;
  #drainReason: StopReason | undefined;
  #wake: () => void = () => {};

  constructor(spec: PluginSpec, ports: InstancePorts) {
    this.#spec = spec;
    this.#upgrades = new UpgradeQueue(spec.revision);
    this.#ports = ports;
    this.#rest = new RestWatch(ports);
    this.report = new PluginReport(spec.name, ports);
    this.#process = new PluginProcess(ports, this.report, {
      onStarving: (detail) => {
        this.#isStarving = true;
        this.#move({ name: "starve", detail });
      },
      onEnd: () => this.#wake(),
    });
    this.#schedule = this.#createSchedule();
    this.report.moved(this.#state.name);
  }

  get spec(): PluginSpec {
    return this.#spec;
  }

  get state(): PluginState {
    return this.#state;
  }

  get pid(): number | null {
    return this.#process.session?.pid ?? null;
  }

  /** Settles after the first attempt to collect, whatever became of it. */
  get attempted(): Promise<void> {
    return this.#attempt.promise;
  }

  get hasAttempted(): boolean {
    return this.#hasAttempted;
  }

  /** Returns whether its last collection gave a result. */
  get isHealthy(): boolean {
    return this.#isHealthy;
  }

  /** The time of the next collection, on the monotonic clock. */
  get dueMs(): number {
    return this.#schedule.dueMs;
  }

  /** Runs until it is drained. */
  async run(): Promise<void> {
    while (this.#drainReason === undefined) {
      if (this.#ports.clock.nowMs() >= this.#upgrades.dueMs) await this.#replace();
      else if (this.#process.session?.end) this.#onLoss(this.#process.session.end);
      else if (this.#ports.clock.nowMs() >= this.dueMs) await this.#tick();
      else await this.#pause();
    }
    this.#move({ name: "drain" });
    await this.#process.end(this.#drainReason);
    this.#ports.withdraw(this.#spec.name);
    this.#move({ name: "stop" });
  }

  /**
   * Offers the revision that the plugins folder has now: another one is proved beside the one that runs,
   * and takes over if it works. One that failed is tried again at once.
   */
  offer(spec: PluginSpec): void {
    if (this.#upgrades.offer(spec)) this.report.upgradeTakenBack();
    this.#wake();
  }

  /** Ends the loop and the process; what is being collected is given up. */
  drain(reason: "removed" | "shutdown"): void {
    this.#drainReason ??= reason;
    this.#rest.close();
    void this.#process.end(reason);
    this.#wake();
  }

  async #pause(): Promise<void> {
    const { clock } = this.#ports;
    const { promise, resolve } = Promise.withResolvers<void>();
    const dueMs = Math.min(this.dueMs, this.#upgrades.dueMs);
    const cancel = clock.after(Math.max(dueMs - clock.nowMs(), 0), resolve);
    this.#wake = resolve;
    await promise;
    cancel();
  }

  async #tick(): Promise<void> {
    if (this.#schedule.isResting && !await this.#rest.wakes(this.#spec, this.#schedule)) return;
    const session = this.#process.session ?? await this.#start();
    if (session) {
      this.#move({ name: "collect" });
      this.#isStarving = false;
      const { verdict, seconds } = await collectOnce(session, this.#ports.clock);
      if (this.#drainReason === undefined) this.#onVerdict(verdict, seconds);
    }
    this.#hasAttempted = true;
    this.#attempt.resolve();
    this.#ports.onChange();
  }

  async #start(): Promise<GuestSession | undefined> {
    this.#move({ name: "start" });
    this.#isStarving = false;
    const end = await this.#process.start(this.#spec);
    if (this.#drainReason !== undefined) return undefined;
    if (end) {
      this.#onLoss(end);
      return undefined;
    }
    this.#move({ name: "started" });
    return this.#process.session;
  }

  #createSchedule(): Schedule {
    const { clock } = this.#ports;
    return new Schedule(clock.nowMs(), this.#spec.intervalMs, clock.random());
  }

  #onVerdict(verdict: Verdict, seconds: number): void {
    this.report.collected(toResult(verdict), seconds);
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
        this.report.rejected(verdict.reason, verdict.message);
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
    this.#noteSuccess();
    const expiresAtMs = clock.nowMs() + 2 * intervalMs + timeoutMs;
    this.#isHealthy = publish(name, verdict.families, { ...verdict, expiresAtMs });
    if (this.#isHealthy) return this.report.succeeded(verdict);
    this.report.rejected("exposition_full", "A scrape has no room for it beside other plugins");
  }

  #onInactive(reason: string): void {
    this.#noteSuccess();
    this.report.inactive(reason);
    this.#ports.withdraw(this.#spec.name);
    this.#move({ name: "absent", detail: reason });
    this.#rest.begin(this.#process.session, this.#schedule);
    this.#process.retire("idle");
  }

  #noteSuccess(): void {
    this.#history = afterSuccess(this.#history);
    this.report.leftQuarantine();
    if (!this.#isStarving) this.report.ran();
  }

  /** Its process was lost: on the way, while it loaded, or while it was idle. */
  #onLoss(end: SessionEnd): void {
    const { clock, settings } = this.#ports;
    this.#process.forget();
    this.#isHealthy = false;
    this.report.lost(end);
    if (end.reason === "starved") return this.#onStarved(end);
    this.report.failed(end.reason, end.detail);
    if (end.reason === "call_timeout") return this.#retireLate();
    const [nowMs, random] = [clock.nowMs(), clock.random()];
    const verdict = afterLoss(end.reason, this.#history, nowMs, settings(), random);
    this.#history = verdict.history;
    this.#schedule.delayTo(nowMs + verdict.waitMs);
    const detail = `${end.reason}: ${end.detail}`;
    if (verdict.kind === "quarantine") this.report.quarantined(detail, verdict.waitMs);
    const name = verdict.kind === "backoff" ? "back_off" : "quarantine";
    this.#move({ name, detail, untilMs: this.dueMs });
  }

  /** It never had the time that it was promised: nothing of that is its doing, so the next tick tries. */
  #onStarved(end: SessionEnd): void {
    this.report.gaveUpStarved(end);
    this.#move({ name: "starve", detail: end.detail });
    this.#plan();
  }

  /** A collection that took too long is no crash: what it watches is slow, so the next tick tries. */
  #retireLate(): void {
    this.#move({ name: "collected" });
    this.#move({ name: "retire" });
    this.#plan();
  }

  #plan(): void {
    this.report.missed(this.#schedule.plan(this.#ports.clock.nowMs()));
  }

  /** Serverless: a process that would only wait is ended. */
  #retireWhenDue(): void {
    const { clock, settings } = this.#ports;
    const { session } = this.#process;
    if (!session) return;
    const { runs, startedMs, spec: { intervalMs } } = session;
    const ageMs = clock.nowMs() - startedMs;
    const reason = retirementReason({ runs, ageMs, intervalMs }, settings());
    if (!reason) return;
    if (reason === "recycled") this.report.restarts(reason);
    this.#process.retire(reason);
    this.#move({ name: "retire" });
  }

  async #replace(): Promise<void> {
    const spec = this.#upgrades.take();
    if (!spec) return;
    // One that gives nothing has nothing to lose: the new one takes over at once.
    if (!this.#isHealthy) {
      this.#upgrades.succeeded();
      return this.#takeOver(spec);
    }
    const { proof, session } = await this.#process.prove(spec);
    if (this.#drainReason !== undefined) return;
    if (!proof.ok) return this.#onFailedUpgrade(spec, proof);
    if (!this.#upgrades.succeeded()) return void session.stop("replaced");
    this.#takeOver(spec);
    this.#process.adopt(session);
    for (const name of ["start", "started", "collect"] as const) this.#move({ name });
    this.#onVerdict(proof.verdict, proof.seconds);
  }

  #onFailedUpgrade(spec: PluginSpec, { message }: FailedProof): void {
    const { clock, settings } = this.#ports;
    const [nowMs, random] = [clock.nowMs(), clock.random()];
    const waitMs = this.#upgrades.failed({ nowMs, random }, settings());
    if (waitMs !== undefined) this.report.upgradeFailed(spec, message, waitMs);
  }

  /** The swap is synchronous, with the verdict that follows it: no scrape sees half of it. */
  #takeOver(spec: PluginSpec): void {
    this.#process.retire("replaced");
    if (this.#state.name === "idle") this.#move({ name: "retire" });
    this.#spec = spec;
    this.#ports.adopt(spec);
    this.#history = NO_FAILURES;
    this.#schedule = this.#createSchedule();
    this.report.upgraded(spec);
  }

  #move(event: PluginEvent): void {
    this.#state = next(this.#state, event);
    this.report.moved(this.#state.name);
  }
}
