import type { CallOutcome } from "../../contract/codes.ts";

/** Calls of one plugin to one service. */
export interface CallCounts {
  ok: number;
  /** Refused, since the grant or the machine does not allow it. */
  denied: number;
  failed: number;
}

const DENIED: readonly CallOutcome[] = ["not_granted", "access_denied", "forbidden_path"];

/** Which of its services each plugin has used since the start. */
export class CallLedger {
  readonly #counts = new Map<string, Map<string, CallCounts>>();

  note(plugin: string, service: string, outcome: CallOutcome): void {
    const services = this.#counts.get(plugin) ?? new Map<string, CallCounts>();
    this.#counts.set(plugin, services);
    const counts = services.get(service) ?? { ok: 0, denied: 0, failed: 0 };
    services.set(service, counts);
    if (outcome === "ok") counts.ok++;
    else if (DENIED.includes(outcome)) counts.denied++;
    else counts.failed++;
  }

  of(plugin: string): ReadonlyMap<string, CallCounts> {
    return this.#counts.get(plugin) ?? new Map();
  }

  forget(plugin: string): void {
    this.#counts.delete(plugin);
  }
}
