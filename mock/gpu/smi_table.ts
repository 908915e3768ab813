/** Prints as `nvidia-smi --query-*` does, from the files of mock/bin/nvidia-smi. */

/** The columns of a table that are asked for. */
export interface TableQuestion {
  readonly fields: readonly string[];
  /** Cards by index, uuid or bus id; empty for all. */
  readonly ids: readonly string[];
  readonly hasHeader: boolean;
  readonly hasUnits: boolean;
}

export interface TableAnswer {
  readonly code: number;
  readonly stdout: string;
}

const ID_FIELDS = ["index", "uuid", "gpu_uuid", "pci.bus_id"];

/** Puts the asked columns of a file out, in their order; without a line it says `none`, where given. */
export function projectTable(
  text: string,
  { aliases, question, none }: {
    /** Other names of fields, `old,new` a line. */
    readonly aliases: string;
    readonly question: TableQuestion;
    readonly none?: string;
  },
): TableAnswer {
  const [head = "", ...lines] = text.split("\n");
  const heads = head.split(",").map((cell) => cell.trim());
  const columns = new Map(heads.map((name, at) => [name.replace(/ \[.*\]$/, ""), at]));
  const others = new Map(
    aliases.split("\n").map((line) => {
      const [old = "", now = ""] = line.split(",");
      return [old.trim(), now.trim()] as const;
    }),
  );
  const at: number[] = [];
  for (const field of question.fields) {
    const column = columns.get(field) ?? columns.get(others.get(field) ?? "");
    if (column === undefined) {
      return { code: 2, stdout: `Field "${field}" is not a valid field to query.\n\n` };
    }
    at.push(column);
  }
  const rows = lines.filter((line) => line.trim() !== "").map((line) => line.split(","))
    .filter((cells) => isAsked(cells, columns, question.ids))
    .map((cells) =>
      at.map((column) => bare((cells[column] ?? "").trim(), question.hasUnits)).join(", ")
    );
  if (rows.length === 0 && none !== undefined) return { code: 6, stdout: `${none}\n` };
  const all = [
    ...question.hasHeader ? [at.map((column) => heads[column]).join(", ")] : [],
    ...rows,
  ];
  return { code: 0, stdout: all.map((row) => `${row}\n`).join("") };
}

function isAsked(
  cells: readonly string[],
  columns: ReadonlyMap<string, number>,
  ids: readonly string[],
): boolean {
  if (ids.length === 0) return true;
  const own = ID_FIELDS.flatMap((name) => {
    const column = columns.get(name);
    return column === undefined ? [] : [normal((cells[column] ?? "").trim())];
  });
  return ids.some((id) => own.includes(normal(id)));
}

/** Addresses are the same with 4 and with 8 digits of the domain. */
function normal(id: string): string {
  return id.toUpperCase().replace(/^0+:/, ":");
}

function bare(text: string, hasUnits: boolean): string {
  if (hasUnits || !/^-?[0-9.]+ (%|MiB|MHz|W|W\/s|us|ms)$/.test(text)) return text;
  return text.replace(/ .*$/, "");
}
