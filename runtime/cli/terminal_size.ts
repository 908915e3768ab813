/** The width that text is set to where nobody says otherwise. */
const USUAL_COLUMNS = 100;
const LEAST_COLUMNS = 40;

/** Returns how wide the terminal is; a usual width where there is none. */
export function terminalColumns(): number {
  try {
    return Math.max(Math.min(Deno.consoleSize().columns, USUAL_COLUMNS), LEAST_COLUMNS);
  } catch {
    return USUAL_COLUMNS;
  }
}
