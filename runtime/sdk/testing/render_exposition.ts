import type { Family, FamilyDeclaration } from "../../contract/metric.ts";
import { LIMITS } from "../../contract/limits.ts";
import { encodeText } from "../../metrics/encode_text.ts";
import { validateResult } from "../../metrics/validate_result.ts";

/**
 * Checks families as the host does, and encodes them as it would: what a golden test compares.
 *
 * @throws {Error} that names every family the host would refuse.
 */
export function renderExposition(
  declarations: readonly FamilyDeclaration[],
  families: readonly Family[],
): string {
  const byName = new Map(declarations.map((declaration) => [declaration.name, declaration]));
  const result = validateResult(families, byName, { seriesLimit: LIMITS.seriesPerPlugin });
  if (!result.ok) throw new Error(`The host would refuse the result: ${result.message}`);
  if (result.rejected.length > 0) {
    const messages = result.rejected.map(({ reason, message }) => `${reason}: ${message}`);
    throw new Error(`The host would refuse: ${messages.join("; ")}`);
  }
  return encodeText(result.families);
}
