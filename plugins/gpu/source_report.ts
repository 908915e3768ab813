import type { FamilySet } from "@llm-monitor/sdk";
import type { CommandRun } from "./command.ts";
import { isWarning } from "./parse/failure.ts";
import type { Failure } from "./parse/failure.ts";

/** The outcome of reading one source; `failure` is also set when its output could not be read. */
export interface SourceReport {
  /** The label `source`. */
  readonly source: string;
  readonly run: CommandRun;
  readonly failure?: Failure;
}

/** Adds the outcome of the collection, source by source. */
export function addSourceReports(set: FamilySet, reports: readonly SourceReport[]): void {
  for (const { source, run, failure } of reports) {
    const isUp = !failure || isWarning(failure.reason);
    set.gauge("llm_monitor_gpu_source_up", { source }, isUp ? 1 : 0);
    set.gauge("llm_monitor_gpu_source_duration_seconds", { source }, run.durationSeconds);
    set.gauge("llm_monitor_gpu_source_exit_code", { source }, run.code);
    if (!failure) continue;
    set.gauge("llm_monitor_gpu_source_failing", { source, reason: failure.reason }, 1);
  }
}
