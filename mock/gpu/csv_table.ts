/** A line of a table, by the names of its fields. */
export type Row = Readonly<Record<string, string>>;

/** A file as `gpus.csv` in the contract of mock/bin/nvidia-smi: fields in the first line. */
export class CsvTable {
  /** The fields as they are written, such as `power.draw [W]`. */
  readonly heads: readonly string[];
  /** Names of the fields, without their units. */
  readonly fields: readonly string[];
  readonly #lines: readonly (readonly string[])[];

  constructor(text = "") {
    const [head = "", ...lines] = text.split("\n").filter((line) => line.trim() !== "");
    this.heads = splitCells(head);
    this.fields = this.heads.map((cell) => cell.replace(/ \[.*\]$/, ""));
    this.#lines = lines.map(splitCells);
  }

  rows(): Row[] {
    return this.#lines.map((cells) =>
      Object.fromEntries(this.fields.map((name, at) => [name, cells[at] ?? ""]))
    );
  }

  /** The text with other values in the lines whose field `key` has the value that names them. */
  replaced(key: string, values: ReadonlyMap<string, ReadonlyMap<string, string>>): string {
    const at = this.fields.indexOf(key);
    const lines = this.#lines.map((cells) => {
      const changes = values.get(cells[at] ?? "");
      return cells.map((cell, index) => changes?.get(this.fields[index] ?? "") ?? cell);
    });
    return [this.heads, ...lines].map((cells) => `${cells.join(", ")}\n`).join("");
  }
}

function splitCells(line: string): string[] {
  return line.split(",").map((cell) => cell.trim());
}
