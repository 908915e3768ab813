/** Prints as `nvidia-smi --query-*` does, from the files of mock/bin/nvidia-smi. */
import type { CsvTable, Row } from "./csv_table.ts";

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

/** Puts the asked columns of a table out, in their order; without a line it says `none`, where given. */
export function projectTable(
  table: CsvTable,
  { aliases, question, none }: {
    /** New names of fields by the old ones. */
    readonly aliases: ReadonlyMap<string, string>;
    readonly question: TableQuestion;
    readonly none?: string;
  },
): TableAnswer {
  const names: string[] = [];
  for (const field of question.fields) {
    const name = table.fields.includes(field) ? field : aliases.get(field) ?? "";
    if (!table.fields.includes(name)) {
      return { code: 2, stdout: `Field "${field}" is not a valid field to query.\n\n` };
    }
    names.push(name);
  }
  const lines = chooseRows(table, question.ids).map((row) =>
    names.map((name) => bare(row[name] ?? "", question.hasUnits)).join(", ")
  );
  if (lines.length === 0 && none !== undefined) return { code: 6, stdout: `${none}\n` };
  const heads = names.map((name) => table.heads[table.fields.indexOf(name)]);
  const all = question.hasHeader ? [heads.join(", "), ...lines] : lines;
  return { code: 0, stdout: all.map((line) => `${line}\n`).join("") };
}

/** Returns the lines of these cards, by index, uuid or bus id; all where none is asked for. */
export function chooseRows(table: CsvTable, ids: readonly string[]): readonly Row[] {
  if (ids.length === 0) return table.rows();
  const asked = ids.map(normalId);
  return table.rows().filter((row) =>
    ID_FIELDS.some((name) => asked.includes(normalId(row[name] ?? "")))
  );
}

/** Addresses are the same with 4 and with 8 digits of the domain. */
export function normalId(id: string): string {
  return id.toUpperCase().replace(/^0+:/, ":");
}

function bare(text: string, hasUnits: boolean): string {
  if (hasUnits || !/^-?[0-9.]+ (%|MiB|MHz|W|W\/s|us|ms)$/.test(text)) return text;
  return text.replace(/ .*$/, "");
}
