const STRING_OR_VARIABLE = /"(?:[^"\\]|\\.)*"|\$\w+|\$\{\w+(?::\w+)?\}/g;
const DURATIONS = new Set(["$__rate_interval", "$__interval", "$__range"]);

/**
 * Puts a duration or a number in place of each of Grafana's variables, as long as the variable is, so
 * that positions stay. Those within quotes are text already.
 */
export function fillVariables(query: string): string {
  return query.replaceAll(STRING_OR_VARIABLE, (found) => {
    if (found.startsWith('"')) return found;
    const name = found.replace("{", "").replace(/(?::\w+)?\}$/, "");
    return (DURATIONS.has(name) ? "5m" : "1").padEnd(found.length);
  });
}

/** The same for LogQL, whose windows Grafana fills in as `$__auto`. */
export function fillLogVariables(query: string): string {
  return fillVariables(query.replaceAll("$__auto", "5m".padEnd("$__auto".length)));
}
