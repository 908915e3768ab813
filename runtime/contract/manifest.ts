/** The manifest of a plugin, plugins/<name>/plugin.yaml: strict, unknown keys are errors. */
import { parseDuration } from "./duration.ts";
import { parseSize } from "./size.ts";
import { METRIC_TYPES } from "./metric.ts";
import { expositionNames, lintDeclaration } from "./metric_name.ts";
import { LIMITS } from "./limits.ts";
import { permissionsSchema } from "./permissions.ts";
import { z } from "./zod.ts";

/** A duration in the file, milliseconds in code. */
export const durationField = z.string({ error: 'must be a duration in quotes such as "15s"' })
  .transform(parseWith(parseDuration));

/** A size in the file, bytes in code. */
export const sizeField = z.string({ error: 'must be a size in quotes such as "64MiB"' })
  .transform(parseWith(parseSize));

/** Names of plugins: they are also label values and folder names. */
export const PLUGIN_NAME = /^[a-z][a-z0-9_]{0,31}$/;

/** Keys of the `plugins` section of config.yaml that are not plugins. */
export const RESERVED_PLUGIN_NAMES: readonly string[] = ["dir", "host", "runtime", "kernel"];

const pluginName = z.string()
  .regex(PLUGIN_NAME, "must be 1 to 32 lower-case letters, digits or _, starting with a letter")
  .refine((name) => !RESERVED_PLUGIN_NAMES.includes(name), "is reserved, choose another name");

/** One text for people; it is printed on terminals, which act on control characters. */
const text = (max: number) =>
  z.string().trim().min(1, "must not be empty").max(max).regex(
    // deno-lint-ignore no-control-regex -- control characters are what it refuses
    /^[^\u0000-\u0009\u000b-\u001f\u007f-\u009f]*$/,
    "must not hold control characters",
  );

/** Kinds of setting that a plugin may offer the operator. */
export const OPTION_TYPES = [
  "boolean",
  "number",
  "string",
  "string[]",
  "duration",
  "object[]",
  // Servers in labelled containers, which the kernel finds; the operator may say false.
  "containers",
] as const;

const option = z.strictObject({
  type: z.enum(OPTION_TYPES),
  description: text(300),
  default: z.unknown().optional(),
});

const family = z.strictObject({
  name: z.string().max(200),
  type: z.enum(METRIC_TYPES),
  help: z.string().max(LIMITS.helpBytes),
  labels: z.array(z.string()).max(LIMITS.labelsPerFamily).default([]),
}).check((context) => {
  for (const message of lintDeclaration(context.value)) {
    context.issues.push({ code: "custom", message, input: context.value });
  }
});

/** The schema of plugin.yaml. The rules of each permission item are those of ../policy. */
export const manifestSchema = z.strictObject({
  apiVersion: z.literal(1, "must be 1, the only version there is"),
  name: pluginName,
  version: z.string().regex(
    /^\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.-]+)?$/,
    "must be a version such as 1.0.0",
  ),
  description: text(200),
  entry: z.string().regex(
    /^[A-Za-z0-9_][A-Za-z0-9_.-]*\.(?:ts|js|mjs)$/,
    "must be a .ts, .js or .mjs file directly in the plugin's folder",
  ).default("mod.ts"),
  interval: durationField.prefault("15s"),
  timeout: durationField.prefault("10s"),
  memory: sizeField.prefault("64MiB").refine(
    (bytes) => bytes >= 16 * 1024 ** 2 && bytes <= 2 * 1024 ** 3,
    "must be between 16MiB and 2GiB",
  ),
  permissions: permissionsSchema,
  config: z.record(
    z.string().regex(/^[a-z][A-Za-z0-9]{0,63}$/, "must be a camelCase word"),
    option,
  ).default({}),
  metrics: z.array(family).min(1, "must declare at least one metric").max(LIMITS.families),
  limits: z.strictObject({
    series: z.int().min(1).max(LIMITS.seriesPerPlugin).default(5_000),
  }).prefault({}),
}).check((context) => {
  const owners = new Map<string, string>();
  context.value.metrics.forEach((declaration, index) => {
    const { name } = declaration;
    const taken = expositionNames(declaration).find((one) => owners.has(one));
    if (taken !== undefined) {
      const other = owners.get(taken);
      context.issues.push({
        code: "custom",
        message: other === name
          ? `declares "${name}" a second time`
          : `"${name}" cannot stand beside "${other}": both are "${taken}" in the exposition`,
        path: ["metrics", index, "name"],
        input: context.value,
      });
    }
    for (const one of expositionNames(declaration)) owners.set(one, name);
  });
});

/** A manifest that passed the schema: durations are milliseconds, sizes bytes, defaults filled in. */
export type Manifest = z.infer<typeof manifestSchema>;

/** One setting that a plugin offers. */
export type PluginOption = Manifest["config"][string];

function parseWith(parse: (text: string) => number) {
  return (text: string, context: z.core.$RefinementCtx<string>): number => {
    try {
      return parse(text);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      context.addIssue({ code: "custom", message: error.message, input: text });
      return z.NEVER;
    }
  };
}
