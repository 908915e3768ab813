import { parseMonitorTable } from "./monitor_table.ts";
import { executableName } from "./process_rows.ts";
import { parseQuantity } from "./quantity.ts";

/** The use of one card by one process, from `pmon`. */
export interface ProcessUse {
  /** The index of the card. */
  readonly index: string;
  readonly pid: number;
  /** Of at most 15 characters. */
  readonly name: string;
  readonly smRatio?: number;
  readonly memoryRatio?: number;
}

/**
 * Reads `nvidia-smi pmon -s um -c 1`. A dash is absence: a process that shares its card with another
 * may have used it, only the driver did not tell.
 *
 * @throws {SyntaxError} when it has no such columns.
 */
export function parseProcessUse(text: string): ProcessUse[] {
  const { columns, rows } = parseMonitorTable(text);
  const at = (name: string) => columns.findIndex((column) => column.name === name);
  const [gpu, pid, sm, mem, command] = ["gpu", "pid", "sm", "mem", "command"].map(at);
  if (gpu === undefined || pid === undefined || gpu < 0 || pid < 0) {
    throw new SyntaxError("Cannot read pmon: it has no columns gpu and pid");
  }
  return rows.flatMap((cells) => {
    const cell = (column = -1) => cells[column] ?? "-";
    if (!/^\d{1,10}$/.test(cell(pid))) return [];
    const [smRatio, memoryRatio] = [sm, mem].map((column) => parseRatio(cell(column)));
    return [{
      index: cell(gpu),
      pid: Number(cell(pid)),
      name: executableName(cell(command)),
      ...(smRatio !== undefined && { smRatio }),
      ...(memoryRatio !== undefined && { memoryRatio }),
    }];
  });
}

function parseRatio(text: string): number | undefined {
  const ratio = text === "-" ? undefined : parseQuantity(text, "percent");
  return typeof ratio === "number" ? ratio : undefined;
}
