import type { RejectReason, StopReason } from "../../contract/codes.ts";
import type { LogLevel } from "../../contract/message.ts";
import type { PluginStateName } from "../../contract/status.ts";
import type { SessionEnd } from "./guest_session.ts";
import type { Verdict } from "./collect_once.ts";
import type { InstancePorts } from "./instance_ports.ts";
import { emptyRecord } from "./plugin_record.ts";

/** How many of a plugin's own warnings the status shows. */
const KEPT_WARNINGS = 5;

/** Everything that is told of one plugin: its record, the host's metrics, the log. Decides nothing. */
export class PluginReport {
  readonly record = emptyRecord();
  readonly #name: string;
  readonly #ports: Pick<InstancePorts, "clock" | "measures" | "log" | "onChange">;
  /** What was last complained of, so that a lasting trouble is logged once. */
  #complaint = "";

  constructor(name: string, ports: Pick<InstancePorts, "clock" | "measures" | "log" | "onChange">) {
    this.#name = name;
    this.#ports = ports;
  }

  moved(state: PluginStateName): void {
    this.#ports.measures.stateChanged(this.#name, state);
    this.#ports.onChange();
  }

  collected(kind: Verdict["kind"], seconds: number): void {
    const { clock, measures } = this.#ports;
    this.record.collections++;
    this.record.lastCollectionMs = clock.unixMs();
    this.record.lastDurationSeconds = seconds;
    measures.collectionFinished(this.#name, {
      result: kind === "ended" ? "stopped" : kind,
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

  /** Its process was ended or lost. */
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

  reloaded(ok: boolean, message: string): void {
    this.record.reload = { ok, message, atMs: this.#ports.clock.unixMs() };
    this.#ports.measures.reloaded(this.#name, ok);
    if (ok) this.#say("info", "was reloaded", { detail: message });
    else this.#say("error", `keeps its old version: ${message}`, {});
  }

  /** The plugin itself logged a line. */
  logged(level: LogLevel, message: string): void {
    this.#ports.log(level, message, { plugin: this.#name });
    if (level !== "warn" && level !== "error") return;
    const others = this.record.warnings.filter((warning) => warning.message !== message);
    const own = { message, atMs: this.#ports.clock.unixMs() };
    this.record.warnings = [own, ...others].slice(0, KEPT_WARNINGS);
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
