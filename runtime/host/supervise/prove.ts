import { collectOnce } from "./collect_once.ts";
import type { Verdict } from "./collect_once.ts";
import type { GuestSession, SessionEnd } from "./guest_session.ts";
import type { InstancePorts } from "./instance_ports.ts";

/** The result of trying another revision. */
export type Proof =
  | { readonly ok: true; readonly verdict: Verdict; readonly seconds: number }
  | FailedProof;

export interface FailedProof {
  readonly ok: false;
  readonly message: string;
  /** It could not run: nothing is known of whether it works. */
  readonly isStarved: boolean;
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
  if (end) return refused(describeEnd(end), end);
  const { verdict, seconds } = await collectOnce(session, clock);
  if (verdict.kind === "ok" || verdict.kind === "inactive") return { ok: true, verdict, seconds };
  void session.stop("replaced");
  return refused(describe(verdict), verdict.kind === "ended" ? verdict.end : undefined);
}

function refused(message: string, end: SessionEnd | undefined): Proof {
  return { ok: false, message, isStarved: end?.reason === "starved" };
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
