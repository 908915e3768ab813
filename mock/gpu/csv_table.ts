/** A file as `gpus.csv` in the contract of mock/bin/nvidia-smi: fields in the first line. */
export class CsvTable {
  readonly #head: readonly string[];
  readonly #rows: readonly (readonly string[])[];

  constructor(text: string) {
    const [head = "", ...lines] = text.split("\n").filter((line) => line.trim() !== "");
    this.#head = head.split(",").map((cell) => cell.trim());
    this.#rows = lines.map((line) => line.split(",").map((cell) => cell.trim()));
  }

  /** Names of the fields, without their units. */
  get fields(): readonly string[] {
    return this.#head.map(readName);
  }

  /** The text with other values in the lines whose field `key` has the value that names them. */
  replaced(key: string, values: ReadonlyMap<string, ReadonlyMap<string, string>>): string {
    const { fields } = this;
    const at = fields.indexOf(key);
    const rows = this.#rows.map((row) => {
      const changes = values.get(row[at] ?? "");
      return row.map((cell, index) => changes?.get(fields[index] ?? "") ?? cell);
    });
    return [this.#head, ...rows].map((cells) => `${cells.join(", ")}\n`).join("");
  }
}

/** `power.draw [W]` is `power.draw`. */
function readName(cell: string): string {
  return cell.replace(/ \[.*\]$/, "");
}
