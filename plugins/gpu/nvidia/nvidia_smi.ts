import type { Exec, Facts, PluginContext } from "@llm-monitor/sdk";
import { isStuck } from "../command.ts";
import type { Settings } from "../settings.ts";
import type { SourceReport } from "../source_report.ts";
import { ActivitySource } from "./activity_source.ts";
import { DetailsSource } from "./details_source.ts";
import { KernelLogSource } from "./kernel_log_source.ts";
import { KnownCards } from "./known_cards.ts";
import type { Observation } from "./observation.ts";
import { ProcessSources } from "./process_sources.ts";
import type { ProcessAnswer } from "./process_sources.ts";
import { Query } from "./query.ts";
import type { QueryAnswer } from "./query.ts";
import { timely } from "./run_smi.ts";
import type { RunSmi } from "./run_smi.ts";

/** Time that a collection must have left for activity: two seconds, and a slow driver. */
const ACTIVITY_MS = 4_000;

const NO_PROCESSES: ProcessAnswer = { reports: [] };
const NO_KERNEL_LOG = { reports: [], xids: [], sxids: [] };
const NO_ACTIVITY = { reports: [], activity: [], support: new Map() };

/** Reads the cards through nvidia-smi: cheap values each time, costly ones now and then. */
export class NvidiaSmi {
  readonly #query = new Query();
  readonly #known = new KnownCards();
  readonly #processes = new ProcessSources();
  readonly #activity = new ActivitySource();
  readonly #details = new DetailsSource();
  readonly #kernelLog = new KernelLogSource();
  readonly #nowMs: () => number;

  constructor({ nowMs }: { nowMs: () => number }) {
    this.#nowMs = nowMs;
  }

  /** True once a card was seen: its absence is a fault then, not a machine without cards. */
  get hasKnownCards(): boolean {
    return this.#known.ids.length > 0;
  }

  async observe(context: PluginContext<Settings>): Promise<Observation> {
    const { exec, facts, timeoutMs } = context;
    const startMs = this.#nowMs();
    // A command has its own deadline, which has to end before ours does.
    const run = timely(exec, () => this.#nowMs() - startMs <= timeoutMs / 3);
    const query = await this.#readQuery(exec, facts);
    const { driverCards } = this.#known;
    // A lost card tells nothing any more, but the log does.
    const log = this.hasKnownCards
      ? await this.#kernelLog.read(context, this.#nowMs())
      : NO_KERNEL_LOG;
    const others = await this.#readOthers(
      run,
      query,
      context,
      () => startMs + timeoutMs - this.#nowMs(),
    );
    return {
      ...others,
      ...log,
      reports: [...others.reports, ...log.reports],
      names: this.#known.names,
      rows: query.rows,
      missing: this.#known.missing(query.rows),
      corrupted: query.corrupted,
      cudaVersion: this.#details.cudaVersion,
      ...(driverCards !== undefined && { driverCards }),
    };
  }

  /** Reads everything but the query, as long as nvidia-smi does not hang. */
  async #readOthers(
    run: RunSmi,
    { rows, report }: QueryAnswer,
    { exec, facts, config }: PluginContext<Settings>,
    leftMs: () => number,
  ) {
    const isUsable = rows.length > 0 && !isStuck(report.run);
    const answered = (reports: readonly SourceReport[]) =>
      isUsable && !reports.some((one) => isStuck(one.run));
    const processes = isUsable && config.processes
      ? await this.#processes.read(run, { facts, rows, nowMs: this.#nowMs() })
      : NO_PROCESSES;
    if (!isUsable) {
      this.#details.forget();
      this.#activity.forget();
    }
    const details = answered(processes.reports)
      ? await this.#details.read(run, {
        facts,
        nowMs: this.#nowMs(),
        intervalMs: config.detailsInterval,
        wantsTraffic: config.nvlink,
      })
      : this.#details.last;
    // The slowest comes last: its two seconds cost nobody else.
    const activity = config.activity && answered([...processes.reports, ...details.reports])
      ? await this.#activity.read(timely(exec, () => leftMs() >= ACTIVITY_MS), {
        rows,
        nowMs: this.#nowMs(),
        intervalMs: config.activityInterval,
      })
      : NO_ACTIVITY;
    return {
      ...activity,
      ...details,
      reports: [report, ...processes.reports, ...details.reports, ...activity.reports],
      ...(processes.owners && { processes: processes.owners }),
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
}
