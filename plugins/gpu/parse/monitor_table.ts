/** The output of `dmon` and `pmon`: columns with a name and a unit, and the rows. */
export interface MonitorTable {
  readonly columns: readonly { readonly name: string; readonly unit: string }[];
  readonly rows: readonly (readonly string[])[];
}

/**
 * Reads `nvidia-smi dmon` and `pmon`, as columns of text or as CSV. Their first two lines begin with a
 * `#` and hold names and units; both come again now and then.
 */
export function parseMonitorTable(text: string): MonitorTable {
  const heads: string[][] = [];
  const rows: string[][] = [];
  let isCsv = false;
  for (const line of text.split("\n")) {
    if (line.trim() === "") continue;
    const isHead = line.startsWith("#");
    if (isHead && heads.length === 2) continue;
    // A name in a table of columns may hold a comma, and names of columns hold none.
    if (isHead && heads.length === 0) isCsv = line.includes(",");
    const cells = isCsv ? splitCsv(line) : splitColumns(line, heads[0]?.length);
    if (isHead) heads.push(cells);
    // Drivers print events and warnings between the rows.
    else if (heads.length === 2 && cells.length === heads[0]?.length) rows.push(cells);
  }
  const [names = [], units = []] = heads;
  return { columns: names.map((name, index) => ({ name, unit: units[index] ?? "" })), rows };
}

function splitCsv(line: string): string[] {
  return line.replace(/^#/, "").split(",").map((cell) => cell.trim());
}

/** The last column, a name, may hold blanks. */
function splitColumns(line: string, count = Infinity): string[] {
  const words = line.replace(/^#/, "").trim().split(/\s+/);
  return words.length <= count
    ? words
    : [...words.slice(0, count - 1), words.slice(count - 1).join(" ")];
}
