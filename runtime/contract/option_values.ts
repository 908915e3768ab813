/** Turns the options that a manifest declares into the schema of what the operator may write. */
import { parseDuration } from "./duration.ts";
import { isRecord } from "./record.ts";
import { secretKeys } from "./option.ts";
import type { PluginOption, PluginOptions } from "./option.ts";
import { formatAmount, optionRule } from "./option_rule.ts";
import { parseSize } from "./size.ts";
import { z } from "./zod.ts";

/** Headers that carry secrets, which the configuration would show to the host and in answers. */
const SECRET_HEADER =
  /^(?:authorization|proxy-authorization|cookie|x-auth.*|.*-key|.*(?:api-?key|token|secret|password).*)$/i;

const NAME = /^[\w.:-]+$/;
const REQUIRED = "is required";

type Values = Record<string, unknown>;

/**
 * The schema of a plugin's section of config.yaml: unknown keys are errors, defaults are filled in,
 * durations become milliseconds and sizes bytes.
 */
export function optionValuesSchema(options: PluginOptions): z.ZodType<Values> {
  return valuesSchema(options, "must be a mapping");
}

/** The schema of one option's value, defaults of its fields among it. */
export function optionValueSchema(option: PluginOption): z.ZodType {
  const rule = saying(optionRule(option));
  switch (option.type) {
    case "boolean":
    case "containers":
      return z.boolean(rule);
    case "number":
      return within(z.number(rule), option, rule);
    case "integer":
      return within(z.int(rule), option, rule);
    case "string":
      return textSchema(option);
    case "string[]":
      return listSchema(z.string(saying("must be text")).refine(...textRule(option)), option);
    case "enum":
      return z.enum(option.values, rule);
    case "duration":
      return amountSchema(option, parseDuration);
    case "size":
      return amountSchema(option, parseSize);
    case "url":
      return z.string(rule).check(checkUrl);
    case "headers":
      return z.record(z.string(), z.unknown(), rule).check(checkHeaders);
    case "secret":
      return z.string(rule).min(1, rule);
    case "object":
      return objectSchema(option);
    case "object[]":
      return listSchema(
        option.fields
          ? valuesSchema(option.fields, "must be a mapping")
          : z.custom(isRecord, saying("must be a mapping")),
        option,
      );
  }
}

function valuesSchema(options: PluginOptions, rule: string): z.ZodType<Values> {
  const shape = Object.fromEntries(
    Object.entries(options).flatMap(([key, option]) => makeShape(key, option)),
  );
  const { error } = saying(rule);
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === "unrecognized_keys"
        ? `must not hold the unknown key ${issue.keys.join(", ")}`
        : error(issue),
  })
    .check((context) => checkTogether(options, context))
    .transform((values) =>
      Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))
    );
}

function makeShape(key: string, option: PluginOption): [string, z.ZodType][] {
  const schema = optionValueSchema(option);
  if (option.type === "secret") return secretKeys(key).map((one) => [one, schema.optional()]);
  const standard = option.type === "containers" ? option.default ?? true : option.default;
  if (standard !== undefined) return [[key, schema.prefault(() => structuredClone(standard))]];
  return [[key, option.required ? schema : schema.optional()]];
}

/** Checks the rules that concern several options. */
function checkTogether(
  options: PluginOptions,
  { value, issues }: z.core.ParsePayload<Values>,
): void {
  const refuse = (key: string, message: string) =>
    issues.push({ code: "custom", message, path: [key], input: value });
  for (const [key, option] of Object.entries(options)) {
    if (option.type === "secret") {
      const [variable, file] = secretKeys(key);
      if (value[variable] !== undefined && value[file] !== undefined) {
        refuse(file, `cannot be combined with ${variable}; keep one`);
      }
      if (option.required && value[variable] === undefined && value[file] === undefined) {
        refuse(variable, `${REQUIRED}, or ${file} instead`);
      }
    }
    if (!("notAbove" in option) || option.notAbove === undefined) continue;
    const [amount, bound] = [value[key], value[option.notAbove]];
    if (typeof amount === "number" && typeof bound === "number" && amount > bound) {
      const shown = formatAmount(option.type, bound);
      refuse(key, `must not be above ${option.notAbove}, which is ${shown}`);
    }
  }
}

function textSchema(option: Extract<PluginOption, { type: "string" }>): z.ZodType {
  const [isWithin, rule] = textRule(option);
  const isText = (text: string) => isWithin(text) && (option.format !== "name" || NAME.test(text));
  return z.string(rule).refine(isText, rule);
}

function textRule(
  option: Extract<PluginOption, { type: "string" | "string[]" }>,
): [(text: string) => boolean, { error: (issue: Faulty) => string }] {
  const { minLength = 0, maxLength = Infinity } = option;
  return [
    (text) => text.trim().length >= minLength && text.length <= maxLength,
    saying(optionRule(option)),
  ];
}

function listSchema(
  item: z.ZodType,
  option: Extract<PluginOption, { type: "string[]" | "object[]" }>,
): z.ZodType {
  const { minItems = 0, maxItems = Infinity } = option;
  const rule = saying(optionRule(option));
  return z.array(item, rule)
    .refine(({ length }) => length >= minItems && length <= maxItems, rule);
}

function within(
  schema: z.ZodNumber,
  { min = -Infinity, max = Infinity }: { min?: number | undefined; max?: number | undefined },
  rule: { error: (issue: Faulty) => string },
): z.ZodType {
  return schema.refine((value) => value >= min && value <= max, rule);
}

/** Reads a text with a unit as a number of the smallest unit. */
function amountSchema(
  option: Extract<PluginOption, { type: "duration" | "size" }>,
  parse: (text: string) => number,
): z.ZodType {
  const { min = 0, max = Infinity } = option;
  const isPlain = option.type === "duration" && option.plainNumber !== undefined;
  const { error } = saying(optionRule(option));
  return z.unknown().transform((input, { issues }) => {
    const amount = isPlain && Number.isInteger(input) ? Number(input) : readAmount(input, parse);
    if (amount !== undefined && amount >= min && amount <= max) return amount;
    issues.push({ code: "custom", message: error({ input }), input });
    return z.NEVER;
  });
}

function readAmount(input: unknown, parse: (text: string) => number): number | undefined {
  try {
    return typeof input === "string" ? parse(input) : undefined;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return undefined;
  }
}

function objectSchema(option: Extract<PluginOption, { type: "object" }>): z.ZodType {
  const schema = valuesSchema(option.fields, optionRule(option));
  if (!option.toggle) return schema;
  return z.preprocess(
    (input) => input === true ? {} : input === false || input === null ? undefined : input,
    schema.optional(),
  );
}

/** Refuses what no address of a server holds, and what may be a secret. */
function checkUrl({ value, issues }: z.core.ParsePayload<string>): void {
  const refuse = (message: string, isSecret = false) =>
    issues.push({ code: "custom", message, params: { isSecret }, input: value });
  const url = URL.parse(value);
  if (!url || !/^https?:$/.test(url.protocol)) {
    refuse("must be an address such as http://127.0.0.1:8000");
  } else if (url.username !== "" || url.password !== "") {
    refuse("must not contain a user name or password", true);
  } else if (url.search !== "" || url.hash !== "") {
    refuse("must not have a query or fragment", true);
  }
}

function checkHeaders({ value, issues }: z.core.ParsePayload<Record<string, unknown>>): void {
  const refuse = (message: string, path: string[], isSecret = false) =>
    issues.push({ code: "custom", message, path, params: { isSecret }, input: value });
  for (const [name, text] of Object.entries(value)) {
    // The name itself may hold what belongs behind it.
    if (!/^[\w-]{1,64}$/.test(name)) refuse("must have names such as X-Tenant", []);
    else if (SECRET_HEADER.test(name)) {
      refuse("must not contain a secret, because others can read it", [name], true);
      // deno-lint-ignore no-control-regex -- what a header may not hold
    } else if (typeof text !== "string" || /[\x00-\x1f\x7f]/.test(text)) {
      refuse("must be text on one line", [name]);
    }
  }
}

interface Faulty {
  readonly input?: unknown;
}

/** Names the broken rule; an absent value can only break the rule that it is required. */
function saying(rule: string): { error: (issue: Faulty) => string } {
  return { error: ({ input }) => input === undefined ? REQUIRED : rule };
}
