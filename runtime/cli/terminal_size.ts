/** The size that a screen is taken to have where nobody says. */
const USUAL = { columns: 100, rows: 40 } as const;
const LEAST_COLUMNS = 40;

/** Returns how large the terminal is; a usual size where there is none. */
export function terminalSize(): { columns: number; rows: number } {
  try {
    const { columns, rows } = Deno.consoleSize();
    return columns > 0 && rows > 0 ? { columns, rows } : USUAL;
  } catch {
    return USUAL;
  }
}

/** Returns how wide text is set: as the terminal, but no wider than is good to read. */
export function textColumns(): number {
  return Math.max(Math.min(terminalSize().columns, USUAL.columns), LEAST_COLUMNS);
}
