import type { Facts } from "@llm-monitor/sdk";
import { isStuck, isUsable } from "../command.ts";
import type { CommandRun } from "../command.ts";
import { parseDetails } from "../parse/details.ts";
import type { Details } from "../parse/details.ts";
import { parseMigList } from "../parse/mig_list.ts";
import type { MigListing } from "../parse/mig_list.ts";
import { parseNvlinkErrors, parseNvlinkState, parseNvlinkTraffic } from "../parse/nvlink.ts";
import type { NvlinkErrors, NvlinkState, NvlinkTraffic } from "../parse/nvlink.ts";
import type { SourceReport } from "../source_report.ts";
import { readMigProcesses } from "./mig_processes.ts";
import type { MigProcess } from "./mig_processes.ts";
import { makeReport, unreadableReport } from "./run_smi.ts";
import type { RunSmi } from "./run_smi.ts";

/** Everything that is read now and then. */
export interface DetailsAnswer {
  readonly reports: readonly SourceReport[];
  readonly details?: Details;
  readonly mig: ReadonlyMap<string, MigListing>;
  readonly migProcesses: readonly MigProcess[];
  readonly nvlink: {
    readonly state: readonly NvlinkState[];
    readonly errors: readonly NvlinkErrors[];
    readonly traffic: readonly NvlinkTraffic[];
  };
}

const NOTHING: DetailsAnswer = {
  reports: [],
  mig: new Map(),
  migProcesses: [],
  nvlink: { state: [], errors: [], traffic: [] },
};

/** Reads what is costly now and then, and tells it again until the next time. */
export class DetailsSource {
  #atMs = -Infinity;
  #last = NOTHING;
  #cudaVersion: string | undefined;

  get last(): DetailsAnswer {
    return this.#last;
  }

  /** The newest CUDA version that the driver runs, as it was last told: an info label must not flap. */
  get cudaVersion(): string {
    return this.#cudaVersion ?? "";
  }

  forget(): void {
    this.#last = NOTHING;
    this.#atMs = -Infinity;
  }

  async read(
    run: RunSmi,
    { facts, nowMs, intervalMs, wantsTraffic }: {
      facts: Facts;
      nowMs: number;
      intervalMs: number;
      wantsTraffic: boolean;
    },
  ): Promise<DetailsAnswer> {
    if (nowMs - this.#atMs < intervalMs) return this.#last;
    this.#atMs = nowMs;
    const { report, details } = readDetails(await run(["-q", "-x"]));
    this.#cudaVersion = details?.cudaVersion ?? this.#cudaVersion;
    const reports = [report];
    let mig = NOTHING.mig;
    if (details && hasMig(details)) {
      // `-q -x` tells neither UUID nor profile of a device.
      const list = await run(["-L"]);
      reports.push(makeReport("mig", list));
      if (isUsable(list)) mig = parseMigList(list.stdout);
    }
    const nvlink = reports.some((one) => isStuck(one.run))
      ? NOTHING.nvlink
      : await readNvlink(run, { wantsTraffic, reports });
    const migProcesses = details ? await readMigProcesses(facts, details) : [];
    return this.#last = {
      reports,
      mig,
      migProcesses,
      nvlink,
      ...(details && { details }),
    };
  }
}

async function readNvlink(
  run: RunSmi,
  { wantsTraffic, reports }: { wantsTraffic: boolean; reports: SourceReport[] },
): Promise<DetailsAnswer["nvlink"]> {
  const ask = async (source: string, args: readonly string[]): Promise<string> => {
    const answer = await run(["nvlink", ...args]);
    // Machines without NVLink answer with an error, which is no fault.
    const { failure } = answer;
    if (failure?.reason !== "failed" && failure?.reason !== "not_supported") {
      reports.push(makeReport(source, answer));
    }
    return isUsable(answer) ? answer.stdout : "";
  };
  const state = parseNvlinkState(await ask("nvlink_state", ["-s"]));
  const hasLinks = state.some(({ links }) => links.length > 0);
  const errors = hasLinks ? parseNvlinkErrors(await ask("nvlink_errors", ["-e"])) : [];
  const traffic = wantsTraffic ? parseNvlinkTraffic(await ask("nvlink", ["-gt", "d"])) : [];
  return { state, errors, traffic };
}

function readDetails(run: CommandRun): { report: SourceReport; details?: Details } {
  const source = "details";
  if (!isUsable(run)) return { report: makeReport(source, run) };
  try {
    return { report: makeReport(source, run), details: parseDetails(run.stdout) };
  } catch (error) {
    return { report: unreadableReport(source, run, error) };
  }
}

function hasMig({ cards }: Details): boolean {
  return [...cards.values()].some(({ children }) =>
    children.some(({ name, children: devices }) => name === "mig_devices" && devices.length > 0)
  );
}
