/** A scenario for real: the mock, Prometheus and Alertmanager of Debian, and the rules as they are. */
import assert from "node:assert/strict";
import { STACK_FAMILIES } from "../../dashboards/src/rules/stack_metrics.ts";
import { copyFastRules, startServer } from "./live_stack.ts";
import { RULE_NAMES } from "./promtool.ts";
import { MockProcess } from "../mock/mock_process.ts";
import { eventually } from "../support/eventually.ts";
import { freePort } from "../support/free_port.ts";
import { needs } from "../support/tools.ts";

const STOPPED = `description: Somebody stops llamacpp.
alerts: [LlmMonitorServerDown]
settings:
  containers: { llamacpp: { stopped: true } }
`;
const WELL = "description: All is well again.\nalerts: []\n";

interface Notified {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

Deno.test({
  name: "an alert fires in Alertmanager when its scenario begins, and resolves when it is over",
  ignore: needs("prometheus", "prometheus") ||
    needs("prometheus-alertmanager", "prometheus-alertmanager"),
  async fn() {
    const dir = await Deno.makeTempDir({ prefix: "llm-monitor-live-" });
    const scenario = `${dir}/scenario.yaml`;
    await Deno.writeTextFile(scenario, STOPPED);
    await using ends = new AsyncDisposableStack();
    ends.defer(() => Deno.remove(dir, { recursive: true }));
    const mock = new MockProcess(["--port", "0", "--scenario", scenario]);
    ends.defer(async () => void await mock.stop());
    const [prometheus, alertmanager] = [freePort(), freePort()];
    await writeFiles(dir, { target: new URL(await mock.url()).host, alertmanager });
    ends.defer(startServer("prometheus-alertmanager", [
      `--config.file=${dir}/alertmanager.yml`,
      `--storage.path=${dir}/alertmanager`,
      `--web.listen-address=127.0.0.1:${alertmanager}`,
      "--cluster.listen-address=",
    ]));
    ends.defer(startServer("prometheus", [
      `--config.file=${dir}/prometheus.yml`,
      `--storage.tsdb.path=${dir}/data`,
      `--web.listen-address=127.0.0.1:${prometheus}`,
      "--rules.alert.resend-delay=1s",
    ]));
    const told = async () => {
      const url = `http://127.0.0.1:${alertmanager}/api/v2/alerts?active=true`;
      const response = await fetch(url).catch(() => undefined);
      if (!response?.ok) return await response?.body?.cancel() ?? [];
      return await response.json() as Notified[];
    };
    const findDown = (alerts: readonly Notified[]) =>
      alerts.find(({ labels }) =>
        labels.alertname === "LlmMonitorServerDown" && labels.target === "llamacpp"
      );
    const fired = await eventually(
      "Alertmanager knows of it",
      async () => findDown(await told()),
      90_000,
    );
    assert.equal(fired.labels.severity, "critical");
    assert.match(
      fired.annotations.summary ?? "",
      /^llamacpp \(llamacpp\) on 127\.0\.0\.1:\d+ is down$/,
    );
    assert.match(fired.annotations.description ?? "", /up is 0/);
    assert.equal(fired.annotations.runbook_url, "docs/runbooks.md#llmmonitorserverdown");

    await Deno.writeTextFile(scenario, WELL);
    await eventually("it is resolved", async () => {
      const alerts = await told();
      // The watchdog says that Alertmanager still hears.
      const isAwake = alerts.some(({ labels }) => labels.alertname === "LlmMonitorWatchdog");
      return isAwake && findDown(alerts) === undefined ? true : undefined;
    }, 90_000);
    await assertRulesAreWell(prometheus);
    await assertStackIsKnown({ Prometheus: prometheus, Alertmanager: alertmanager });
  },
});

/** Asserts that the stack's own metrics have the names that our rules have for them. */
async function assertStackIsKnown(ports: Readonly<Record<string, number>>): Promise<void> {
  for (const [program, port] of Object.entries(ports)) {
    const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    const wanted = STACK_FAMILIES.filter(({ source }) => source.startsWith(program));
    assert(wanted.length > 0, program);
    const missing = wanted.filter(({ name }) => !text.includes(`\n# TYPE ${name} `));
    assert.deepEqual(missing.map(({ name }) => name), []);
  }
}

/** Asserts that no rule fails. */
async function assertRulesAreWell(port: number): Promise<void> {
  const response = await fetch(`http://127.0.0.1:${port}/api/v1/rules`);
  const { data } = await response.json() as {
    data: {
      groups: {
        name: string;
        rules: { name: string; health: string; lastError?: string }[];
      }[];
    };
  };
  const broken = data.groups.flatMap(({ rules }) => rules)
    .filter(({ health }) => health === "err")
    .map(({ name, lastError }) => `${name}: ${lastError}`);
  assert.deepEqual(broken, []);
  const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const failures = [...metrics.matchAll(/^prometheus_rule_evaluation_failures_total\{.*\} (\d+)/gm)]
    .map(([, count]) => Number(count));
  assert(failures.length >= RULE_NAMES.length);
  assert.deepEqual(failures.filter((count) => count > 0), []);
}

async function writeFiles(
  dir: string,
  { target, alertmanager }: { readonly target: string; readonly alertmanager: number },
): Promise<void> {
  await copyFastRules(`${dir}/rules`);
  await Deno.writeTextFile(
    `${dir}/alertmanager.yml`,
    JSON.stringify({ route: { receiver: "nobody" }, receivers: [{ name: "nobody" }] }),
  );
  await Deno.writeTextFile(
    `${dir}/prometheus.yml`,
    JSON.stringify({
      global: { scrape_interval: "1s", evaluation_interval: "1s" },
      rule_files: [`${dir}/rules/*.yml`],
      alerting: {
        alertmanagers: [{ static_configs: [{ targets: [`127.0.0.1:${alertmanager}`] }] }],
      },
      scrape_configs: [{
        job_name: "llm-monitor",
        static_configs: [{ targets: [target] }],
      }],
    }),
  );
}
