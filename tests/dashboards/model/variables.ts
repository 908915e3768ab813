/** Chooses the values of a board's variables, as Grafana does when the board is opened. */
import type { Variable } from "./board.ts";
import { interpolate } from "./interpolate.ts";
import type { Chosen } from "./interpolate.ts";
import type { PrometheusApi, Series, TimeSpan } from "./prometheus_api.ts";

/** The name of the only data source of each type. */
export const DATA_SOURCES: Readonly<Record<string, string>> = {
  prometheus: "Prometheus",
  loki: "Loki",
};

/** A variable as it stands above the board. */
export interface Resolved extends Chosen {
  readonly label: string;
  readonly isHidden: boolean;
  /** The choices; empty for one that asks the user, or holds a constant. */
  readonly options: readonly string[];
}

const ALL = "$__all";

/** Resolves variables in their order, since each may use those before it. */
export async function resolveVariables(
  variables: readonly Variable[],
  api: PrometheusApi,
  span: TimeSpan,
): Promise<Map<string, Resolved>> {
  const scope = new Map<string, Resolved>();
  for (const variable of variables) {
    const options = await findOptions(variable, scope, api, span);
    scope.set(variable.name, choose(variable, options));
  }
  return scope;
}

async function findOptions(
  variable: Variable,
  scope: ReadonlyMap<string, Resolved>,
  api: PrometheusApi,
  span: TimeSpan,
): Promise<string[]> {
  const text = readQuery(variable);
  switch (variable.type) {
    case "datasource": {
      const name = DATA_SOURCES[text];
      if (name === undefined) {
        throw new Error(`Variable "${variable.name}": no source of "${text}"`);
      }
      return [name];
    }
    case "query":
      if (variable.datasource?.type === "loki") return [];
      return refine(variable, await ask(interpolate(text, scope), api, span));
    case "custom":
    case "interval":
      return text.split(/(?<!\\),/).map((option) => parseOption(option.trim()));
    case "constant":
    case "textbox":
      return [];
    default:
      throw new Error(
        `Variable "${variable.name}" is of a type that is not drawn: ${variable.type}`,
      );
  }
}

/** `Text : value` is a custom option with a text of its own. */
function parseOption(option: string): string {
  return / : (.*)$/.exec(option)?.[1] ?? option;
}

function readQuery({ query, definition }: Variable): string {
  return (typeof query === "string" ? query : query?.query) ?? definition ?? "";
}

async function ask(text: string, api: PrometheusApi, span: TimeSpan): Promise<string[]> {
  const [, selector, label = ""] = /^label_values\((?:(.+),)?\s*(\w+)\s*\)\s*$/.exec(text) ?? [];
  if (label !== "") return await api.labelValues(label, selector?.trim(), span);
  const [, expr] = /^query_result\((.+)\)\s*$/s.exec(text) ?? [];
  if (expr !== undefined) return (await api.query(expr, span.toSeconds)).map(asResult);
  const [, pattern] = /^metrics\((.+)\)\s*$/.exec(text) ?? [];
  if (pattern === undefined) throw new Error(`This is no query of a variable: ${text}`);
  const names = await api.labelValues("__name__", undefined, span);
  return names.filter((name) => new RegExp(pattern).test(name));
}

function asResult({ metric, values }: Series): string {
  const { __name__: name = "", ...labels } = metric;
  const [time, value] = values[0] ?? [0, ""];
  const inside = Object.entries(labels).map(([key, of]) => `${key}="${of}"`).join(",");
  return `${name}{${inside}} ${value} ${time * 1_000}`;
}

/** Picks the part that the variable's expression matches, without doubles, in its order. */
function refine({ regex = "", sort = 0 }: Variable, found: readonly string[]): string[] {
  const [, source, flags = ""] = /^\/(.*)\/(\w*)$/s.exec(regex) ?? [undefined, regex, ""];
  const pattern = source ? new RegExp(source, flags.replace("g", "")) : undefined;
  const picked = found.flatMap((value) => {
    if (!pattern) return [value];
    const match = pattern.exec(value);
    return match ? [match.groups?.["value"] ?? match[1] ?? match[0]] : [];
  });
  const unique = [...new Set(picked)];
  if (sort === 0) return unique;
  const number = (value: string) => Number(/\d+/.exec(value)?.[0] ?? -1);
  const compare = sort === 3 || sort === 4
    ? (a: string, b: string) => number(a) - number(b)
    : (a: string, b: string) => a < b ? -1 : a > b ? 1 : 0;
  unique.sort(compare);
  return sort % 2 === 0 ? unique.reverse() : unique;
}

function choose(variable: Variable, options: readonly string[]): Resolved {
  const { name, includeAll = false, multi = false, allValue, current } = variable;
  const base = {
    name,
    label: variable.label ?? name,
    isHidden: (variable.hide ?? 0) === 2,
    isMulti: multi || includeAll,
    options,
  };
  if (variable.type === "constant" || variable.type === "textbox") {
    const value = typeof current?.value === "string" ? current.value : readQuery(variable);
    return { ...base, value, text: value };
  }
  const wanted = [current?.value ?? []].flat().filter((value) => value !== "");
  const isAll = includeAll && (wanted.length === 0 || wanted.includes(ALL));
  if (isAll && allValue) return { ...base, value: allValue, text: "All", isAllValue: true };
  if (isAll) return { ...base, value: options, text: "All" };
  const there = wanted.filter((value) => options.includes(value));
  const values = there.length > 0 ? there : options.slice(0, 1);
  return { ...base, value: multi ? values : values[0] ?? "", text: values.join(" + ") };
}
