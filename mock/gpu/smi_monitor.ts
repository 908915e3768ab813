/** Prints as `nvidia-smi dmon` and `pmon` do, from the files of mock/bin/nvidia-smi. */
import { CsvTable } from "./csv_table.ts";

/** Columns of `dmon`, and the fields of gpus.csv that they show. */
const DMON_POWER = [
  { name: "pwr", unit: "W", field: "power.draw" },
  { name: "gtemp", unit: "C", field: "temperature.gpu" },
  { name: "mtemp", unit: "C", field: "temperature.memory" },
];
const PMON = [
  ...["sm", "mem", "enc", "dec", "jpg", "ofa"].map((name) => ({ name, unit: "%" })),
  ...["fb", "ccpm"].map((name) => ({ name, unit: "MB" })),
];
/** Performance metrics by their numbers in the driver's list. */
const GPM: Readonly<Record<string, string>> = {
  ...{ "1": "gract", "2": "smutil", "3": "smocc", "4": "intutil", "5": "mmaact", "6": "dfmat" },
  ...{ "7": "hmmat", "9": "immat", "10": "dram", "11": "fp64", "12": "fp32", "13": "fp16" },
  ...{ "20": "pcitx", "21": "pcirx", "60": "nvlrx", "61": "nvltx" },
};

const readRows = (text?: string) => new CsvTable(text).rows();

/** `dmon -s p --gpm-metrics ... --format csv -c N`: the averages come with the third look. */
export function dmonText(
  files: Readonly<Record<string, string>>,
  { metrics, times }: { readonly metrics: readonly string[]; readonly times: number },
): string {
  const averages = metrics.map((number) => ({
    name: GPM[number] ?? `id=${number}`,
    unit: /^(20|21|6[01])$/.test(number) ? "GPM:MiB/s" : "GPM:%",
  }));
  const extra = new Map(readRows(files["dmon.csv"]).map((row) => [row.index ?? "", row]));
  const cards = readRows(files["gpus.csv"]);
  const line = (first: string, cells: readonly string[]) =>
    `${[first, ...cells.map((cell) => ` ${cell}`)].join(",")}\n`;
  const all = [...DMON_POWER, ...averages];
  const heads = line("#gpu", all.map(({ name }) => name)) +
    line("#Idx", all.map(({ unit }) => unit));
  const looks = Array.from({ length: times }, (_, look) =>
    cards.map((card) => {
      const own = extra.get(card.index ?? "") ?? {};
      return line(` ${card.index}`, [
        ...DMON_POWER.map(({ name, field }) => bare(own[name] ?? card[field] ?? "")),
        ...averages.map(({ name }) => look < 2 ? "-" : own[name] ?? "-"),
      ]);
    }).join(""));
  return heads + looks.join("");
}

/** `pmon -s um -c 1`. */
export function pmonText(
  files: Readonly<Record<string, string>>,
  { ids }: { readonly ids: readonly string[] },
): string {
  const extra = new Map(readRows(files["pmon.csv"]).map((row) => [row.pid ?? "", row]));
  const apps = readRows(files["compute-apps.csv"]);
  const line = (first: string, cells: readonly string[], end: string) =>
    `${first}${cells.map((cell) => cell.padStart(7)).join("")}${end}\n`;
  const heads = line("# gpu         pid   type", PMON.map(({ name }) => name), "    command ") +
    line("# Idx           #    C/G", PMON.map(({ unit }) => unit), "    name ");
  const rows = readRows(files["gpus.csv"]).filter((card) => {
    const own = [card.index, card.uuid, card["pci.bus_id"]];
    return ids.length === 0 || ids.some((id) => own.includes(id));
  }).flatMap(({ index = "", uuid }) => {
    const first = index.padStart(5);
    const own = apps.filter((app) => app.gpu_uuid === uuid);
    if (own.length === 0) {
      const none = `${"-".padStart(11)}${"-".padStart(6)}`;
      return [line(first + none, PMON.map(() => "-"), `    ${"-".padEnd(15)}`)];
    }
    return own.map((app) => {
      const { pid = "" } = app;
      const command = (app.process_name ?? "").replace(/ .*$/, "").replace(/^.*\//, "");
      const cells = PMON.map(({ name }) =>
        bare((name === "fb" ? app.used_gpu_memory : extra.get(pid)?.[name]) ?? "")
      );
      const end = `    ${command.slice(0, 15).padEnd(15)}`;
      return line(`${first}${pid.padStart(11)}${"C".padStart(6)}`, cells, end);
    });
  });
  return heads + rows.join("");
}

function bare(text: string): string {
  if (/^(\[?N\/A\]?)?$/.test(text)) return "-";
  const number = text.replace(/ .*$/, "");
  return /^-?[0-9.]+$/.test(number) ? roundHalfEven(Number(number)) : number;
}

/** Rounds like `printf "%.0f"`: a half goes to the even neighbour. */
function roundHalfEven(value: number): string {
  const floor = Math.floor(value);
  const isHalf = value - floor === 0.5;
  return String(isHalf ? floor + (floor % 2 === 0 ? 0 : 1) : Math.round(value));
}
