import { isCardId } from "./card_id.ts";
import { isAbsent, isUnreadable } from "./quantity.ts";

/** One card of `--query-gpu`: its values, by the field that was asked. */
export interface QueryRow {
  /** The UUID; the bus id of a card that tells none. */
  readonly gpu: string;
  readonly busId: string;
  readonly values: ReadonlyMap<string, string>;
}

/** The output of `--query-gpu --format=csv,noheader,nounits`. */
export interface QueryOutput {
  readonly rows: readonly QueryRow[];
  /** Bus ids of cards that the driver named as lost. */
  readonly lost: readonly string[];
  /** Bus ids of cards whose infoROM the driver calls corrupted. */
  readonly corrupted: readonly string[];
  /** Lines that are neither; drivers print events and warnings between the cards. */
  readonly foreignLines: number;
}

const CORRUPTED = /infoROM is corrupted at gpu ((?:[\da-f]{4,8}:)?[\da-f]{2}:[\da-f]{2}\.[\da-f])/i;
const LOST =
  /Unable to determine the device handle for GPU(?:\d+:\s+)?\s*((?:[\da-f]{4,8}:)?[\da-f]{2}:[\da-f]{2}\.[\da-f])/i;

/** Reads the lines; each stands for itself, so that their order does not matter. */
export function parseQueryRows(text: string, fields: readonly string[]): QueryOutput {
  const rows: QueryRow[] = [];
  const lost: string[] = [];
  const corrupted: string[] = [];
  let foreignLines = 0;
  for (const line of text.split("\n")) {
    if (line.trim() === "") continue;
    const cells = line.split(", ").map((cell) => cell.trim());
    const bus = LOST.exec(line)?.[1];
    const broken = CORRUPTED.exec(line)?.[1];
    const row = cells.length === fields.length ? makeRow(cells, fields) : undefined;
    if (row && !rows.some(({ gpu }) => gpu === row.gpu)) rows.push(row);
    else if (bus !== undefined) lost.push(normalBusId(bus));
    else if (broken !== undefined) corrupted.push(normalBusId(broken));
    else foreignLines++;
  }
  return { rows, lost, corrupted, foreignLines };
}

/** `00000000:83:00.0` and `0000:83:00.0` are the same: drivers and kernel write the domain apart. */
export function normalBusId(text: string): string {
  const [, domain = "0", rest] = /^(?:([0-9a-f]+):)?([0-9a-f]{2}:[0-9a-f]{2}\.[0-9a-f])$/i
    .exec(text.trim()) ?? [];
  if (rest === undefined) return text.trim().toLowerCase();
  return `${parseInt(domain, 16).toString(16).padStart(4, "0")}:${rest}`.toLowerCase();
}

const BUS_ID = /^[0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-9a-f]$/;

function makeRow(cells: readonly string[], fields: readonly string[]): QueryRow | undefined {
  const values = new Map(fields.map((field, index) => [field, cells[index] ?? ""]));
  const bus = normalBusId(values.get("pci.bus_id") ?? "");
  const busId = BUS_ID.test(bus) ? bus : "";
  const gpu = identity(values.get("uuid") ?? "", busId);
  return gpu === "" ? undefined : { gpu, busId, values };
}

/** A card that fails tells errors in the place of its values, and is known by its bus id then. */
function identity(uuid: string, busId: string): string {
  if (isCardId(uuid)) return uuid;
  return isAbsent(uuid) || isUnreadable(uuid) ? busId : "";
}
