import type { z } from "zod";

/** Returns the keys that an object may have at a path of a schema; none where they are not fixed. */
export function schemaKeys(schema: z.core.$ZodType, path: readonly PropertyKey[]): string[] {
  let at: z.core.$ZodType | undefined = unwrap(schema);
  for (const part of path) {
    at = at && below(at, part);
    if (at === undefined) return [];
  }
  const { def } = (at as z.core.$ZodTypes)._zod;
  return def.type === "object" ? Object.keys(def.shape) : [];
}

function below(schema: z.core.$ZodType, part: PropertyKey): z.core.$ZodType | undefined {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  const inner = def.type === "object"
    ? def.shape[String(part)] ?? def.catchall
    : def.type === "array"
    ? def.element
    : def.type === "record"
    ? def.valueType
    : undefined;
  return inner && unwrap(inner);
}

/** The schema itself, without default and optional around it. */
function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  return def.type === "default" || def.type === "prefault" || def.type === "optional"
    ? unwrap(def.innerType)
    : schema;
}
