import { EXIT } from "../exit_codes.ts";
import type { Verb, VerbContext } from "../verb.ts";
import { readUnit } from "./read_unit.ts";
import { NAME, PATHS } from "./service_paths.ts";
import { ROOT_FLAG, Target } from "./target.ts";
import { unitText } from "./unit_text.ts";

const PROPERTIES = [
  ...["ActiveState", "SubState", "StatusText", "Result", "MainPID", "NRestarts"],
  ...["MemoryCurrent", "UnitFileState"],
];
const MIB = 1024 * 1024;

/** A service as it is installed. */
interface Report {
  /** The unit; undefined when there is none. */
  readonly unit: string | undefined;
  /** This version would write the same one. */
  readonly isCurrent: boolean;
  readonly config: string | undefined;
  readonly uid: number | undefined;
  /** Properties of systemd; undefined where it does not run, or has no such unit. */
  readonly systemd: Readonly<Record<string, string>> | undefined;
}

/** `deno task service status`. */
export const serviceStatus: Verb = {
  command: "deno task service status",
  summary: "Says what is installed, whether it is up to date, and whether it runs",
  flags: { ...ROOT_FLAG, json: { type: "boolean", summary: "Write JSON, for programs" } },
  operands: [],
  examples: [["deno task service status", "0 it runs, 1 it does not"]],
  async run(parsed, context) {
    const target = new Target(parsed.values.get("root") ?? "");
    const unit = await target.read(PATHS.unit);
    const options = unit === undefined ? undefined : readUnit(unit);
    const report: Report = {
      unit: unit === undefined ? undefined : target.place(PATHS.unit),
      isCurrent: options !== undefined && unitText(options) === unit,
      config: options?.config,
      uid: (await target.account())?.uid,
      systemd: unit !== undefined && target.isRunning ? await askSystemd(target) : undefined,
    };
    if (parsed.switches.has("json")) context.output.json(report);
    else describe(report, context);
    const isWell = target.isRunning ? report.systemd?.ActiveState === "active" : unit !== undefined;
    return isWell ? EXIT.ok : EXIT.failure;
  },
};

async function askSystemd(target: Target): Promise<Record<string, string>> {
  const text = await target.run(
    ...["systemctl", "show", `${NAME}.service`, `--property=${PROPERTIES.join(",")}`] as const,
  );
  const lines = text.split("\n").filter((line) => line.includes("="));
  return Object.fromEntries(lines.map((line) => {
    const at = line.indexOf("=");
    return [line.slice(0, at), line.slice(at + 1)];
  }));
}

function describe(report: Report, { output, style }: VerbContext): void {
  const { unit, isCurrent, config, uid, systemd } = report;
  if (unit === undefined) {
    output.line("Not installed; run deno task service install");
    return;
  }
  const age = isCurrent ? "up to date" : style.yellow("from another version: install it again");
  output.line(`unit     ${unit}, ${age}`);
  output.line(`user     ${uid === undefined ? style.red("missing") : `${NAME} (${uid})`}`);
  output.line(`config   ${config ?? "unknown"}`);
  if (systemd === undefined) return;
  const { ActiveState = "", SubState, StatusText, Result, MainPID, NRestarts } = systemd;
  const colour = ActiveState === "active" ? style.green : style.red;
  const because = Result === "success" ? "" : `, ${Result}`;
  output.line(
    `state    ${colour(ActiveState)} (${SubState}${because}), ${StatusText || "no status"}`,
  );
  output.line(`at boot  ${systemd.UnitFileState}`);
  if (MainPID !== "0") {
    const bytes = Number(systemd.MemoryCurrent);
    const memory = Number.isFinite(bytes) ? `, ${Math.round(bytes / MIB)} MiB` : "";
    output.line(`process  ${MainPID}${memory}, ${NRestarts} restarts`);
  }
  if (ActiveState !== "active") output.line(`See journalctl -u ${NAME} -n 50`);
}
