import { createHash } from "node:crypto";

/** The fields of an object in JSON or YAML. */
export type Fields = Readonly<Record<string, unknown>>;

/** Values that a template may name; a function is called with the scope when its name is met. */
export type Scope = Fields;

const GIB = 2 ** 30;
const NAME = String.raw`([\w.]+)(?: \| (\w+))?`;
const WHOLE = new RegExp(`^\\$${NAME}$`);
const PART = new RegExp(`\\$\\{${NAME}\\}`, "g");

/** Conversions that a template may put behind a name, as in `$outcome.totalSeconds | ns`. */
const FILTERS: Readonly<Record<string, (value: unknown) => unknown>> = {
  ms: (seconds) => Number(seconds) * 1e3,
  wholeMs: (seconds) => String(Math.round(Number(seconds) * 1e3)),
  ns: (seconds) => Math.round(Number(seconds) * 1e9),
  gib: (bytes) => Number(bytes) / GIB,
  round: (number) => Math.round(Number(number)),
  percent: (ratio) => Math.round(Number(ratio) * 100),
  floor: (number) => Math.floor(Number(number)),
  fixed2: (number) => Number(number).toFixed(2),
  unlessZero: (number) => number === 0 ? undefined : number,
  unlessEmpty: (text) => text === "" ? undefined : text,
  time: (unixSeconds) => new Date(Number(unixSeconds) * 1e3).toISOString(),
  fileName: (path) => String(path).split("/").at(-1),
  sha256: (text) => createHash("sha256").update(String(text)).digest("hex"),
  /** As LiteLLM's proxy names a deployment. */
  deployment: (name) => {
    let hash = 0;
    for (const letter of String(name)) hash = (hash * 33 + (letter.codePointAt(0) ?? 0)) >>> 0;
    return hash.toString(16).padStart(8, "0").repeat(8);
  },
};

/**
 * Renders a document. `$name` and `${name}` stand for values of the scope, `{ $each: models, as: ... }` for
 * a list of them (or of others, with `named: slot`), and `{ $if: ..., then: ..., else: ... }` for one of two documents.
 *
 * @throws {Error} for a name that is not there.
 */
export function render(template: unknown, scope: Scope): unknown {
  if (typeof template === "string") return renderText(template, scope);
  if (Array.isArray(template)) return template.map((part) => render(part, scope));
  if (!isFields(template)) return template;
  if ("$if" in template) {
    return render(holds(template.$if, scope) ? template.then : template.else, scope);
  }
  if ("$each" in template) {
    const items = lookUp(String(template.$each), scope);
    if (!Array.isArray(items)) throw new Error(`"${template.$each}" is no list`);
    const name = String(template.named ?? "model");
    return items.map((item) => render(template.as, { ...scope, [name]: item }));
  }
  return renderFields(template, scope);
}

/** Renders each field of a document. */
export function renderFields(fields: Scope, scope: Scope): Record<string, unknown> {
  const entries = Object.entries(fields).map(([name, field]) => [
    String(renderText(name, scope)),
    render(field, scope),
  ]);
  return Object.fromEntries(entries);
}

/** Renders fields that are texts, such as headers and labels. */
export function renderTexts(fields: Scope, scope: Scope): Record<string, string> {
  const rendered = Object.entries(renderFields(fields, scope));
  return Object.fromEntries(rendered.map(([name, value]) => [name, String(value)]));
}

/** Tells whether a condition holds: `name`, `not name`, or `name == value`. */
export function holds(condition: unknown, scope: Scope): boolean {
  const [name = "", value] = String(condition).split(" == ");
  if (value !== undefined) return lookUp(name, scope) === JSON.parse(value);
  return name.startsWith("not ") ? !lookUp(name.slice(4), scope) : Boolean(lookUp(name, scope));
}

/** Finds the value of a name, as `model.name`. */
export function lookUp(path: string, scope: Scope): unknown {
  const [first = "", ...rest] = path.split(".");
  if (!Object.hasOwn(scope, first)) {
    throw new Error(`There is no "${first}", but ${Object.keys(scope).join(", ")}`);
  }
  let value = scope[first];
  if (typeof value === "function") value = value(scope);
  for (const name of rest) {
    value = typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
  }
  return value;
}

function renderText(text: string, scope: Scope): unknown {
  const [, name, filter] = WHOLE.exec(text) ?? [];
  if (name !== undefined) return convert(lookUp(name, scope), filter);
  return text.replace(PART, (_, name, filter) => String(convert(lookUp(name, scope), filter)));
}

function convert(value: unknown, filter: string | undefined): unknown {
  if (filter === undefined) return value;
  const convertValue = FILTERS[filter];
  if (!convertValue) throw new Error(`There is no "${filter}", but ${Object.keys(FILTERS)}`);
  return convertValue(value);
}

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
