import type { MetricsEncoding, MetricsFormat } from "./ports.ts";

/** The content type of each format. */
export const METRICS_CONTENT_TYPES: Readonly<Record<MetricsFormat, string>> = {
  text: "text/plain; version=0.0.4; charset=utf-8",
  openmetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8",
};

interface Choice {
  /** Media type or coding, lower case. */
  readonly name: string;
  readonly parameters: ReadonlyMap<string, string>;
  /** From 0, "never", to 1. */
  readonly quality: number;
}

/**
 * The format for an `Accept` header. OpenMetrics has to be asked for by name and wins a tie;
 * whoever accepts neither gets the text, which every scraper reads, and not a 406.
 */
export function negotiateFormat(accept: string | undefined): MetricsFormat {
  if (!accept) return "text";
  const choices = parseChoices(accept);
  const openmetrics = best(choices, "application/openmetrics-text", "1.0.0") ?? 0;
  if (openmetrics === 0) return "text";
  const text = best(choices, "text/plain", "0.0.4") ?? best(choices, "text/*") ??
    best(choices, "*/*") ?? 0;
  return openmetrics >= text ? "openmetrics" : "text";
}

/**
 * The encoding for an `Accept-Encoding` header: gzip where the client takes it as gladly as none.
 */
export function negotiateEncoding(acceptEncoding: string | undefined): MetricsEncoding {
  if (!acceptEncoding) return "identity";
  const choices = parseChoices(acceptEncoding);
  const gzip = best(choices, "gzip") ?? best(choices, "x-gzip") ?? best(choices, "*") ?? 0;
  const identity = best(choices, "identity") ?? 0;
  return gzip > 0 && gzip >= identity ? "gzip" : "identity";
}

/** The highest quality among the choices of a name that ask for no other version than this one. */
function best(choices: readonly Choice[], name: string, version?: string): number | undefined {
  let quality: number | undefined;
  for (const choice of choices) {
    if (choice.name !== name) continue;
    const asked = choice.parameters.get("version");
    if (version !== undefined && asked !== undefined && asked !== version) continue;
    quality = Math.max(quality ?? 0, choice.quality);
  }
  return quality;
}

function parseChoices(header: string): Choice[] {
  return header.split(",").map((item) => {
    const [name = "", ...rest] = item.split(";");
    const parameters = new Map(rest.map(parseParameter));
    return { name: name.trim().toLowerCase(), parameters, quality: parseQuality(parameters) };
  });
}

function parseParameter(text: string): [name: string, value: string] {
  const equals = text.indexOf("=");
  if (equals < 0) return [text.trim().toLowerCase(), ""];
  const value = text.slice(equals + 1).trim();
  return [text.slice(0, equals).trim().toLowerCase(), value.replace(/^"(.*)"$/, "$1")];
}

/** A quality that cannot be read counts as 0: a client that garbles it gets the plain default. */
function parseQuality(parameters: ReadonlyMap<string, string>): number {
  const text = parameters.get("q");
  if (text === undefined) return 1;
  return /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.test(text) ? Number(text) : 0;
}
