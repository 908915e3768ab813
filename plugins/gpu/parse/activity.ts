import { parseMonitorTable } from "./monitor_table.ts";
import type { MonitorTable } from "./monitor_table.ts";

/** The averages that the performance monitors (GPM) of one card or MIG instance gave. */
export interface Activity {
  /** The index of the card. */
  readonly index: string;
  /** The GPU instance; undefined for the card as a whole. */
  readonly gpuInstance?: string;
  /** Values in base units, by the name of the metric in the help. */
  readonly values: ReadonlyMap<string, number>;
}

/**
 * Reads the metrics of GPM that a driver has from `nvidia-smi dmon -h`: lines such as
 * `SM Activity = 2`. Numbers differ between drivers, so they are never assumed.
 */
export function parseActivityHelp(text: string): ReadonlyMap<string, string> {
  const start = text.indexOf("--gpm-metrics");
  if (start === -1) return new Map();
  const lines = text.slice(start).matchAll(/^\s+([A-Za-z][\w /-]*?)\s+=\s+(\d{1,4})\s*$/gm);
  return new Map([...lines].map(([, name = "", number = ""]) => [name, number]));
}

/**
 * Reads `dmon --gpm-metrics ... --format csv`, whose last columns are the metrics in the order in which
 * they were asked. The first rows hold dashes: an average needs two looks.
 *
 * @throws {SyntaxError} when it has other columns.
 */
export function parseActivity(text: string, names: readonly string[]): Activity[] {
  const { columns, rows } = parseMonitorTable(text);
  const units = columns.map(({ unit }) => /^GPM:(.*)$/.exec(unit)?.[1]);
  const first = units.findIndex((unit) => unit !== undefined);
  const gpu = columns.findIndex(({ name }) => name === "gpu");
  if (gpu === -1 || first === -1 || columns.length - first !== names.length) {
    throw new SyntaxError(`Cannot read dmon: it has no ${names.length} columns of GPM`);
  }
  const instance = instanceColumn(columns);
  const latest = new Map<string, Activity>();
  for (const cells of rows) {
    const values = new Map<string, number>();
    for (const [offset, name] of names.entries()) {
      const value = baseValue(cells[first + offset] ?? "-", units[first + offset] ?? "");
      if (value !== undefined) values.set(name, value);
    }
    const index = cells[gpu] ?? "";
    const own = instance === -1 ? undefined : cells[instance];
    const gpuInstance = own !== undefined && /^\d+$/.test(own) ? own : undefined;
    const key = `${index}/${gpuInstance}`;
    if (values.size === 0 && latest.has(key)) continue;
    latest.set(key, { index, values, ...(gpuInstance !== undefined && { gpuInstance }) });
  }
  return [...latest.values()];
}

function instanceColumn(columns: MonitorTable["columns"]): number {
  return columns.findIndex(({ name }) => /^(?:gi|giid|gi_?id|gpu_?inst\w*)$/i.test(name));
}

function baseValue(text: string, unit: string): number | undefined {
  if (!/^\d+(?:\.\d+)?$/.test(text)) return undefined;
  if (unit === "%") return Number(text) / 100;
  return unit === "MiB/s" ? Number(text) * 1024 ** 2 : undefined;
}
