/**
 * A fleet of fifty hosts over Debian's programs, with the files of compose/fleet: what docs/fleet.md
 * promises. A scrape is every four seconds in place of thirty, and alerts wait an eighth; ten minutes without
 * a receiver, which are twenty scrapes, are twenty seconds of an agent that scrapes each second.
 */
import assert from "node:assert/strict";
import { askBoard } from "../dashboards/ask_board.ts";
import type { Where } from "../dashboards/ask_board.ts";
import { readBoards } from "../dashboards/boards.ts";
import type { Board } from "../dashboards/model/board.ts";
import { PrometheusApi } from "../dashboards/model/prometheus_api.ts";
import { MockProcess } from "../mock/mock_process.ts";
import { eventually } from "../support/eventually.ts";
import { needs } from "../support/tools.ts";
import { differences } from "./compare_answers.ts";
import { writeAgent, writeAlertmanager, writeCentre, writeGate } from "./fleet_files.ts";
import { GATE_LOGIN } from "./gate_login.ts";
import { Notifications } from "./notifications.ts";
import {
  describeAgent,
  describeAlertmanager,
  describeCentre,
  describeGate,
  describeVictoria,
} from "./programs.ts";
import { ServerProcess } from "./server_process.ts";

const LACKS = [
  needs("prometheus", "prometheus"),
  needs("prometheus-alertmanager", "prometheus-alertmanager"),
  needs("victoria-metrics", "victoria-metrics"),
  needs("vmauth", "victoria-metrics"),
].includes(true);

const HOSTS = 50;
const HOSTS_IN_RACK = 10;
const PACE = { scrape: "4s", evaluation: "2s", faster: 8 } as const;
/** Of rates: two pages of a host, which changes them each half minute. */
const WINDOW_SECONDS = 60;
/** Half a minute, at that pace. */
const GROUP_WAIT_MS = 3_750;
const ALIKE_MS = 30_000;
const AGENT_SECONDS = 1;
const MISSED_SCRAPES = 20;
const SILENT = `via="agent",job="home"`;

Deno.test({
  name:
    "fifty hosts: one list, one message for a rack, nothing lost behind NAT, one answer of two stores",
  ignore: LACKS,
  async fn(test) {
    await using ends = new AsyncDisposableStack();
    const dir = await Deno.makeTempDir({ prefix: "llm-monitor-fleet-" });
    ends.defer(() => Deno.remove(dir, { recursive: true }));
    const mock = new MockProcess(["fleet", "--hosts", `${HOSTS}`, "--port", "0"]);
    ends.defer(async () => void await mock.stop());
    const people = ends.use(new Notifications());
    const victoria = ends.use(await ServerProcess.start(describeVictoria(dir)));
    const alertmanager = ends.use(
      await ServerProcess.start(
        describeAlertmanager(dir, await writeAlertmanager(dir, people.url, PACE.faster)),
      ),
    );
    const fleet = new URL(await mock.untilSaid(/(http:\/\/127\.0\.0\.1:\d+)\/sd/)).origin;
    const config = await writeCentre(dir, PACE, {
      sd: `${fleet}/sd`,
      alertmanager: alertmanager.address,
      remoteWrite: `${victoria.url}/api/v1/write`,
    });
    const centre = ends.use(await ServerProcess.start(describeCentre(dir, config)));
    const startSeconds = Date.now() / 1_000;
    const api = new PrometheusApi(centre.url);
    const now = async (query: string) => await api.query(query, Date.now() / 1_000);
    const value = async (query: string) => Number((await now(query))[0]?.values[0]?.[1] ?? NaN);
    const play = async (scenario: string) => {
      const answer = await fetch(`${fleet}/scenario`, { method: "PUT", body: scenario });
      assert.equal(await answer.text(), `${scenario}\n`);
    };

    await test.step("every host of the list is up, under its name and cluster", async () => {
      await eventually("all are up", async () => await value("sum(up)") === HOSTS);
      assert.equal(await value('count(up{instance=~"r0[1-5]-h(0[1-9]|10):8090"})'), HOSTS);
      assert.deepEqual(
        (await now("count by (job) (up)")).map(({ metric }) => metric["job"]).sort(),
        ["east", "west"],
      );
    });

    await test.step("every rule is evaluated, and each level has its numbers", async () => {
      const levels = [
        "count(instance:llm_generation_tokens:rate5m)",
        "count(cluster:llm_generation_tokens:rate5m)",
        "count(cluster:llm_model_generation_tokens:rate5m)",
      ];
      for (const level of levels) {
        await eventually(`${level} is there`, async () => await value(level) > 0);
      }
      assert.equal(await value("count(cluster:hosts:count)"), 2);
      assert.equal(await value("sum(cluster:hosts:count)"), HOSTS);
      const groups = await eventually("all were evaluated", async () => {
        const rules = (await readRuleGroups(centre.url)).flatMap((group) => group.rules);
        return rules.every(({ health }) => health !== "unknown") ? rules : undefined;
      });
      assert.deepEqual(groups.filter(({ health }) => health !== "ok"), []);
    });

    await test.step("a dead rack is one message, and hosts are silent in it", async () => {
      const diedMs = Date.now();
      await play("rack-dead");
      await eventually("alerts of its hosts are held back", async () => {
        const alerts = await readAlerts(alertmanager.url, "LlmMonitorTargetDown");
        assert.deepEqual(alerts.filter(({ status }) => status.state === "active"), []);
        // Whoever was not held back would have been told by now.
        return alerts.length === HOSTS_IN_RACK &&
          alerts.every(({ startsAt }) => Date.parse(startsAt) + 2 * GROUP_WAIT_MS < Date.now());
      });
      const told = people.messages.flatMap(({ alerts }) => {
        const own = alerts.filter(({ labels, startsAt }) =>
          labels["rack"] === "r02" && Date.parse(startsAt) > diedMs
        );
        return own.length > 0 ? [own.map(({ labels }) => labels["alertname"])] : [];
      });
      assert.deepEqual(told, [["LlmMonitorRackDown"]]);
      await play("healthy");
    });

    await test.step("each query of the fleet board has an answer, and VictoriaMetrics the same", async () => {
      const named = (await readBoards()).find(({ name }) => name === "fleet");
      assert(named);
      // Windows that have more than there is are guessed by each store in its own way.
      const board = JSON.parse(named.text.replaceAll("[5m]", "[1m]")) as Board;
      await eventually(
        "there is enough for a window",
        () => Date.now() / 1_000 > startSeconds + 2 * WINDOW_SECONDS,
      );
      // Some seconds ago, so that both have everything.
      const toSeconds = Math.floor(Date.now() / 1_000);
      const ask = (prometheus: string): Where => ({
        prometheus,
        fromSeconds: Math.floor(startSeconds),
        toSeconds,
        scrapeIntervalSeconds: WINDOW_SECONDS / 4,
      });
      await eventually("VictoriaMetrics has what Prometheus has", async () => {
        const later = await new PrometheusApi(victoria.url).query(
          "timestamp(up)",
          Date.now() / 1e3,
        );
        return later.length === HOSTS &&
          later.every(({ values }) => Number(values[0]?.[1]) > toSeconds);
      });
      const answers = await askBoard(board, ask(centre.url));
      assert.deepEqual(answers.filter(({ error }) => error !== undefined), []);
      assert.deepEqual(
        answers.filter(({ hasData }) => !hasData).map(({ question }) => question),
        [],
      );
      // Series are sent side by side, so that some come later than others.
      let found: string[] = [];
      const compare = async () => {
        found = differences(answers, await askBoard(board, ask(victoria.url)));
        return found.length === 0;
      };
      await eventually("both answer alike", compare, ALIKE_MS).catch(() => {});
      assert.deepEqual(found, []);
    });

    await test.step("an agent survives a way that is cut and a centre that is gone, and loses nothing", async () => {
      const gate = ends.use(
        await ServerProcess.start(
          describeGate(await writeGate(dir, centre.url)),
        ),
      );
      const refused = await fetch(`${gate.url}/api/v1/write`, { method: "POST" });
      await refused.body?.cancel();
      assert.equal(refused.status, 401);
      const authorization = `Basic ${btoa(`${GATE_LOGIN.user}:${GATE_LOGIN.token}`)}`;
      const asked = await fetch(`${gate.url}/api/v1/query?query=up`, {
        headers: { authorization },
      });
      await asked.body?.cancel();
      assert(!asked.ok, "who may write may not read");
      const agentConfig = await writeAgent(dir, `${AGENT_SECONDS}s`, {
        gate: gate.url,
        target: new URL(fleet).host,
        path: "/host/r01-h01/metrics",
        token: GATE_LOGIN.token,
      });
      const agent = ends.use(await ServerProcess.start(describeAgent(dir, agentConfig)));
      const scrapes = () => countScrapes(agent.url);
      const arrived = async () => await value(`count_over_time(up{${SILENT}}[10m])`);
      await eventually("the first samples", async () => await arrived() > 0);
      const absences = [
        { go: () => gate.pause(), comeBack: () => gate.resume() },
        { go: () => centre.stop(), comeBack: () => centre.start() },
      ];
      for (const { go, comeBack } of absences) {
        await go();
        const missedFrom = await scrapes();
        await eventually(
          "it has scraped meanwhile",
          async () => await scrapes() >= missedFrom + MISSED_SCRAPES,
        );
        const kept = await scrapes();
        await comeBack();
        await eventually("everything has come", async () => await arrived() >= kept);
      }
      const ups = await readSamples(centre.url, `up{${SILENT}}[10m]`);
      // Of a page that came too late for a scrape there is nothing but its `up`, which is 0.
      const answered = ups.filter(([, isUp]) => isUp === "1").map(([time]) => time);
      assert(answered.length >= 2 * MISSED_SCRAPES, `${answered.length} scrapes`);
      const pages = await readSamples(centre.url, `llm_monitor_runtime_info{${SILENT}}[10m]`);
      const paged = new Set(pages.map(([time]) => time));
      assert.deepEqual(answered.filter((time) => !paged.has(time)), []);
      const gaps = ups.slice(1).map(([time], index) => time - (ups[index]?.[0] ?? NaN));
      assert.deepEqual(gaps.filter((gap) => gap > 1.5 * AGENT_SECONDS), []);
    });
  },
});

/** Counts the scrapes that a Prometheus has made. */
async function countScrapes(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(
    /^prometheus_target_interval_length_seconds_count\{.*\} (\d+)/m.exec(text)?.[1] ?? NaN,
  );
}

/** Reads the samples of one series, each with the time of its scrape. */
async function readSamples(
  url: string,
  selector: string,
): Promise<readonly (readonly [time: number, value: string])[]> {
  const response = await fetch(`${url}/api/v1/query?query=${encodeURIComponent(selector)}`);
  const { data } = await response.json() as {
    data: { result: { values: [time: number, value: string][] }[] };
  };
  return data.result[0]?.values ?? [];
}

interface RuleState {
  readonly name: string;
  readonly health: string;
  readonly lastError?: string;
}

async function readRuleGroups(url: string): Promise<{ rules: RuleState[] }[]> {
  const response = await fetch(`${url}/api/v1/rules`);
  const { data } = await response.json() as { data: { groups: { rules: RuleState[] }[] } };
  return data.groups;
}

async function readAlerts(
  url: string,
  name: string,
): Promise<{ readonly startsAt: string; readonly status: { readonly state: string } }[]> {
  const filter = encodeURIComponent(`alertname="${name}"`);
  return await (await fetch(`${url}/api/v2/alerts?filter=${filter}`)).json();
}
