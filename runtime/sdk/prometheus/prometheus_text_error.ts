const RULES = {
  metric_name: "a line has to start with a metric name and a space or labels",
  label_name: 'a label has to look like name="value"',
  label_value: "a label's value has to end with a double quote",
  labels_end: "labels have to be separated by commas and to end with a closing brace",
  duplicate_label: "a sample may have each label once",
  value: "a value has to be a number, NaN, +Inf or -Inf",
  timestamp: "only a timestamp, which is a number, may follow a value",
  exemplar: "text after a # that follows a value has to be an exemplar",
  metric_type: "a TYPE line has to name one of the types of Prometheus or OpenMetrics",
  after_eof: "nothing may follow # EOF",
  too_many_samples: "the text has more samples than maxSamples allows",
} as const;

/** The rule that a line of a Prometheus text breaks. */
export type PrometheusRule = keyof typeof RULES;

/** A text that is neither Prometheus text nor OpenMetrics. */
export class PrometheusTextError extends Error {
  override readonly name = "PrometheusTextError";
  /** Counted from 1. */
  readonly line: number;
  readonly rule: PrometheusRule;
  /** The rule in words, without anything of the text. */
  readonly explanation: string;

  constructor(rule: PrometheusRule, { line, text }: { line: number; text: string }) {
    const shown = JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}...` : text);
    super(`Cannot read line ${line} of the Prometheus text, ${shown}: ${RULES[rule]}`);
    this.line = line;
    this.rule = rule;
    this.explanation = RULES[rule];
  }
}
