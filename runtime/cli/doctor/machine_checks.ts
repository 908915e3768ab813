import { formatQuantity } from "../../contract/format_quantity.ts";
import type { IsolationLayer } from "../../contract/syscall.ts";
import { THRESHOLDS } from "../../contract/thresholds.ts";
import { failure, ok, warning } from "./check.ts";
import type { Check } from "./check.ts";

/** Less room than this, and a plugin's next version may find none. */
const LEAST_STATE_BYTES = 100 * 1024 * 1024;
const MIB = 1024 * 1024;

/** Judges the version of Deno that runs this, against the one that the tests run with. */
export function checkDeno(version: string, tested: string): Check {
  return version === tested ? ok("deno.version", `Deno ${version}`) : warning(
    "deno.version",
    `Deno ${version}, tested with ${tested}`,
    `Use the tested version: npx --yes deno@${tested} task start`,
  );
}

/** Judges the configuration, with the number of faults in it. */
export function checkConfig(
  { file, warnings }: { readonly file: string | undefined; readonly warnings: readonly string[] },
  faults: number,
): Check {
  if (faults > 0) {
    const finding = `${formatQuantity(faults, "problem")}, see below`;
    return failure(
      "config",
      finding,
      "Correct the lines that are named; deno task check --no-code",
    );
  }
  return warnings.length === 0
    ? ok("config", file ?? "none; all defaults apply")
    : warning("config", warnings.join("; "), "Correct the name, or unset the variable");
}

/** Judges the packages that a start needs. */
export function checkPackages(missing: readonly string[]): Check {
  return missing.length === 0 ? ok("packages", "All present; no network is needed") : warning(
    "packages",
    `${missing.length} packages are missing`,
    "The first start fetches them from npm; on a machine without a network, use an archive of deno task package",
  );
}

/** Judges the room in the folder of the state. */
export function checkStateRoom(dir: string, freeBytes: number | undefined): Check {
  if (freeBytes === undefined) return ok("disk.state", `${dir} does not exist yet`);
  const free = `${Math.round(freeBytes / MIB).toLocaleString("en-US")} MiB free for ${dir}`;
  if (freeBytes >= LEAST_STATE_BYTES) return ok("disk.state", free);
  return failure("disk.state", free, "Free some space, or put state.dir on a larger file system");
}

/** Judges the clock: one that is behind the release was never set. */
export function checkClock(unixMs: number, releasedMs: number): Check {
  const time = new Date(unixMs).toISOString().replace(/\.\d+Z$/, "Z");
  if (unixMs >= releasedMs) return ok("clock", `It is ${time}`);
  return failure(
    "clock",
    `It is ${time}, which is before this version was released`,
    "Set the clock: timedatectl set-ntp true",
  );
}

/** The load of the machine at this moment. */
export interface Load {
  readonly load1: number;
  readonly cpus: number;
  /** Share of the last minute in which some thread waited for a CPU; undefined without PSI. */
  readonly cpuPressure: number | undefined;
}

/** Judges how busy the machine is: answers take longer then, and that is no fault of the plugins. */
export function checkLoad({ load1, cpus, cpuPressure }: Load): Check {
  const pressure = cpuPressure === undefined
    ? ""
    : `, ${Math.round(cpuPressure * 100)} % of the last minute was spent waiting for a CPU`;
  const finding = `Load ${load1.toFixed(1)} on ${cpus} CPUs${pressure}`;
  const isBusy = cpuPressure === undefined
    ? load1 > 2 * cpus
    : cpuPressure > THRESHOLDS.system.cpuPressureRatio;
  if (!isBusy) return ok("load", finding);
  return warning("load", finding, "Find what uses the CPUs: top -o %CPU");
}

/** The program at the configured address, if any. */
export type PortUse = "ours" | "free" | "taken";

/** Judges the address to listen at. */
export function checkPort(address: string, use: PortUse): Check {
  if (use === "ours") return ok("port", `An instance answers at ${address}`);
  if (use === "free") return ok("port", `${address} is free; no instance runs`);
  return failure(
    "port",
    `Another program listens at ${address}`,
    "Set server.port to a free port, or stop that program: ss -ltnp",
  );
}

/** Judges the layers around every plugin. */
export function checkLayers(layers: readonly IsolationLayer[]): Check[] {
  return layers.map(({ name, active, detail }) =>
    active ? ok(`layer.${name}`, "active") : warning(`layer.${name}`, "missing", detail)
  );
}
