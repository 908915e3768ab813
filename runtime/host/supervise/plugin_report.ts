import type { CollectionResult, RejectReason, StopReason } from "../../contract/codes.ts";
import type { LogLevel } from "../../contract/message.ts";
import type { Subject } from "../../contract/subject.ts";
import type { PluginSpec } from "../../contract/syscall.ts";
import type { PluginStateName } from "../../contract/status.ts";
import type { SessionEnd } from "./guest_session.ts";
import type { Verdict } from "./collect_once.ts";
import type { InstancePorts } from "./instance_ports.ts";
import { emptyRecord } from "./plugin_record.ts";
import type { PluginRecord } from "./plugin_record.ts";

/** The number of a plugin's own warnings that the status shows. */
const KEPT_WARNINGS = 5;

/** Everything that is told of one plugin: its record, the host's metrics, the log. Decides nothing. */
export class PluginReport {
  readonly record = emptyRecord();
  readonly #name: string;
  readonly #ports: Pick<InstancePorts, "clock" | "measures" | "log" | "onChange">;
  /** The last complaint, so that a lasting trouble is logged once. */
  #complaint = "";
  /** Since when it is starved, on the monotonic clock. */
  #starvedSinceMs: number | undefined;
  #isQuarantined = false;

  constructor(name: string, ports: Pick<InstancePorts, "clock" | "measures" | "log" | "onChange">) {
    this.#name = name;
    this.#ports = ports;
  }

  moved(state: PluginStateName): void {
    this.#ports.measures.stateChanged(this.#name, state);
    this.#ports.onChange();
  }

  collected(kind: CollectionResult, seconds: number): void {
    const { clock, measures } = this.#ports;
    this.record.collections++;
    this.record.lastCollectionMs = clock.unixMs();
    this.record.lastDurationSeconds = seconds;
    measures.collectionFinished(this.#name, {
      result: kind,
      seconds,
      atUnixSeconds: clock.unixMs() / 1_000,
    });
  }

  succeeded({ series, rejected }: Extract<Verdict, { kind: "ok" }>): void {
    const { clock, measures } = this.#ports;
    const isFirst = this.record.lastSuccessMs === undefined;
    this.record.lastSuccessMs = clock.unixMs();
    measures.setUp(this.#name, true);
    for (const { reason, message } of rejected) this.refused(reason, message);
    const [refused] = rejected;
    if (refused) return this.#complain("warn", refused.reason, refused.message);
    if (isFirst) this.#say("info", "collects", { series });
    else if (this.#complaint) this.#say("info", "collects again", { series });
    this.#complaint = "";
  }

  /** A result or one family of it was refused. */
  refused(reason: RejectReason, message: string): void {
    this.#ports.measures.familyRejected(this.#name, reason);
    this.#noteError(reason, message);
  }

  /** A result was refused as a whole. */
  rejected(reason: RejectReason, message: string): void {
    this.refused(reason, message);
    this.failed(reason, message);
  }

  inactive(reason: string): void {
    this.#ports.measures.setUp(this.#name, undefined);
    this.#complain("info", "inactive", reason);
  }

  failed(code: string, message: string): void {
    this.record.failures++;
    this.#noteError(code, message);
    this.#ports.measures.setUp(this.#name, false);
    this.#complain("warn", code, message);
  }

  /** It cannot run: the machine has no processor for it. Said once, when it begins. */
  starves(detail: string): void {
    if (this.#starvedSinceMs !== undefined) return;
    this.#starvedSinceMs = this.#ports.clock.nowMs();
    const fields = { plugin: this.#name, code: "starved" };
    this.#ports.log("warn", `Plugin "${this.#name}" is starved. ${detail}`, fields);
  }

  /** It ran in time. */
  ran(): void {
    if (this.#starvedSinceMs === undefined) return;
    const seconds = Math.round((this.#ports.clock.nowMs() - this.#starvedSinceMs) / 1_000);
    this.#starvedSinceMs = undefined;
    this.#say("info", "is no longer starved", { code: "starved", seconds });
  }

  /** Its process was given up, since it could not run. That is no failure of its own. */
  gaveUpStarved({ reason, detail }: SessionEnd): void {
    this.starves(detail);
    this.#noteError(reason, detail);
    this.#ports.measures.setUp(this.#name, false);
  }

  /** It failed too often, and is left alone until then. */
  quarantined(detail: string, waitMs: number): void {
    const seconds = Math.round(waitMs / 1_000);
    const what = this.#isQuarantined ? "stays quarantined" : "is quarantined";
    this.#isQuarantined = true;
    const fields = { plugin: this.#name, code: "quarantined", seconds };
    const message = `Plugin "${this.#name}" ${what}, and is tried again in ${seconds} s. ${detail}`;
    this.#ports.log("error", message, fields);
  }

  /** Its process did not fail any more, or another version takes its place. */
  leftQuarantine(): void {
    if (!this.#isQuarantined) return;
    this.#isQuarantined = false;
    this.#say("info", "left quarantine", { code: "quarantined" });
  }

  /** Its process was lost, and another takes its place. */
  lost(end: SessionEnd): void {
    this.stopped(end);
    this.restarts(end.reason);
  }

  /** Its process was ended. */
  stopped({ reason, detail }: SessionEnd): void {
    this.record.lastStop = { reason, detail, atMs: this.#ports.clock.unixMs() };
  }

  /** Another process takes the place of one that ended for this reason. */
  restarts(reason: StopReason): void {
    this.record.restarts++;
    this.#ports.measures.restarted(this.#name, reason);
  }

  missed(ticks: number): void {
    this.record.missedTicks += ticks;
    for (let tick = 0; tick < ticks; tick++) this.#ports.measures.tickMissed(this.#name);
  }

  /** A newer version did not start, and is tried again after this wait. */
  upgradeFailed(
    { version, digest }: Pick<PluginSpec, "version" | "digest">,
    message: string,
    waitMs: number,
  ): void {
    const isNews = this.record.reload?.message !== message;
    if (isNews) this.#reloaded(false, message);
    const nextTryAtMs = this.#ports.clock.unixMs() + waitMs;
    this.#upgradeWaits({ version, digest, message, nextTryAtMs });
    if (isNews) {
      this.#say("error", `keeps its old version, and tries the new one again: ${message}`, {});
    }
  }

  /** The newer version that did not start is no longer wanted. */
  upgradeTakenBack(): void {
    this.#upgradeWaits(undefined);
    this.#reloaded(true, "The newer version was withdrawn");
  }

  /** Another version took over. */
  upgraded({ version, digest }: Pick<PluginSpec, "version" | "digest">): void {
    this.leftQuarantine();
    if (this.record.upgrade) this.#upgradeWaits(undefined);
    this.restarts("replaced");
    const detail = `Runs ${version} (${digest.slice(0, 12)})`;
    this.#reloaded(true, detail);
    this.#say("info", "was reloaded", { detail });
  }

  /** The plugin said what it watches. */
  reported(subjects: readonly Subject[]): void {
    this.record.subjects = subjects;
  }

  /** The plugin itself logged a line. */
  logged(level: LogLevel, message: string): void {
    this.#ports.log(level, message, { plugin: this.#name, stream: "log" });
    if (level !== "warn" && level !== "error") return;
    const others = this.record.warnings.filter((warning) => warning.message !== message);
    const own = { message, atMs: this.#ports.clock.unixMs() };
    this.record.warnings = [own, ...others].slice(0, KEPT_WARNINGS);
  }

  #reloaded(ok: boolean, message: string): void {
    this.record.reload = { ok, message, atMs: this.#ports.clock.unixMs() };
    this.#ports.measures.reloaded(this.#name, ok);
  }

  #upgradeWaits(upgrade: PluginRecord["upgrade"]): void {
    this.record.upgrade = upgrade;
    this.#ports.measures.upgradePending(this.#name, upgrade !== undefined);
    this.#ports.onChange();
  }

  #noteError(code: string, message: string): void {
    this.record.lastError = { code, message, atMs: this.#ports.clock.unixMs() };
  }

  #complain(level: "info" | "warn", code: string, message: string): void {
    const complaint = `${code}: ${message}`;
    if (complaint !== this.#complaint) {
      const { log } = this.#ports;
      log(level, `Plugin "${this.#name}": ${message}`, { plugin: this.#name, code });
    }
    this.#complaint = complaint;
  }

  #say(
    level: "info" | "error",
    what: string,
    fields: Readonly<Record<string, unknown>>,
  ): void {
    this.#ports.log(level, `Plugin "${this.#name}" ${what}`, { plugin: this.#name, ...fields });
  }
}
