import { LIMITS } from "../../contract/limits.ts";
import { PlainLines } from "./plain_lines.ts";
import { PrometheusFamilies } from "./prometheus_families.ts";
import type { ParsedFamily } from "./prometheus_families.ts";
import { lineEnd, parseSampleLine, skipName } from "./prometheus_line.ts";
import { PrometheusTextError } from "./prometheus_text_error.ts";
import type { PrometheusRule } from "./prometheus_text_error.ts";
export type { ParsedFamily, ParsedType } from "./prometheus_families.ts";

/** Options of {@linkcode parsePrometheus}. */
export interface ParsePrometheusOptions {
  /** Maximum number of samples; more are an error. */
  readonly maxSamples?: number;
  /**
   * Returns whether a family is wanted, by its name as TYPE or, without that, the sample has it. Others are
   * left out, and their samples are passed over unread: they may be wrong, and do not count.
   */
  readonly wanted?: (family: string) => boolean;
}

/**
 * Reads Prometheus text 0.0.4 or OpenMetrics 1.0, in time that grows with the text's length alone.
 * Timestamps and exemplars are dropped; later metadata replaces earlier. Samples with the same labels
 * share them: do not change them.
 *
 * @throws {PrometheusTextError} at the first line that is neither.
 */
export function parsePrometheus(
  text: string,
  { maxSamples = LIMITS.seriesPerPlugin, wanted = () => true }: ParsePrometheusOptions = {},
): ParsedFamily[] {
  const families = new PrometheusFamilies(wanted);
  const lines = new PlainLines(text, families);
  let ended = false;
  for (let from = 0; from < text.length;) {
    const next = ended ? undefined : lines.read(from);
    if (next !== undefined) {
      if (families.sampleCount > maxSamples) throw errorAt(text, from, "too_many_samples");
      from = next;
      continue;
    }
    lines.forget();
    const end = lineEnd(text, from);
    const line = text.slice(from, end).trim();
    const broken = ended && line !== "" ? "after_eof" : readLine(line, families);
    if (broken) throw errorAt(text, from, broken);
    if (families.sampleCount > maxSamples) throw errorAt(text, from, "too_many_samples");
    ended ||= line === "# EOF";
    from = end + 1;
  }
  return families.list();
}

/** Reads a line of any kind; returns the rule that it breaks, when it breaks one. */
function readLine(line: string, families: PrometheusFamilies): PrometheusRule | undefined {
  if (line === "") return undefined;
  if (line.startsWith("#")) return families.readMetadata(line);
  const name = line.slice(0, skipName(line, 0, true));
  if (name !== "" && !families.ofSample(name).isWanted) return undefined;
  const sample = parseSampleLine(line);
  if (typeof sample === "string") return sample;
  families.add(families.ofSample(sample.name), sample);
  return undefined;
}

/** The error of the line that begins at `from`. */
function errorAt(text: string, from: number, rule: PrometheusRule): PrometheusTextError {
  let line = 1;
  for (let at = text.indexOf("\n"); at !== -1 && at < from; at = text.indexOf("\n", at + 1)) line++;
  return new PrometheusTextError(rule, {
    line,
    text: text.slice(from, lineEnd(text, from)).trim(),
  });
}
