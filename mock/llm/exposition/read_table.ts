import { BOUNDS } from "./bounds.ts";
import type { Labels } from "./family.ts";
import type { Bounds, LabelsOf, Observation, Row, Value } from "./table.ts";
import { completed, OBSERVATIONS, VALUES } from "./values.ts";

/** Names that a table may use besides VALUES and BOUNDS; its own names come first. */
export interface Vocabulary {
  readonly values?: Readonly<Record<string, Value>>;
  readonly bounds?: Readonly<Record<string, Bounds>>;
  readonly labels?: Readonly<Record<string, Labels | LabelsOf>>;
}

const HEADER = "name,type,value,labels,buckets,help";

/**
 * Reads a table of metrics, a family in each line of CSV; the help is the rest of its line.
 *
 * - type: gauge, counter or histogram; with `?` a series is absent until its first event.
 * - value: a number or a name; several, with `|` between them, are several samples.
 * - labels: `name=value`, with `|` between the values of the samples, or `@name` of the vocabulary. After
 *   `-` the labels of the model are left out.
 * - buckets: numbers, or the name of bounds.
 *
 * @throws {Error} with file and line of what cannot be read.
 */
export function readTable(text: string, file: string, own: Vocabulary = {}): Row[] {
  const [header, ...lines] = text.trimEnd().split("\n");
  if (header !== HEADER) throw new Error(`Cannot read ${file}:1: it must be ${HEADER}`);
  return lines.map((line, index) => {
    try {
      return readRow(line, own);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new Error(`Cannot read ${file}:${index + 2}: ${reason}`, { cause });
    }
  });
}

function readRow(line: string, own: Vocabulary): Row {
  const [name = "", type = "", value = "", labels = "", buckets = "", ...rest] = line.split(",");
  const isLazy = type.endsWith("?");
  const words = labels.split(" ").filter((word) => word !== "");
  const isBare = words[0] === "-";
  const values = value.split("|");
  const { all, isOfModel } = readLabels(isBare ? words.slice(1) : words, values.length, own);
  const scope = !isBare ? "model" : isOfModel ? "row" : "server";
  const base = { name, help: rest.join(","), isLazy, scope } as const;
  switch (type.replace("?", "")) {
    case "histogram":
      return {
        ...base,
        type: "histogram",
        labels: all(0),
        bounds: findBounds(buckets, own),
        observation: findObservation(value),
      };
    case "gauge":
    case "counter":
      return {
        ...base,
        type: type.startsWith("gauge") ? "gauge" : "counter",
        samples: values.map((one, index) => ({ labels: all(index), value: findValue(one, own) })),
      };
    default:
      throw new Error(`there is no type "${type}"`);
  }
}

function readLabels(
  words: readonly string[],
  count: number,
  own: Vocabulary,
): { readonly all: (sample: number) => LabelsOf; readonly isOfModel: boolean } {
  const parts = words.map((word): Labels[] | LabelsOf => {
    if (word.startsWith("@")) {
      const labels = named("set of labels", word.slice(1), own.labels);
      return typeof labels === "function" ? labels : [labels];
    }
    const [name = "", values] = word.split("=");
    if (values === undefined) throw new Error(`the label "${name}" has no value`);
    const each = values.split("|");
    if (each.length > 1 && each.length !== count) {
      throw new Error(`there are ${each.length} values of labels for ${count} samples`);
    }
    return each.map((value) => ({ [name]: value }));
  });
  if (count > 1 && !words.some((word) => word.split("|").length === count)) {
    throw new Error(`there are ${count} samples that no label tells apart`);
  }
  const all = (sample: number): LabelsOf => (metrics) =>
    Object.assign(
      {},
      ...parts.map((part) =>
        typeof part === "function" ? part(metrics) : part[sample] ?? part.at(-1)
      ),
    );
  return { all, isOfModel: parts.some((part) => typeof part === "function") };
}

function findValue(name: string, { values }: Vocabulary): Value {
  const number = parseNumber(name);
  return number === undefined ? named("value", name, { ...VALUES, ...values }) : () => number;
}

function findObservation(name: string): Observation {
  const number = parseNumber(name);
  return number === undefined ? named("observation", name, OBSERVATIONS) : completed(() => number);
}

function findBounds(text: string, { bounds }: Vocabulary): Bounds {
  const numbers = text.split(" ").map(parseNumber);
  const isList = numbers.every((number) => number !== undefined);
  return isList ? numbers : named("list of bounds", text, { ...BOUNDS, ...bounds });
}

function parseNumber(text: string): number | undefined {
  return /^-?\d/.test(text) ? Number(text) : undefined;
}

function named<T>(what: string, name: string, known: Readonly<Record<string, T>> = {}): T {
  const found = Object.hasOwn(known, name) ? known[name] : undefined;
  if (found === undefined) {
    throw new Error(`there is no ${what} "${name}", but ${Object.keys(known).join(", ")}`);
  }
  return found;
}
