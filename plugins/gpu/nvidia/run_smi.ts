import type { Exec } from "@llm-monitor/sdk";
import { runTool } from "../command.ts";
import type { CommandRun } from "../command.ts";
import { makeFailure } from "../parse/failure.ts";
import type { SourceReport } from "../source_report.ts";

/** Runs nvidia-smi with these arguments. */
export type RunSmi = (args: readonly string[]) => Promise<CommandRun>;

/** Runs nvidia-smi as long as there is time for an answer that takes as long as it may. */
export function timely(exec: Exec, hasTime: () => boolean): RunSmi {
  return async (args) =>
    hasTime()
      ? await runTool(exec, ["nvidia-smi", ...args])
      : { stdout: "", failure: makeFailure("no_time", `"nvidia-smi ${args.join(" ")}"`) };
}

/** The report of a source that was asked by one run. */
export function makeReport(source: string, run: CommandRun): SourceReport {
  return { source, run, ...(run.failure && { failure: run.failure }) };
}

/** The report of a source whose output could not be read; other errors are thrown on. */
export function unreadableReport(source: string, run: CommandRun, error: unknown): SourceReport {
  if (!(error instanceof SyntaxError)) throw error;
  return { source, run, failure: makeFailure("output_unreadable", "nvidia-smi", error.message) };
}
