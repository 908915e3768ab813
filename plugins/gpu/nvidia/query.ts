import type { Exec } from "@llm-monitor/sdk";
import { isStuck, isUsable, runTool } from "../command.ts";
import type { CommandRun } from "../command.ts";
import { makeFailure } from "../parse/failure.ts";
import { chooseFields, parseHelpFields, refusedField } from "../parse/help_fields.ts";
import { parseQueryRows } from "../parse/query_rows.ts";
import type { QueryOutput } from "../parse/query_rows.ts";
import type { SourceReport } from "../source_report.ts";
import { QUERY_FIELDS } from "./readings.ts";

/** The rows of a query, and its outcome. */
export interface QueryAnswer extends QueryOutput {
  readonly report: SourceReport;
}

/** Drivers refuse one field at a time; one that refuses more knows none of ours. */
const MAX_REFUSALS = 12;

/** Runs `--query-gpu` with the fields that this driver knows. */
export class Query {
  /** Chosen once for a driver; undefined until its help was read. */
  #fields: readonly string[] | undefined;
  #driver = "";

  /** `known` names the cards that can still be asked when a lost one spoils the whole answer. */
  async run(
    exec: Exec,
    known: { without(lost: readonly string[]): readonly string[] },
  ): Promise<QueryAnswer> {
    const all = await this.#runQuery(exec, []);
    if (all.report.failure?.reason === "command_not_found") this.#fields = undefined;
    const others = known.without(all.lost);
    const isSpoilt = all.rows.length === 0 && all.lost.length > 0 && others.length > 0;
    const answer = isSpoilt
      ? { ...await this.#runQuery(exec, others), lost: all.lost, report: all.report }
      : all;
    this.#noteDriver(answer);
    return answer;
  }

  async #runQuery(exec: Exec, ids: readonly string[]): Promise<QueryAnswer> {
    let fields = this.#fields;
    if (fields === undefined) {
      const help = await runTool(exec, ["nvidia-smi", "--help-query-gpu"]);
      if (isStuck(help)) return readAnswer(help, []);
      fields = fieldsIn(help.stdout);
    }
    for (let refusals = 0;; refusals++) {
      const run = await runTool(exec, [
        "nvidia-smi",
        ...ids.length > 0 ? [`--id=${ids.join(",")}`] : [],
        `--query-gpu=${fields.join(",")}`,
        "--format=csv,noheader,nounits",
      ]);
      const refused = refusedField(run.stdout);
      if (refused === undefined || !fields.includes(refused) || refusals === MAX_REFUSALS) {
        const answer = readAnswer(run, fields);
        // A warning comes with an exit code of its own; the fields are right all the same.
        if (run.code === 0 || answer.rows.length > 0) this.#fields = fields;
        return answer;
      }
      fields = fields.filter((field) => field !== refused);
    }
  }

  /** Another driver knows other fields: its help is read again. */
  #noteDriver({ rows }: QueryOutput): void {
    const driver = rows[0]?.values.get("driver_version") ?? "";
    if (driver === "" || driver === this.#driver) return;
    if (this.#driver !== "") this.#fields = undefined;
    this.#driver = driver;
  }
}

/** Without its help, every field is asked under its newest name, and what is refused left out. */
function fieldsIn(help: string): readonly string[] {
  const known = parseHelpFields(help);
  return chooseFields(QUERY_FIELDS, known.size === 0 ? () => true : (field) => known.has(field));
}

function readAnswer(run: CommandRun, fields: readonly string[]): QueryAnswer {
  const output = parseQueryRows(run.stdout, fields);
  const isUnreadable = isUsable(run) && output.rows.length === 0;
  const failure = isUnreadable
    ? makeFailure("output_unreadable", '"nvidia-smi --query-gpu"', run.stdout)
    : run.failure;
  return { ...output, report: { source: "query", run, ...(failure && { failure }) } };
}
