import { isCardId } from "./card_id.ts";
import { isAbsent, parseQuantity } from "./quantity.ts";

/** One compute process of a card. */
export interface ProcessRow {
  readonly gpu: string;
  /** undefined where the driver does not say whose it is. */
  readonly pid?: number;
  /** The executable's name, without folder and arguments; empty when it is not told. */
  readonly name: string;
  /** undefined where the driver does not tell it, as under WDDM. */
  readonly bytes?: number;
}

/** Fields of `--query-compute-apps`, in the order in which they are read here. */
export const PROCESS_FIELDS = ["gpu_uuid", "pid", "process_name", "used_gpu_memory"] as const;

const MAX_NAME = 64;

/**
 * Reads `--query-compute-apps --format=csv,noheader,nounits`. A process that is listed twice (for
 * graphics and compute) is one, with the larger figure.
 */
export function parseProcessRows(text: string): ProcessRow[] {
  const rows = new Map<string, ProcessRow>();
  text.split("\n").forEach((line, index) => {
    // A name may hold commas: the first two and the last cell stand fast.
    const cells = line.split(", ");
    if (cells.length < PROCESS_FIELDS.length) return;
    const [gpu = "", pidText = ""] = cells.map((cell) => cell.trim());
    if (!isCardId(gpu)) return;
    const bytes = parseQuantity(cells.at(-1) ?? "", "mebibytes");
    const pid = /^\d{1,10}$/.test(pidText) ? Number(pidText) : undefined;
    const key = pid === undefined ? `line ${index}` : `${gpu}/${pid}`;
    const known = rows.get(key)?.bytes;
    const most = typeof bytes === "number" ? Math.max(bytes, known ?? 0) : known;
    rows.set(key, {
      gpu,
      name: executableName(cells.slice(2, -1).join(", ")),
      ...(pid !== undefined && { pid }),
      ...(most !== undefined && { bytes: most }),
    });
  });
  return [...rows.values()];
}

/**
 * The last part of the path of the first word: arguments may hold secrets. Titles that programs give
 * themselves, such as `VLLM::EngineCore`, stay as they are.
 */
export function executableName(text: string): string {
  if (isAbsent(text)) return "";
  const command = text.trim().split(/\s/, 1)[0] ?? "";
  const name = command.split(/[\\/]/).at(-1) ?? "";
  return name.replaceAll(/[^\x21-\x7e]/g, "?").slice(0, MAX_NAME);
}
