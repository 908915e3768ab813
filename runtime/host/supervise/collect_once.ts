import type { CollectionResult, RejectReason } from "../../contract/codes.ts";
import { isRecord } from "../../contract/record.ts";
import type { FamilyDeclaration, ValidFamily } from "../../contract/metric.ts";
import { validateResult } from "../../metrics/validate_result.ts";
import type { Rejection } from "../../metrics/validate_result.ts";
import type { Clock } from "../ports.ts";
import type { GuestSession, SessionEnd } from "./guest_session.ts";

/** The outcome of one collection. */
export type Verdict =
  | {
    readonly kind: "ok";
    readonly families: readonly ValidFamily[];
    readonly series: number;
    /** About how many characters of exposition text it comes to. */
    readonly chars: number;
    readonly rejected: readonly Rejection[];
  }
  | { readonly kind: "inactive"; readonly reason: string }
  /** The plugin threw. */
  | { readonly kind: "failure"; readonly message: string }
  /** Its result was refused as a whole. */
  | { readonly kind: "rejected"; readonly reason: RejectReason; readonly message: string }
  /** Its process was lost on the way. */
  | { readonly kind: "ended"; readonly end: SessionEnd };

/** Makes one collection and judges its result against the manifest. Never rejects. */
export async function collectOnce(
  session: GuestSession,
  clock: Clock,
): Promise<{ verdict: Verdict; seconds: number }> {
  const startMs = clock.nowMs();
  const answer = await session.collect(session.runs + 1, session.spec.timeoutMs);
  const verdict = answer.kind === "result" ? judge(session, answer.families) : answer;
  return { verdict, seconds: (clock.nowMs() - startMs) / 1_000 };
}

/** Returns how a collection is counted. */
export function toResult(verdict: Verdict): CollectionResult {
  if (verdict.kind !== "ended") return verdict.kind;
  return verdict.end.reason === "starved" ? "starved" : "stopped";
}

function judge({ spec }: GuestSession, families: readonly unknown[]): Verdict {
  const declarations = new Map<string, FamilyDeclaration>();
  for (const declaration of spec.metrics) declarations.set(declaration.name, declaration);
  const kept = spec.detail === "slim" ? leaveOut(families, declarations) : families;
  const result = validateResult(kept, declarations, { seriesLimit: spec.seriesLimit });
  if (!result.ok) return { kind: "rejected", reason: result.reason, message: result.message };
  const { series, chars, rejected } = result;
  return { kind: "ok", families: result.families, series, chars, rejected };
}

/** Leaves out what the manifest marks as detail; what is no family at all is judged as ever. */
function leaveOut(
  families: readonly unknown[],
  declarations: ReadonlyMap<string, FamilyDeclaration>,
): unknown[] {
  return families.filter((family) =>
    !isRecord(family) || typeof family.name !== "string" ||
    declarations.get(family.name)?.detail !== "full"
  );
}
