/**
 * The fields that a driver knows, from `--help-query-gpu`: lines such as
 * `"clocks_event_reasons.active" or "clocks_throttle_reasons.active"`.
 */
export function parseHelpFields(text: string): ReadonlySet<string> {
  const fields = new Set<string>();
  for (const line of text.split("\n")) {
    if (!/^"[^"\s]+"(?:\s+or\s+"[^"\s]+")*\s*$/.test(line)) continue;
    for (const [, field = ""] of line.matchAll(/"([^"]+)"/g)) fields.add(field);
  }
  return fields;
}

/** The field that a driver refused: one unknown field fails the whole call. */
export function refusedField(text: string): string | undefined {
  return /^Field "([^"]+)" is not a valid field to query/m.exec(text)?.[1];
}

/** Under each list of names, the first that the driver knows. */
export function chooseFields(
  wanted: readonly (readonly string[])[],
  isKnown: (field: string) => boolean,
): string[] {
  const chosen = wanted.flatMap((names) => {
    const field = names.find(isKnown);
    return field === undefined ? [] : [field];
  });
  return [...new Set(chosen)];
}
