/**
 * `deno task bench boards`: how long Prometheus takes for each board over a day and over thirty, and for a
 * cycle of the rules. The result is kept, and dashboards/SPEED.md is made of it.
 */
import { renderSpeedPage, SPEED_FILE, SPEED_PAGE } from "../../../dashboards/src/speed_page.ts";
import type { Speed } from "../../../dashboards/src/speed_page.ts";
import { readBoards } from "../../dashboards/boards.ts";
import { startPrometheus } from "../../dashboards/prometheus_server.ts";
import { DAY_SECONDS, simulatedData } from "../../dashboards/simulated_data.ts";
import { REPO } from "../../repo/source_files.ts";
import { run } from "../../support/tools.ts";
import type { Figure } from "../figure.ts";
import { makeLongData } from "./long_data.ts";
import { timeBoard } from "./time_boards.ts";
import { timeRules } from "./time_rules.ts";

const HOSTS = [1, 10, 100];
/** Blocks stay as they are: what Prometheus would do beside the queries is not what is measured. */
const NO_COMPACTION = [
  "--storage.tsdb.min-block-duration=2h",
  "--storage.tsdb.max-block-duration=2h",
];

export async function benchBoards(): Promise<Figure[]> {
  const { day } = await simulatedData();
  const dir = await Deno.makeTempDir({ prefix: "llm-monitor-bench-boards-" });
  try {
    const speed: Speed = {
      date: new Date().toISOString().slice(0, 10),
      processors: navigator.hardwareConcurrency,
      prometheus: await versionOfPrometheus(),
      boards: await timeAllBoards(await makeLongData(day, dir)),
      rules: await inTurn(HOSTS, (hosts) => timeRules(day, dir, hosts)),
    };
    await Deno.writeTextFile(`${REPO}/${SPEED_FILE}`, `${JSON.stringify(speed, null, 2)}\n`);
    await Deno.writeTextFile(`${REPO}/${SPEED_PAGE}`, renderSpeedPage(speed));
    return listFigures(speed);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

async function timeAllBoards(
  { dir, ...month }: Awaited<ReturnType<typeof makeLongData>>,
): Promise<Speed["boards"]> {
  await using prometheus = await startPrometheus({ dir }, { flags: NO_COMPACTION });
  const all = { ...month, prometheus: prometheus.url };
  const lastDay = { ...all, fromSeconds: all.toSeconds - DAY_SECONDS };
  return await inTurn(await readBoards(), async (one) => {
    const [{ queries, ...day }, { queries: _, ...days }] = [
      await timeBoard(one, lastDay),
      await timeBoard(one, all),
    ];
    return { name: one.name, queries, day, month: days };
  });
}

function listFigures({ boards, rules }: Speed): Figure[] {
  const range = ({ least, most }: { least: number; most: number }) =>
    `${least.toPrecision(2)} to ${most.toPrecision(2)} s`;
  const [one, , hundred] = rules;
  return [
    ...boards.flatMap(({ name, queries, day, month }): Figure[] => [
      {
        name: `${name}, 24 hours, ${queries} questions (${range(day)})`,
        value: day.median,
        unit: "s",
        target: "<= 1",
      },
      {
        name: `${name}, 30 days (${range(month)})`,
        value: month.median,
        unit: "s",
        target: "<= 3",
      },
    ]),
    ...rules.map(({ hosts, ...time }): Figure => ({
      name: `all rules, ${hosts} ${hosts === 1 ? "host" : "hosts"} (${range(time)})`,
      value: 1_000 * time.median,
      unit: "ms",
      ...(hosts === 1 ? { target: "<= 100" } : {}),
    })),
    {
      name: "rules for a hundred hosts, of a hundred times those for one",
      value: (hundred?.median ?? NaN) / (100 * (one?.median ?? NaN)),
      unit: "",
      target: "<= 1.2",
    },
  ];
}

async function inTurn<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (const item of items) results.push(await work(item));
  return results;
}

async function versionOfPrometheus(): Promise<string> {
  const { output } = await run("prometheus", ["--version"]);
  return /version ([\d.]+)/.exec(output)?.[1] ?? "";
}
