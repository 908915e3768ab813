import { readIfThere } from "../../runtime/cli/gen/generated_file.ts";

/** The last result of `deno task bench boards`. */
export const SPEED_FILE = "dashboards/speed.json";
/** The page that is made of it. */
export const SPEED_PAGE = "dashboards/SPEED.md";

/** The middle of some rounds, and their range, in seconds. */
interface Rounds {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

/** The times that Prometheus takes for the boards and for the rules. */
export interface Speed {
  readonly date: string;
  readonly processors: number;
  readonly prometheus: string;
  readonly boards: readonly {
    readonly name: string;
    /** Queries of panels, variables and events as it opens. */
    readonly queries: number;
    readonly day: Rounds;
    readonly month: Rounds;
  }[];
  readonly rules: readonly (Rounds & { readonly hosts: number })[];
}

/** Reads the last measurement; undefined where nobody has measured. */
export async function readSpeed(root: string): Promise<Speed | undefined> {
  const text = await readIfThere(`${root}/${SPEED_FILE}`);
  return text === undefined ? undefined : JSON.parse(text) as Speed;
}

/** The page with the tables of boards and rules. */
export function renderSpeedPage({ date, processors, prometheus, boards, rules }: Speed): string {
  return [
    "# What boards and rules cost Prometheus",
    `Measured on ${date} by \`deno task bench boards\`, which anybody can run: Prometheus ${prometheus} on ` +
    `${processors} processors, the simulated host of the mock scraped every 30 s, thirty days of it. ` +
    "Every query of a board is sent at once, as its page does when it opens; the first round, which " +
    "reads the storage into memory, does not count. Median of five rounds, and their range.",
    table(
      ["Board", "Queries", "24 hours", "30 days"],
      boards.map(({ name, queries, day, month }) => [
        name,
        String(queries),
        seconds(day),
        seconds(month),
      ]),
    ),
    "A cycle of all rules, recordings and alerts together, over a day of history " +
    "(`prometheus_rule_group_last_duration_seconds`, summed over the groups). Median of eight " +
    "rounds, and their range.",
    table(
      ["Hosts", "All rules"],
      rules.map(({ hosts, ...time }) => [String(hosts), milliseconds(time)]),
    ),
  ].join("\n\n") + "\n";
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
}

function seconds({ median, least, most }: Rounds): string {
  return `${median.toFixed(2)} s (${least.toFixed(2)} to ${most.toFixed(2)})`;
}

function milliseconds({ median, least, most }: Rounds): string {
  const text = (value: number) => (1_000 * value).toFixed(0);
  return `${text(median)} ms (${text(least)} to ${text(most)})`;
}
