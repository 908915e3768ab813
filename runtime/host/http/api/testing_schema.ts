/** A check of values against JSON Schema: the words of it that openapi.json uses, and no other. */

type Schema = Readonly<Record<string, unknown>>;

const KNOWN = new Set([
  "$ref",
  "additionalProperties",
  "const",
  "description",
  "enum",
  "format",
  "items",
  "oneOf",
  "properties",
  "required",
  "type",
]);

/** Returns what of a value breaks its schema, as `path: what`; empty when nothing does. */
export function schemaIssues(
  value: unknown,
  schema: Schema,
  schemas: Readonly<Record<string, Schema>>,
  path = "$",
): string[] {
  const unknown = Object.keys(schema).filter((word) => !KNOWN.has(word));
  if (unknown.length > 0) return [`${path}: the schema says ${unknown}, which nobody checks`];
  if (typeof schema.$ref === "string") {
    const target = schemas[schema.$ref.replace("#/components/schemas/", "")];
    if (!target) return [`${path}: ${schema.$ref} is not there`];
    return schemaIssues(value, target, schemas, path);
  }
  if (Array.isArray(schema.oneOf)) {
    const fits = (schema.oneOf as Schema[]).map((one) => schemaIssues(value, one, schemas, path));
    return fits.filter((issues) => issues.length === 0).length === 1 ? [] : fits.flat();
  }
  const types = schema.type === undefined ? [] : [schema.type].flat() as string[];
  if (types.length > 0 && !types.includes(typeOf(value)) && !isWhole(value, types)) {
    return [`${path}: is ${typeOf(value)} in place of ${types}`];
  }
  if (schema.const !== undefined && schema.const !== value) return [`${path}: is ${value}`];
  if (Array.isArray(schema.enum) && !schema.enum.includes(value)) return [`${path}: is ${value}`];
  if (
    schema.format === "date-time" && typeof value === "string" && Number.isNaN(Date.parse(value))
  ) {
    return [`${path}: "${value}" is no time`];
  }
  if (Array.isArray(value)) {
    return value.flatMap((item, index) =>
      schemaIssues(item, (schema.items ?? {}) as Schema, schemas, `${path}[${index}]`)
    );
  }
  return value !== null && typeof value === "object"
    ? objectIssues(value as Record<string, unknown>, schema, schemas, path)
    : [];
}

function objectIssues(
  value: Readonly<Record<string, unknown>>,
  schema: Schema,
  schemas: Readonly<Record<string, Schema>>,
  path: string,
): string[] {
  const properties = (schema.properties ?? {}) as Record<string, Schema>;
  const more = schema.additionalProperties ?? true;
  const missing = ((schema.required ?? []) as string[]).filter((name) =>
    !Object.hasOwn(value, name)
  );
  return [
    ...missing.map((name) => `${path}.${name}: is missing`),
    ...Object.entries(value).flatMap(([name, one]) => {
      const own = properties[name] ?? (typeof more === "object" ? more as Schema : undefined);
      if (own) return schemaIssues(one, own, schemas, `${path}.${name}`);
      return more === false ? [`${path}.${name}: is not described`] : [];
    }),
  ];
}

function typeOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}

function isWhole(value: unknown, types: readonly string[]): boolean {
  return types.includes("integer") && Number.isInteger(value);
}
