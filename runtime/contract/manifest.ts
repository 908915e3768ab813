/** The manifest of a plugin, plugins/<name>/plugin.yaml: strict, unknown keys are errors. */
import { durationField, printedText, sizeField } from "./fields.ts";
import { METRIC_TYPES } from "./metric.ts";
import { expositionNames, lintDeclaration } from "./metric_name.ts";
import { LIMITS } from "./limits.ts";
import { pluginOptionsSchema } from "./option.ts";
import { lintOptions } from "./option_lint.ts";
import { permissionsSchema } from "./permissions.ts";
import { viewSchema } from "./view.ts";
import { lintViews } from "./view_lint.ts";
import { z } from "./zod.ts";

/** Names of plugins: they are also label values and folder names. */
export const PLUGIN_NAME = /^[a-z][a-z0-9_]{0,31}$/;

/** Keys of the `plugins` section of config.yaml that are not plugins. */
export const RESERVED_PLUGIN_NAMES: readonly string[] = ["dir", "host", "runtime", "kernel"];

const pluginName = z.string()
  .regex(PLUGIN_NAME, "must be 1 to 32 lower-case letters, digits or _, starting with a letter")
  .refine((name) => !RESERVED_PLUGIN_NAMES.includes(name), "is reserved, choose another name");

const family = z.strictObject({
  name: z.string().max(200),
  type: z.enum(METRIC_TYPES),
  help: z.string().max(LIMITS.helpBytes),
  labels: z.array(z.string()).max(
    LIMITS.labelsPerFamily,
    `must not be more than ${LIMITS.labelsPerFamily}; an info metric can hold the rest`,
  ).default([]),
  detail: z.literal("full", 'must be "full", or absent for a metric that is always reported')
    .optional(),
}).check((context) => {
  for (const message of lintDeclaration(context.value)) {
    context.issues.push({ code: "custom", message, input: context.value });
  }
});

/** The schema of plugin.yaml. The rules of each permission item are those of ../policy. */
export const manifestSchema = z.strictObject({
  apiVersion: z.literal(1, "must be 1, the only version"),
  name: pluginName,
  version: z.string().regex(
    /^\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.-]+)?$/,
    "must be a version such as 1.0.0",
  ),
  description: printedText(200),
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
  config: pluginOptionsSchema.default({}),
  metrics: z.array(family).min(1, "must declare at least one metric").max(LIMITS.families),
  view: z.array(viewSchema).max(8).default([]),
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
  for (const { path, message } of lintViews(context.value.view, context.value.metrics)) {
    context.issues.push({
      code: "custom",
      message,
      path: ["view", ...path],
      input: context.value,
    });
  }
  const { config, permissions } = context.value;
  for (const { path, message } of lintOptions(config, permissions)) {
    context.issues.push({
      code: "custom",
      message,
      path: ["config", ...path],
      input: context.value,
    });
  }
});

/** A manifest that passed the schema: durations are milliseconds, sizes bytes, defaults filled in. */
export type Manifest = z.infer<typeof manifestSchema>;
