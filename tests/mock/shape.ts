/** Comparison of JSON by its shape: which fields there are, and of which type. */

/** Returns what a fake lacks of a capture, or has in another type, as paths such as `models[].size`. */
export function shapeDifferences(capture: unknown, fake: unknown, path = ""): string[] {
  const [wanted, got] = [typeOf(capture), typeOf(fake)];
  // Nothing can be said of what is null in one of them.
  if (wanted === "null" || got === "null") return [];
  if (wanted !== got) return [`${path || "the whole"} is ${got} in place of ${wanted}`];
  if (Array.isArray(capture) && Array.isArray(fake)) {
    if (capture.length === 0 || fake.length === 0) return [];
    return shapeDifferences(capture[0], fake[0], `${path}[]`);
  }
  if (!isFields(capture) || !isFields(fake)) return [];
  return Object.entries(capture).flatMap(([name, value]) => {
    const own = path === "" ? name : `${path}.${name}`;
    return Object.hasOwn(fake, name)
      ? shapeDifferences(value, fake[name], own)
      : [`${own} is not there`];
  });
}

function typeOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeOf(value) === "object";
}
