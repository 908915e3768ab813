import { configJsonSchema } from "../../contract/config.ts";

/** One option of config.yaml. */
export interface ConfigOption {
  /** `server.port`. */
  readonly path: string;
  readonly keys: readonly string[];
  /** `LLM_MONITOR_SERVER_PORT`. */
  readonly env: string;
  readonly type: "string" | "number" | "integer" | "boolean" | "string[]";
  /** As it would be written in YAML; empty when there is none. */
  readonly default: string;
  readonly description: string;
  /** The values that it may have, when they are few. */
  readonly choices: readonly string[];
}

/** The part of JSON Schema that zod writes for our options. */
interface JsonSchema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly default?: unknown;
  readonly description?: string;
  readonly enum?: readonly string[];
}

/** Every option, in the order of the schema. Those of single plugins are not among them. */
export function listOptions(): ConfigOption[] {
  return collectOptions(configJsonSchema() as JsonSchema, []);
}

/** The environment variable of an option: `LLM_MONITOR_SUPERVISOR_IDLE_TIMEOUT`. */
export function environmentName(keys: readonly string[]): string {
  const words = keys.map((part) => part.replaceAll(/([a-z0-9])([A-Z])/g, "$1_$2").toUpperCase());
  return ["LLM_MONITOR", ...words].join("_");
}

function collectOptions(schema: JsonSchema, keys: readonly string[]): ConfigOption[] {
  if (schema.properties) {
    return Object.entries(schema.properties).flatMap(([key, value]) =>
      collectOptions(value, [...keys, key])
    );
  }
  return [{
    path: keys.join("."),
    keys,
    env: environmentName(keys),
    type: readType(schema),
    default: schema.default === undefined ? "" : JSON.stringify(schema.default),
    description: schema.description ?? "",
    choices: schema.enum ?? [],
  }];
}

function readType({ type }: JsonSchema): ConfigOption["type"] {
  if (type === "array") return "string[]";
  return type === "integer" || type === "number" || type === "boolean" ? type : "string";
}
