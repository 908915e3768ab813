/**
 * The same samples in VictoriaMetrics give the same answer to every query of every board, but for what
 * docs/fleet.md lists. The simulated day is loaded from Prometheus' own blocks, so that both have the very
 * same times and values.
 */
import assert from "node:assert/strict";
import { askBoard } from "../dashboards/ask_board.ts";
import type { Where } from "../dashboards/ask_board.ts";
import { readBoards, withChoices } from "../dashboards/boards.ts";
import type { NamedBoard } from "../dashboards/boards.ts";
import { EMPTY_IN_BUSY } from "../dashboards/empty_in_busy.ts";
import { panelsOf } from "../dashboards/model/board.ts";
import type { Board } from "../dashboards/model/board.ts";
import { startPrometheus } from "../dashboards/prometheus_server.ts";
import { simulatedData } from "../dashboards/simulated_data.ts";
import type { DataSet } from "../dashboards/simulated_data.ts";
import { needs, run } from "../support/tools.ts";
import { chooseMoment, comparePoints } from "./compare_points.ts";
import type { Samples } from "./compare_points.ts";
import { describeVictoria } from "./programs.ts";
import { ServerProcess } from "./server_process.ts";

const LACKS = [
  needs("prometheus", "prometheus"),
  needs("promtool", "prometheus"),
  needs("victoria-metrics", "victoria-metrics"),
  needs("vmctl", "victoria-metrics"),
  needs("script", "bsdutils"),
].includes(true);

/** More than these would be read by nobody, and take a minute to be shown. */
const MOST_TOLD = 20;

/**
 * A server that answers nonsense now and then. Prometheus shows the last value for five minutes, and
 * VictoriaMetrics for about two scrapes, so that a gap in between is there for it alone.
 */
const GAPS = { scenario: "garbage", question: "annotation Server version changed" };

/** They have windows of both kinds, so that there is no time at which both stores see the same samples. */
const NEVER_EQUAL = [
  "cost-and-efficiency: Models C",
  "cost-and-efficiency: Models D",
  "cost-and-efficiency: Models E",
  "llm-serving: Tokens per running request A",
];

Deno.test({
  name: "VictoriaMetrics gives the answers of Prometheus to every query of every board",
  ignore: LACKS,
  async fn(test) {
    const { day, scenarios } = await simulatedData();
    const boards = await readBoards();
    await test.step("over a busy day with a restart", async () => {
      await using stores = await openStores(day);
      const found = await compareBoards(boards, stores, day);
      assert.deepEqual(found.differences.slice(0, MOST_TOLD), []);
      assert.deepEqual(found.never, NEVER_EQUAL);
      assert.deepEqual(found.uncompared, []);
      assert(found.queries > 300, `${found.queries} queries`);
    });

    await test.step("in the scenarios without which they have no data", async () => {
      await using stores = await openStores(scenarios);
      for (const scenario of new Set(Object.values(EMPTY_IN_BUSY).map(({ seenIn }) => seenIn))) {
        if (scenario === undefined) continue;
        const due = boards.map((board) => pickDue(board, scenario));
        const { differences, queries } = await compareBoards(due, stores, scenarios);
        const others = differences.filter((difference) =>
          scenario !== GAPS.scenario || !difference.includes(GAPS.question)
        );
        assert.deepEqual(others.slice(0, MOST_TOLD), [], scenario);
        assert(queries > 0, scenario);
      }
    });
  },
});

/** Two stores with the same samples. */
interface Stores extends AsyncDisposable {
  readonly prometheus: string;
  readonly victoria: string;
}

async function openStores(set: DataSet): Promise<Stores> {
  await using ends = new AsyncDisposableStack();
  const dir = await Deno.makeTempDir({ prefix: "llm-monitor-replay-" });
  ends.defer(() => Deno.remove(dir, { recursive: true }));
  const prometheus = ends.use(await startPrometheus(set));
  // With its cache it would ask about other times, too, which it rounds.
  const victoria = ends.use(
    await ServerProcess.start(describeVictoria(dir, ["-search.disableCache"])),
  );
  // It draws its progress, for which it needs a terminal.
  const load = `vmctl prometheus -s --prom-snapshot=${set.dir} --vm-addr=${victoria.url}`;
  const { code, output } = await run("script", ["-qec", load, "/dev/null"]);
  assert.equal(code, 0, output);
  await (await fetch(`${victoria.url}/internal/force_flush`)).body?.cancel();
  const opened = ends.move();
  return {
    prometheus: prometheus.url,
    victoria: victoria.url,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

interface Found {
  readonly differences: string[];
  /** Queries with an answer, and those of them of which no point could be compared. */
  queries: number;
  readonly uncompared: string[];
  readonly never: string[];
}

async function compareBoards(
  boards: readonly NamedBoard[],
  stores: Stores,
  set: DataSet,
): Promise<Found> {
  const found: Found = { differences: [], queries: 0, uncompared: [], never: [] };
  const samples: Samples = { ...set, beginnings: listBeginnings(set) };
  for (const { name, board } of boards) {
    const ask = async (laterSeconds: number) => {
      const where: Omit<Where, "prometheus"> = { ...set, laterSeconds };
      return [
        await askBoard(board, { ...where, prometheus: stores.prometheus }),
        await askBoard(board, { ...where, prometheus: stores.victoria }),
      ] as const;
    };
    const moments = {
      "at a scrape": await ask(0),
      "between scrapes": await ask(set.scrapeIntervalSeconds / 2),
    };
    for (const [index, { question, expr, hasData }] of moments["at a scrape"][0].entries()) {
      const title = `${name}: ${question}`;
      const moment = chooseMoment(expr ?? "");
      if (moment === "never") {
        found.never.push(title);
        continue;
      }
      const [expected, given] = moments[moment].map((answers) => answers[index]);
      assert(expected && given);
      if (expr === undefined) {
        if (given.hasData !== hasData) found.differences.push(`${title} has other values`);
        continue;
      }
      const { compared, differences } = comparePoints(expected, given, samples);
      found.differences.push(...differences.map((difference) => `${name}: ${difference}`));
      if (!hasData) continue;
      found.queries++;
      if (compared === 0) found.uncompared.push(title);
    }
  }
  return found;
}

/** The first samples of a host: a day has two halves, between which it was started anew. */
function listBeginnings({ fromSeconds, toSeconds, scrapeIntervalSeconds }: DataSet): number[] {
  return [fromSeconds, (fromSeconds + toSeconds) / 2]
    .map((start) => start + scrapeIntervalSeconds);
}

/** Picks the questions of a board that have data in a scenario alone. */
function pickDue({ name, board, text }: NamedBoard, scenario: string): NamedBoard {
  const isDue = (question: string) => EMPTY_IN_BUSY[`${name}: ${question}`]?.seenIn === scenario;
  const panels = panelsOf(board).map((panel) => ({
    ...panel,
    targets: (panel.targets ?? []).filter(({ refId }) => isDue(`${panel.title} ${refId}`)),
  }));
  const list = (board.annotations?.list ?? [])
    .filter((annotation) => isDue(`annotation ${annotation.name}`));
  const due: Board = {
    ...withChoices(board, { instance: scenario }),
    panels,
    annotations: { list },
  };
  return { name, board: due, text };
}
