import { LIMITS } from "../contract/limits.ts";
import { isRecord } from "../contract/record.ts";
import type {
  FamilyDeclaration,
  HistogramSample,
  Sample,
  ValidFamily,
} from "../contract/metric.ts";
import { checkHistogram } from "./check_histogram.ts";
import { checkValue } from "./check_value.ts";
import type { FamilyFault } from "./family_fault.ts";
import { renderLabels } from "./render_labels.ts";

/** `# HELP`, `# TYPE`, the type and the ends of lines. */
const HEAD_CHARS = 32;
/** A number, and what a bucket adds to its name and labels. */
const LINE_CHARS = 48;

/** A family that may be shown. */
export interface CheckedFamily {
  readonly family: ValidFamily;
  readonly series: number;
  /** About how many characters of exposition text it comes to; never much less. */
  readonly chars: number;
}

/** Checks every sample of one family against its declaration. */
export function checkFamily(
  declaration: FamilyDeclaration,
  samples: readonly unknown[],
): FamilyFault | CheckedFamily {
  const isHistogram = declaration.type === "histogram";
  const seen = new Set<string>();
  const { name, help } = declaration;
  let series = 0;
  let chars = 2 * (name.length + help.length) + HEAD_CHARS;
  for (const sample of samples) {
    if (!isRecord(sample)) {
      return { reason: "family_shape", message: "has a sample that is not an object" };
    }
    const fault = checkLabels(sample.labels, declaration.labels) ??
      (isHistogram ? checkHistogram(sample) : checkValue(sample, declaration.type));
    if (fault) return fault;
    const labels = renderLabels(sample.labels as Record<string, string>, declaration.labels);
    if (seen.has(labels)) {
      return { reason: "duplicate_series", message: `has the labels {${clip(labels)}} twice` };
    }
    seen.add(labels);
    const lines = isHistogram ? (sample.buckets as readonly unknown[]).length + 2 : 1;
    series += lines;
    chars += lines * (name.length + labels.length + LINE_CHARS);
  }
  return {
    family: { declaration, samples: samples as readonly (Sample | HistogramSample)[] },
    series,
    chars,
  };
}

function checkLabels(labels: unknown, declared: readonly string[]): FamilyFault | undefined {
  if (!isRecord(labels)) return { reason: "family_shape", message: "has a sample without labels" };
  const names = Object.keys(labels);
  if (names.length !== declared.length || !declared.every((name) => Object.hasOwn(labels, name))) {
    const wanted = `{${declared.join(", ")}}`;
    return {
      reason: "label_set",
      message: `has a sample with the labels {${
        clip(names.join(", "))
      }}, the manifest says ${wanted}`,
    };
  }
  for (const name of declared) {
    const problem = labelProblem(labels[name]);
    if (problem) return { reason: "label_value", message: `has a label "${name}" ${problem}` };
  }
  return undefined;
}

function labelProblem(value: unknown): string | undefined {
  if (typeof value !== "string") return "that is not text";
  // Three bytes is the most that a UTF-16 unit takes; most values are short and need no count.
  if (value.length * 3 > LIMITS.labelValueBytes && byteLength(value) > LIMITS.labelValueBytes) {
    return `of more than ${LIMITS.labelValueBytes} bytes`;
  }
  if (!value.isWellFormed()) return "that is not valid Unicode";
  // deno-lint-ignore no-control-regex -- what it looks for
  if (/[\u0000-\u0009\u000b-\u001f\u007f]/.test(value)) return "with control characters";
  return undefined;
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}

function clip(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}...` : text;
}
