import type { RejectReason } from "../contract/codes.ts";
import { LIMITS } from "../contract/limits.ts";
import { isRecord } from "../contract/record.ts";
import type { FamilyDeclaration, ValidFamily } from "../contract/metric.ts";
import { checkFamily } from "./check_family.ts";

/** A family that was refused while the rest was taken. */
export interface Rejection {
  readonly name: string;
  readonly reason: RejectReason;
  readonly message: string;
}

/** The outcome of validating a result. */
export type ValidatedResult =
  | {
    readonly ok: true;
    readonly families: readonly ValidFamily[];
    readonly series: number;
    /** About how many characters of exposition text it comes to. */
    readonly chars: number;
    readonly rejected: readonly Rejection[];
  }
  | { readonly ok: false; readonly reason: RejectReason; readonly message: string };

/** A name as a message shows it: a plugin may call its families anything. */
const SHOWN_NAME_CHARS = 100;

/**
 * Judges what a plugin returned against what its manifest declares. A wrong structure refuses the result
 * as a whole; a wrong value refuses its family alone.
 */
export function validateResult(
  families: readonly unknown[],
  declarations: ReadonlyMap<string, FamilyDeclaration>,
  { seriesLimit }: { seriesLimit: number },
): ValidatedResult {
  if (families.length > LIMITS.families) {
    return refuse(
      "too_many_series",
      `It has ${families.length} families; ${LIMITS.families} are allowed`,
    );
  }
  const seen = new Set<string>();
  const valid: ValidFamily[] = [];
  const rejected: Rejection[] = [];
  let series = 0;
  let chars = 0;
  for (const family of families) {
    const structure = checkStructure(family);
    if (!structure) {
      return refuse("result_shape", "A family must be { name, samples: [...] }");
    }
    const { name, samples } = structure;
    if (seen.has(name)) return refuse("duplicate_family", `Family ${show(name)} appears twice`);
    seen.add(name);
    const declaration = declarations.get(name);
    const check = declaration
      ? checkFamily(declaration, samples)
      : { reason: "family_not_declared" as const, message: "is not in the manifest" };
    if ("reason" in check) {
      const message = `Family ${show(name)} ${check.message}`;
      rejected.push({ name: name.slice(0, SHOWN_NAME_CHARS), reason: check.reason, message });
      continue;
    }
    series += check.series;
    if (series > seriesLimit) {
      return refuse("too_many_series", `It has more than ${seriesLimit} series, its limit`);
    }
    chars += check.chars;
    if (chars > LIMITS.expositionCharsPerPlugin) {
      const limit = LIMITS.expositionCharsPerPlugin;
      return refuse("result_too_large", `It takes more than ${limit} characters of text`);
    }
    valid.push(check.family);
  }
  return { ok: true, families: valid, series, chars, rejected };
}

function refuse(reason: RejectReason, message: string): ValidatedResult {
  return { ok: false, reason, message };
}

function checkStructure(
  family: unknown,
): { name: string; samples: readonly unknown[] } | undefined {
  if (!isRecord(family) || typeof family.name !== "string" || !Array.isArray(family.samples)) {
    return undefined;
  }
  return { name: family.name, samples: family.samples };
}

function show(name: string): string {
  return JSON.stringify(name.slice(0, SHOWN_NAME_CHARS));
}
