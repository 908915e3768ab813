/** Tests of rules, run by Prometheus' own promtool. */
import { REPO } from "../repo/source_files.ts";
import { RULE_FILES } from "../../dashboards/src/rules/all.ts";
import { groupName } from "../../dashboards/src/rules/render_rules.ts";

/** Names of the files of rules, such as `alerts-gpu`. */
export const RULE_NAMES: readonly string[] = Object.keys(RULE_FILES);

/** An input of a test: name and labels, and the values step by step in promtool's notation. */
export interface InputSeries {
  readonly series: string;
  readonly values: string;
}

/** A case: what there is, and the questions about it. */
export interface RuleCase {
  readonly name: string;
  readonly interval: string;
  readonly input: readonly InputSeries[];
  /** Times at which is asked what fires, or fired before, as `5m`. */
  readonly asks: readonly { readonly at: string; readonly expr: string }[];
}

/** The time that is evaluated, and the interval. */
export interface Evaluation {
  readonly rules: readonly string[];
  readonly every: string;
}

/** The alerts that answer a question, by their names. */
export type Answers = readonly (readonly string[])[];

/**
 * Evaluates the repository's rules over each case, and returns the names of alerts in each answer.
 *
 * @throws {Error} with promtool's words when a case or a rule is wrong.
 */
export async function evaluateRules(
  cases: readonly RuleCase[],
  { rules, every }: Evaluation,
): Promise<Answers[]> {
  const dir = await Deno.makeTempDir({ prefix: "llm-monitor-rules-" });
  try {
    const file = `${dir}/test.yml`;
    // JSON is YAML. Nothing is expected, so that promtool says what there is.
    await Deno.writeTextFile(
      file,
      JSON.stringify({
        rule_files: rules.map((name) => `${REPO}/dashboards/rules/${name}.yml`),
        evaluation_interval: every,
        // Without it, promtool takes the groups in another order at each run.
        group_eval_order: rules.flatMap((name) => (RULE_FILES[name] ?? []).map(groupName)),
        tests: cases.map(({ interval, input, asks }, index) => ({
          interval,
          input_series: input,
          promql_expr_test: asks.map(({ at, expr }, ask) => ({
            // A mark of its own, by which the answer is found again.
            expr: `label_replace(${expr}, "mark", "${index}.${ask}", "", "")`,
            eval_time: at,
            exp_samples: [{ labels: '{never="so"}', value: 1 }],
          })),
        })),
      }),
    );
    const { stdout, stderr } = await new Deno.Command("promtool", {
      args: ["test", "rules", file],
    }).output();
    const said = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
    return cases.map(({ name, asks }, index) =>
      asks.map(({ at }, ask) => answerIn(said, `${index}.${ask}`, `${name} at ${at}`))
    );
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

function answerIn(said: string, mark: string, place: string): string[] {
  const lines = said.split("\n");
  const asked = lines.findIndex((line) =>
    line.includes(`expr: "label_replace`) && line.includes(`"${mark}"`.replaceAll('"', '\\"'))
  );
  const got = lines.slice(asked).find((line) => /^\s*got:/.test(line));
  if (asked === -1 || got === undefined) {
    throw new Error(`promtool gave no answer for ${place}:\n${said.slice(0, 4_000)}`);
  }
  return [...got.matchAll(/alertname="(\w+)"/g)].flatMap(([, name]) => name ?? []).sort();
}
