import type { Exec, Facts, PluginContext } from "@llm-monitor/sdk";
import { isStuck, runTool } from "../command.ts";
import type { CommandRun } from "../command.ts";
import { parseDetails } from "../parse/details.ts";
import type { Details } from "../parse/details.ts";
import { failureOf } from "../parse/failure.ts";
import { parseMigList } from "../parse/mig_list.ts";
import type { MigListing } from "../parse/mig_list.ts";
import { parseNvlink } from "../parse/nvlink.ts";
import type { NvlinkTraffic } from "../parse/nvlink.ts";
import { parseProcessRows, PROCESS_FIELDS } from "../parse/process_rows.ts";
import { findOwners } from "../processes.ts";
import type { Settings } from "../settings.ts";
import type { SourceReport } from "../source_report.ts";
import { KnownCards } from "./known_cards.ts";
import type { Observation } from "./observation.ts";
import { Query } from "./query.ts";
import type { QueryAnswer } from "./query.ts";

const CSV = "--format=csv,noheader,nounits";

type Slow = {
  readonly atMs: number;
  readonly reports: readonly SourceReport[];
  readonly details?: Details;
  readonly mig: ReadonlyMap<string, MigListing>;
  readonly nvlink: readonly NvlinkTraffic[];
};

const NOTHING_SLOW: Slow = { atMs: -Infinity, reports: [], mig: new Map(), nvlink: [] };

/** Reads the cards through nvidia-smi: cheap values each time, costly ones now and then. */
export class NvidiaSmi {
  readonly #query = new Query();
  readonly #known = new KnownCards();
  readonly #nowMs: () => number;
  #slow = NOTHING_SLOW;

  constructor({ nowMs }: { nowMs: () => number }) {
    this.#nowMs = nowMs;
  }

  /** True once a card was seen: its absence is a fault then, not a machine without cards. */
  get hasKnownCards(): boolean {
    return this.#known.ids.length > 0;
  }

  async observe({ exec, facts, config, timeoutMs }: PluginContext<Settings>): Promise<Observation> {
    const startMs = this.#nowMs();
    // A command has its own deadline, which has to end before ours does.
    const hasTime = () => this.#nowMs() - startMs <= timeoutMs / 3;
    const query = await this.#readQuery(exec, facts);
    const isUsable = query.rows.length > 0 && !isStuck(query.report.run);
    const processes = isUsable && config.processes
      ? await readProcesses(exec, facts, hasTime)
      : undefined;
    const mayGoOn = isUsable && !(processes && isStuck(processes.report.run));
    if (!isUsable) this.#slow = NOTHING_SLOW;
    else if (mayGoOn && this.#nowMs() - this.#slow.atMs >= config.detailsInterval) {
      this.#slow = await this.#readDetails(exec, { nvlink: config.nvlink, hasTime });
    }
    const { details, mig, nvlink, reports } = this.#slow;
    return {
      reports: [query.report, ...processes ? [processes.report] : [], ...reports],
      rows: query.rows,
      missing: this.#known.missing(query.rows),
      mig,
      nvlink,
      ...(this.#known.driverCards !== undefined && { driverCards: this.#known.driverCards }),
      ...(processes?.owners && { processes: processes.owners }),
      ...(details && { details }),
    };
  }

  async #readQuery(exec: Exec, facts: Facts): Promise<QueryAnswer> {
    const ask = async () => {
      const answer = await this.#query.run(exec, this.#known);
      const query = { ...answer, rows: answer.rows.map((row) => this.#known.withKnownName(row)) };
      const others = this.#known.without(query.lost).length;
      await this.#known.update(facts, query);
      return { query, hasNewOthers: this.#known.without(query.lost).length > others };
    };
    const first = await ask();
    // The driver knew more cards than nvidia-smi told: they can be asked by their names.
    const isSpoilt = first.query.rows.length === 0 && first.query.lost.length > 0;
    return isSpoilt && first.hasNewOthers ? (await ask()).query : first.query;
  }

  async #readDetails(
    exec: Exec,
    { nvlink: wantsNvlink, hasTime }: { nvlink: boolean; hasTime: HasTime },
  ): Promise<Slow> {
    const atMs = this.#nowMs();
    const ask = timely(exec, hasTime);
    const { report, details } = readDetails(await ask(["-q", "-x"]));
    const reports = [report];
    let mig: Slow["mig"] = new Map();
    let nvlink: Slow["nvlink"] = [];
    if (details && hasMig(details)) {
      const list = await ask(["-L"]);
      reports.push(reportOf("mig", list));
      mig = parseMigList(list.stdout);
    }
    if (wantsNvlink && !reports.some(({ run }) => isStuck(run))) {
      const traffic = await ask(["nvlink", "-gt", "d"]);
      reports.push(reportOf("nvlink", traffic));
      nvlink = traffic.failure ? [] : parseNvlink(traffic.stdout);
    }
    return { atMs, reports, mig, nvlink, ...(details && { details }) };
  }
}

type HasTime = () => boolean;

/** Runs nvidia-smi as long as there is time for an answer that takes as long as it may. */
function timely(exec: Exec, hasTime: HasTime): (args: string[]) => Promise<CommandRun> {
  return async (args) =>
    hasTime()
      ? await runTool(exec, ["nvidia-smi", ...args])
      : { stdout: "", failure: failureOf("no_time", `"nvidia-smi ${args.join(" ")}"`) };
}

async function readProcesses(exec: Exec, facts: Facts, hasTime: HasTime) {
  const fields = `--query-compute-apps=${PROCESS_FIELDS.join(",")}`;
  const run = await timely(exec, hasTime)([fields, CSV]);
  const report = reportOf("processes", run);
  if (run.failure) return { report };
  return { report, owners: await findOwners(facts, parseProcessRows(run.stdout)) };
}

function readDetails(run: CommandRun): { report: SourceReport; details?: Details } {
  const source = "details";
  if (run.failure) return { report: reportOf(source, run) };
  try {
    return { report: { source, run }, details: parseDetails(run.stdout) };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const failure = failureOf("output_unreadable", '"nvidia-smi -q -x"', error.message);
    return { report: { source, run, failure } };
  }
}

function hasMig({ cards }: Details): boolean {
  return [...cards.values()].some(({ children }) =>
    children.some(({ name, children: devices }) => name === "mig_devices" && devices.length > 0)
  );
}

function reportOf(source: string, run: CommandRun): SourceReport {
  return { source, run, ...(run.failure && { failure: run.failure }) };
}
