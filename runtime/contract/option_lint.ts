import { optionValueSchema } from "./option_values.ts";
import { secretKeys, writtenKeys } from "./option.ts";
import type { PluginOption, PluginOptions } from "./option.ts";

/** A fault of the options that a manifest declares. */
export interface OptionFault {
  /** Within `config`. */
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** Returns what the options of a manifest get wrong beyond their shape: bounds, defaults, secrets. */
export function lintOptions(
  options: PluginOptions,
  permissions: { readonly env: readonly string[]; readonly read: readonly string[] },
): OptionFault[] {
  return [...findFaults(options), ...secretFaults(options, permissions)];
}

function findFaults(options: PluginOptions): OptionFault[] {
  const keys = writtenKeys(options);
  const twice = keys.filter((key, index) => keys.indexOf(key) !== index);
  return [
    ...twice.map((key) => ({ path: [key], message: "is also a key of a secret" })),
    ...Object.entries(options).flatMap(([key, option]) => [
      ...boundFaults(key, option, options),
      ...defaultFaults(key, option),
      ...("fields" in option && option.fields
        ? findFaults(option.fields).map((fault) => below([key, "fields"], fault))
        : []),
    ]),
  ];
}

function boundFaults(key: string, option: PluginOption, options: PluginOptions): OptionFault[] {
  const faults: OptionFault[] = [];
  const pairs = [["min", "max"], ["minLength", "maxLength"], ["minItems", "maxItems"]] as const;
  const bounds: Readonly<Record<string, unknown>> = { ...option };
  for (const [least, most] of pairs) {
    if (Number(bounds[least] ?? -Infinity) > Number(bounds[most] ?? Infinity)) {
      faults.push({ path: [key, least], message: `must not be above ${most}` });
    }
  }
  if ("notAbove" in option && option.notAbove !== undefined) {
    const other = Object.hasOwn(options, option.notAbove) ? options[option.notAbove] : undefined;
    if (other?.type !== option.type) {
      const message = `must name another option of the type ${option.type} beside it`;
      faults.push({ path: [key, "notAbove"], message });
    }
  }
  if (option.type === "enum" && new Set(option.values).size < option.values.length) {
    faults.push({ path: [key, "values"], message: "must not contain a value twice" });
  }
  return faults;
}

function defaultFaults(key: string, option: PluginOption): OptionFault[] {
  if (option.default === undefined) return [];
  const path = [key, "default"];
  if (option.required) return [{ path, message: "must be absent where the option is required" }];
  const { error } = optionValueSchema(option).safeParse(option.default);
  return (error?.issues ?? []).map(({ path, message }) =>
    below([key, "default"], { path, message })
  );
}

/** A secret that the permissions do not name could never be read. */
function secretFaults(
  options: PluginOptions,
  { env, read }: { readonly env: readonly string[]; readonly read: readonly string[] },
): OptionFault[] {
  return Object.entries(options).flatMap(([key, option]) => {
    if (option.type === "secret") return permissionFaults([key], secretKeys(key), { env, read });
    const fields = "fields" in option ? option.fields ?? {} : {};
    return Object.entries(fields).flatMap(([name, field]) => {
      const path = [key, "fields", name];
      if (field.type === "secret" && option.type === "object[]") {
        const items = secretKeys(name).map((one) => `${key}.${one}`);
        return permissionFaults(path, items, { env, read });
      }
      return misplacedSecrets({ [name]: field }).map((fault) => below([key, "fields"], fault));
    });
  });
}

function permissionFaults(
  path: readonly PropertyKey[],
  [variable = "", file = ""]: readonly string[],
  { env, read }: { readonly env: readonly string[]; readonly read: readonly string[] },
): OptionFault[] {
  const missing = [
    ...env.includes(`{${variable}}`) ? [] : [`"{${variable}}" of permissions.env`],
    ...read.includes(`{${file}}`) ? [] : [`"{${file}}" of permissions.read`],
  ];
  return missing.map((item) => ({ path, message: `cannot be read without ${item}` }));
}

/** Permissions reach the fields of a list's objects, and no deeper. */
function misplacedSecrets(options: PluginOptions): OptionFault[] {
  return Object.entries(options).flatMap(([key, option]): OptionFault[] => {
    if (option.type === "secret") {
      return [{
        path: [key],
        message: "must be at the top level, or in the objects of a top-level list",
      }];
    }
    const fields = "fields" in option ? option.fields ?? {} : {};
    return misplacedSecrets(fields).map((fault) => below([key, "fields"], fault));
  });
}

function below(parents: readonly PropertyKey[], { path, message }: OptionFault): OptionFault {
  return { path: [...parents, ...path], message };
}
