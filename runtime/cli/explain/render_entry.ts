import type { Style } from "../style.ts";
import type { Entry } from "./index_documents.ts";
import { wrap } from "../wrap.ts";

const INDENT = "  ";

/** Writes one entry for a person: its name, what the documents say of it, and where. */
export function renderEntry(
  { term, kind, fields, path, section }: Entry,
  { style, columns }: { style: Style; columns: number },
): string[] {
  const title = kind === "" || /^[\w-]*[a-z_][\w-]*$/i.test(term) ? term : `${kind} ${term}`;
  const lines = fields.flatMap(([head, text]) => {
    if (text === "" || text === "-") return [];
    const paragraphs = text.split("\n");
    const start = head === "" ? "" : `${head}: `;
    return paragraphs.flatMap((paragraph, index) =>
      wrap(`${index === 0 ? start : ""}${paragraph}`, columns - INDENT.length)
    );
  });
  return [
    style.bold(title),
    ...lines.map((line) => line === "" ? "" : `${INDENT}${line}`),
    style.dim(`${INDENT}${path}${section === "" || section === term ? "" : `, ${section}`}`),
  ];
}
