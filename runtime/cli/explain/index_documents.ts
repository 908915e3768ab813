import { stripVTControlCharacters } from "node:util";

/** A page of the documents. */
export interface Page {
  /** Relative to the project's folder. */
  readonly path: string;
  readonly text: string;
}

/** One thing that the documents explain: a row of a table, or a section. */
export interface Entry {
  /** Its name as it is written, such as `host_failed`, `79` or `GpuLost`. */
  readonly term: string;
  /** The kind of the term: the head of the table's first column, or empty for a section. */
  readonly kind: string;
  /** Heads and cells of the row, or the one text of a section. */
  readonly fields: readonly (readonly [head: string, text: string])[];
  /** The page and the nearest heading above. */
  readonly path: string;
  readonly section: string;
}

const HEADING = /^(#{2,4}) +(.+?)\s*$/;
const RULE = /^\|(?: *:?-{3,}:? *\|)+$/;

/** Takes from a page every row of its tables, and every section whose heading is one word. */
export function indexPage({ path, text }: Page): Entry[] {
  const entries: Entry[] = [];
  const lines = text.split("\n");
  let section = "";
  let head: string[] | undefined;
  for (const [index, line] of lines.entries()) {
    const heading = HEADING.exec(line);
    if (heading) {
      section = plain(heading[2] ?? "");
      if (/^\S+$/.test(section)) {
        const body = bodyBelow(lines, index);
        if (body !== "") {
          entries.push({ term: section, kind: "", fields: [["", body]], path, section });
        }
      }
    }
    if (!line.startsWith("|")) head = undefined;
    else if (RULE.test(lines[index + 1] ?? "")) head = splitCells(line);
    else if (head && !RULE.test(line)) {
      const cells = splitCells(line);
      const [kind = "", ...heads] = head;
      const fields = heads.map((name, at) => [name, cells[at + 1] ?? ""] as const);
      entries.push({ term: cells[0] ?? "", kind, fields, path, section });
    }
  }
  return entries;
}

/** The text below a heading, to the next of any depth; what is generated or a picture is left out. */
function bodyBelow(lines: readonly string[], index: number): string {
  const rest = lines.slice(index + 1);
  const end = rest.findIndex((line) => HEADING.test(line) || line.startsWith("# "));
  const body = end === -1 ? rest : rest.slice(0, end);
  return body.filter((line) => !/^<!--|^!\[/.test(line)).map(plain).join("\n").trim();
}

function splitCells(line: string): string[] {
  return line.replace(/^\|/, "").replace(/\|\s*$/, "").split(/(?<!\\)\|/)
    .map((cell) => plain(cell.replaceAll("\\|", "|").trim()));
}

/** Markdown as a person reads it: without marks of code, emphasis and links. */
function plain(text: string): string {
  return stripVTControlCharacters(text)
    .replaceAll(/\[([^\]]+)\]\([^)]*\)/g, "$1")
    .replaceAll(/`([^`]*)`/g, "$1")
    .replaceAll(/(?<![\w*])[*_]{1,2}([^*_\s][^*_]*?)[*_]{1,2}(?!\w)/g, "$1");
}
