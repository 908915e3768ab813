/** HTML that is safe to send: only {@linkcode html} makes it. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toString(): string {
    return this.text;
  }
}

type Value = string | number | Markup | readonly Value[] | false | null | undefined;

/** Joins a template to HTML. Every value is escaped unless it is markup already. */
export function html(strings: TemplateStringsArray, ...values: readonly Value[]): Markup {
  const pieces = compact(strings);
  let text = pieces[0] ?? "";
  values.forEach((value, index) => {
    text += render(value) + (pieces[index + 1] ?? "");
  });
  return new Markup(text);
}

const COMPACT = new WeakMap<TemplateStringsArray, readonly string[]>();

/** The fixed text of a template, made once: indentation is for those who read the source. */
function compact(strings: TemplateStringsArray): readonly string[] {
  const known = COMPACT.get(strings);
  if (known) return known;
  const pieces = strings.map((text) => text.replace(/\s*\n\s*/g, "\n"));
  COMPACT.set(strings, pieces);
  return pieces;
}

function render(value: Value): string {
  if (typeof value === "string") return escapeText(value);
  if (typeof value === "number") return String(value);
  if (value instanceof Markup) return value.text;
  if (Array.isArray(value)) return value.map(render).join("");
  return "";
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
/** Characters of HTML, and those that turn text round, hide it or break it: names come from servers. */
const UNSAFE = /[&<>"']|[\p{Cc}\p{Cf}\u2028\u2029]/gu;
const MAYBE_UNSAFE = /[&<>"']|[^ -~]/;

/** Escapes a text for HTML, also within quotes. What cannot be seen is written as its number. */
export function escapeText(text: string): string {
  if (!MAYBE_UNSAFE.test(text)) return text;
  return text.toWellFormed().replace(UNSAFE, (found) => {
    if (found === "\n" || found === "\t") return found;
    return ENTITIES[found] ??
      `\\u${(found.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`;
  });
}
