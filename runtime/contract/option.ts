/** The options that a plugin offers the operator: `config` of plugin.yaml. */
import { containerLabelsSchema } from "./container_labels.ts";
import type { ContainerLabels } from "./container_labels.ts";
import { durationField, printedText, sizeField } from "./fields.ts";
import { z } from "./zod.ts";

/** Objects in objects. A bound keeps the manifest of a stranger from being as deep as it is long. */
const MAX_DEPTH = 3;

interface Described {
  readonly description: string;
  /** True if the operator has to set it. */
  readonly required?: boolean | undefined;
  /** The value as the operator would write it. */
  readonly default?: unknown;
}

interface Bounded extends Described {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  /** The option beside it that it must not exceed. */
  readonly notAbove?: string | undefined;
}

interface Texts {
  /** Characters, without surrounding white space. */
  readonly minLength?: number | undefined;
  readonly maxLength?: number | undefined;
}

interface Items {
  readonly minItems?: number | undefined;
  readonly maxItems?: number | undefined;
}

/** `true` or `false`; an http or https address; header lines. */
type PlainOption = Described & { readonly type: "boolean" | "url" | "headers" };
/** Containers that carry the labels, which the kernel finds; the operator may say false. */
type ContainersOption = Described & {
  readonly type: "containers";
  readonly labels: ContainerLabels;
};
type NumberOption = Bounded & { readonly type: "number" | "integer" };
type StringOption = Described & Texts & {
  readonly type: "string";
  readonly format?: "name" | undefined;
};
type StringsOption = Described & Texts & Items & { readonly type: "string[]" };
type EnumOption = Described & { readonly type: "enum"; readonly values: readonly string[] };
type DurationOption = Bounded & {
  readonly type: "duration";
  /** Unit of a number without one; such a number is refused by default. */
  readonly plainNumber?: "milliseconds" | undefined;
};
type SizeOption = Bounded & { readonly type: "size" };
/** `apiKey` is set as `apiKeyEnv` or `apiKeyFile`: the name of what holds it, never the secret. */
type SecretOption = Described & { readonly type: "secret" };
type ObjectOption = Described & {
  readonly type: "object";
  readonly fields: PluginOptions;
  /** True if `true` stands for an object of defaults, and `false` for none. */
  readonly toggle?: boolean | undefined;
};
/** Without fields, its objects may hold anything. */
type ObjectsOption = Described & Items & {
  readonly type: "object[]";
  readonly fields?: PluginOptions | undefined;
};

/** An option, or a field of an option that holds objects. Durations are ms, sizes bytes. */
export type PluginOption =
  | PlainOption
  | ContainersOption
  | NumberOption
  | StringOption
  | StringsOption
  | EnumOption
  | DurationOption
  | SizeOption
  | SecretOption
  | ObjectOption
  | ObjectsOption;

/** Options by their keys. */
export interface PluginOptions {
  readonly [key: string]: PluginOption;
}

/** Types that an option may have. */
export const OPTION_TYPES = [
  "boolean",
  "number",
  "integer",
  "string",
  "string[]",
  "enum",
  "duration",
  "size",
  "url",
  "headers",
  "secret",
  "object",
  "object[]",
  "containers",
] as const satisfies readonly PluginOption["type"][];

const key = z.string().regex(/^[a-z][A-Za-z0-9]{0,63}$/, "must be a camelCase word")
  .refine((name) => !(name in {}), "is reserved, choose another name");
const count = z.int().min(0).max(100_000).optional();

const described = {
  description: printedText(300),
  required: z.boolean().optional(),
  default: z.unknown().optional(),
};
const texts = { minLength: count, maxLength: count };
const items = { minItems: count, maxItems: count };
const makeBounds = <Bound extends z.ZodType<number>>(bound: Bound) => ({
  min: bound.optional(),
  max: bound.optional(),
  notAbove: key.optional(),
});

const typed = <const Type extends PluginOption["type"]>(type: Type) => ({ type: z.literal(type) });
const { required: _required, ...optional } = described;
const { default: _default, ...secret } = described;

const flatOptions = [
  z.strictObject({ ...typed("boolean"), ...described }),
  z.strictObject({ ...typed("url"), ...described }),
  z.strictObject({ ...typed("headers"), ...described }),
  z.strictObject({ ...typed("containers"), ...optional, labels: containerLabelsSchema }),
  z.strictObject({ ...typed("number"), ...described, ...makeBounds(z.number()) }),
  z.strictObject({ ...typed("integer"), ...described, ...makeBounds(z.int()) }),
  z.strictObject({
    ...typed("string"),
    ...described,
    ...texts,
    format: z.literal("name", 'must be "name", the only format').optional(),
  }),
  z.strictObject({ ...typed("string[]"), ...described, ...texts, ...items }),
  z.strictObject({
    ...typed("enum"),
    ...described,
    values: z.array(printedText(100)).min(1).max(100),
  }),
  z.strictObject({
    ...typed("duration"),
    ...described,
    ...makeBounds(durationField),
    plainNumber: z.literal("milliseconds", 'must be "milliseconds"').optional(),
  }),
  z.strictObject({ ...typed("size"), ...described, ...makeBounds(sizeField) }),
  z.strictObject({ ...typed("secret"), ...secret }),
] as const;

/** The schema of `config` of plugin.yaml. */
export const pluginOptionsSchema: z.ZodType<PluginOptions> = optionsOfDepth(1);

function optionsOfDepth(depth: number): z.ZodType<PluginOptions> {
  return z.record(key, optionOfDepth(depth)).refine(
    (options) => Object.keys(options).length <= 100,
    "must not contain more than 100 options",
  );
}

function optionOfDepth(depth: number): z.ZodType<PluginOption> {
  const fields = z.lazy(() => optionsOfDepth(depth + 1));
  const objects = [
    z.strictObject({
      ...typed("object"),
      ...described,
      fields,
      toggle: z.boolean().optional(),
    }),
    z.strictObject({ ...typed("object[]"), ...described, ...items, fields: fields.optional() }),
  ] as const;
  return z.discriminatedUnion("type", [...flatOptions, ...depth > MAX_DEPTH ? [] : objects], {
    error: (issue) =>
      issue.code === "invalid_union"
        ? `must be one of ${OPTION_TYPES.join(", ")}, and objects at most ${MAX_DEPTH} levels deep`
        : undefined,
  });
}

/** The keys that the operator may write: a secret has two. */
export function writtenKeys(options: PluginOptions): string[] {
  return Object.entries(options).flatMap(([name, { type }]) =>
    type === "secret" ? secretKeys(name) : [name]
  );
}

/** The keys by which a secret is named. */
export function secretKeys(name: string): [string, string] {
  return [`${name}Env`, `${name}File`];
}

/** The option that a written key belongs to. */
export function optionAt(options: PluginOptions, written: string): PluginOption | undefined {
  const name = Object.keys(options).find((one) =>
    options[one]?.type === "secret" ? secretKeys(one).includes(written) : one === written
  );
  return name === undefined ? undefined : options[name];
}
