/** Replaces variables in a text, as Grafana and its Prometheus data source do. */

/** A variable with the value that is chosen. */
export interface Chosen {
  readonly name: string;
  /** One value, or several where the variable may have several. */
  readonly value: string | readonly string[];
  readonly text: string;
  /** It may have several values, or all: then its values are matched as regular expressions. */
  readonly isMulti: boolean;
  /** It stands for all by an expression of its own, which is put in as it is. */
  readonly isAllValue?: boolean;
}

export type Scope = ReadonlyMap<string, Chosen>;

const REFERENCE = /\$(\w+)|\[\[(\w+?)(?::(\w+))?\]\]|\$\{(\w+)(?::(\w+))?\}/g;

const FORMATS: Readonly<Record<string, (values: readonly string[], chosen: Chosen) => string>> = {
  raw: (values) => values.join(","),
  csv: (values) => values.join(","),
  pipe: (values) => values.join("|"),
  regex: (values) => alternatives(values.map((value) => value.replaceAll(SPECIAL, "\\$&"))),
  text: (_, chosen) => chosen.text,
  queryparam: (values, { name }) =>
    values.map((value) => `var-${name}=${encodeURIComponent(value)}`).join("&"),
};
const SPECIAL = /[\\^$*+?.()|[\]{}/]/g;

/**
 * Returns the text with its variables replaced.
 *
 * @throws {Error} It names a variable or a format that there is not.
 */
export function interpolate(text: string, scope: Scope): string {
  return text.replaceAll(REFERENCE, (whole, plain, square, squareFormat, curly, curlyFormat) => {
    const name: string = plain ?? square ?? curly;
    const chosen = scope.get(name);
    // A group of a regular expression, as in label_replace.
    if (!chosen && /^\d+$/.test(name)) return whole;
    if (!chosen) throw new Error(`There is no variable "${name}" (in ${text})`);
    const format: string | undefined = squareFormat ?? curlyFormat;
    if (chosen.isAllValue) return String(chosen.value);
    const values = typeof chosen.value === "string" ? [chosen.value] : chosen.value;
    if (format === undefined) return forPrometheus(values, chosen);
    const put = FORMATS[format];
    if (!put) throw new Error(`There is no format "${format}" (${whole} in ${text})`);
    return put(values, chosen);
  });
}

/** Escapes twice: for the string in PromQL, and for the regular expression in it. */
function forPrometheus(values: readonly string[], { isMulti }: Chosen): string {
  if (!isMulti) return values.join(",");
  return alternatives(
    values.map((value) =>
      value.replaceAll("\\", "\\\\\\\\").replaceAll(/[$^*{}[\]'+?.()|]/g, "\\\\$&")
    ),
  );
}

function alternatives(values: readonly string[]): string {
  const [only] = values;
  return values.length === 1 && only !== undefined ? only : `(${values.join("|")})`;
}
