import { collectOnce } from "./collect_once.ts";
import type { Verdict } from "./collect_once.ts";
import type { GuestSession, SessionEnd } from "./guest_session.ts";
import type { InstancePorts } from "./instance_ports.ts";

/** The result of trying another revision. */
export type Proof =
  | { readonly ok: true; readonly verdict: Verdict; readonly seconds: number }
  | FailedProof;

/** A revision that did not work, or could not run. */
export interface FailedProof {
  readonly ok: false;
  readonly message: string;
}

/**
 * Proves a revision by one collection in a process of its own, beside the one that runs. A session that
 * failed the proof is ended here.
 */
export async function prove(
  session: GuestSession,
  { clock, settings }: Pick<InstancePorts, "clock" | "settings">,
): Promise<Proof> {
  const end = await session.start(settings().startTimeout);
  if (end) return { ok: false, message: describeEnd(end) };
  const { verdict, seconds } = await collectOnce(session, clock);
  if (verdict.kind === "ok" || verdict.kind === "inactive") return { ok: true, verdict, seconds };
  void session.stop("replaced");
  return { ok: false, message: describe(verdict) };
}

function describeEnd({ reason, detail }: SessionEnd): string {
  return `${reason}: ${detail}`;
}

function describe(verdict: Exclude<Verdict, { kind: "ok" | "inactive" }>): string {
  switch (verdict.kind) {
    case "failure":
      return `failure: ${verdict.message}`;
    case "rejected":
      return `${verdict.reason}: ${verdict.message}`;
    case "ended":
      return describeEnd(verdict.end);
  }
}
