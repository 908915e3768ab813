/** `deno task mock fleet`: the pages of many hosts, of one process. */
import assert from "node:assert/strict";
import { FLEET_SCENARIOS } from "../../mock/fleet/conditions.ts";
import { dressPage, renderPage } from "../../mock/fleet/page.ts";
import type { Recording } from "../../mock/fleet/recording.ts";
import { makeRoster } from "../../mock/fleet/roster.ts";
import { MockProcess } from "./mock_process.ts";

const CARD = "GPU-1f0c7a2e-8d3b-4c55-9e01-6a7b8c9d0e1f";

function recording(series: Recording["families"][number]["series"]): Recording {
  return { pages: 2, families: [{ head: "# TYPE x counter\n", series }] };
}

function decodePage(page: Uint8Array): string {
  return new TextDecoder().decode(page);
}

Deno.test("a recording goes on for ever: counters rise through its end, gauges come back", () => {
  const recorded = recording([
    { head: "x_total ", values: Float64Array.of(1, 3, 6), gain: 5, isAge: false },
    { head: "y ", values: Float64Array.of(0.1, NaN, 0.1), gain: 0, isAge: false },
  ]);
  const pages = [0, 1, 2, 3, 4].map((tick) => decodePage(renderPage(recorded, tick).bytes));
  assert.deepEqual(
    pages.map((page) => page.replace("# TYPE x counter\n", "").split("\n")),
    [
      ["x_total 1", "y 0.1", "# EOF", ""],
      ["x_total 3", "# EOF", ""],
      ["x_total 6", "y 0.1", "# EOF", ""],
      ["x_total 8", "# EOF", ""],
      ["x_total 11", "y 0.1", "# EOF", ""],
    ],
  );
});

Deno.test("hosts share a page, and differ in the ids of their cards; times follow the clock", () => {
  const page = renderPage(
    recording([
      {
        head: `x_total{gpu="${CARD}"} `,
        values: Float64Array.of(1, 1, 1),
        gain: 0,
        isAge: false,
      },
      { head: "x_timestamp_seconds ", values: Float64Array.of(4, 4, 4), gain: 0, isAge: true },
    ]),
    0,
  );
  assert.equal(page.series, 2);
  const [one, other] = [0, 999].map((number) =>
    decodePage(dressPage(page, { number, nowUnix: 1_795_694_400 }))
  );
  assert.match(one ?? "", /^x_total\{gpu="GPU-00000001-8d3b-4c55-9e01-6a7b8c9d0e1f"\} 1$/m);
  assert.match(other ?? "", /^x_total\{gpu="GPU-000003e8-8d3b-4c55-9e01-6a7b8c9d0e1f"\} 1$/m);
  assert.match(one ?? "", /^x_timestamp_seconds 1795694396$/m);
});

Deno.test("what goes wrong hits what stands together", () => {
  const roster = makeRoster(100);
  const struck = (scenario: string) =>
    roster.filter((host) => FLEET_SCENARIOS[scenario]?.conditionOf(host) !== "well");
  assert.deepEqual(struck("healthy"), []);
  assert.deepEqual([...new Set(struck("rack-dead").map(({ rack }) => rack))], ["r02"]);
  assert.equal(struck("rack-dead").length, 10);
  assert.deepEqual([...new Set(struck("bad-deploy").map(({ cluster }) => cluster))], ["east"]);
  assert.deepEqual([...new Set(struck("hot-aisle").map(({ aisle }) => aisle))], ["a02"]);
  const bad = roster.map((host) => FLEET_SCENARIOS["bad-day"]?.conditionOf(host));
  assert.deepEqual(
    [...new Set(bad)].sort(),
    ["broken", "dead", "hot", "sick", "well"],
  );
});

interface Target {
  readonly targets: readonly [string];
  readonly labels: Readonly<Record<string, string>>;
}

Deno.test("mock fleet lists its hosts, plays their pages, and lets a rack die", async (test) => {
  const mock = new MockProcess(["fleet", "--hosts", "40", "--port", "0"]);
  try {
    const url = new URL(await mock.untilSaid(/(http:\/\/127\.0\.0\.1:\d+)\/sd/)).origin;
    const list = await (await fetch(`${url}/sd`)).json() as Target[];
    const fetchPage = ({ targets: [address], labels }: Target) =>
      fetch(`http://${address}${labels["__metrics_path__"]}`);

    await test.step("under names and places of their own", async () => {
      assert.equal(new Set(list.map(({ labels }) => labels["instance"])).size, 40);
      assert.deepEqual([...new Set(list.map(({ labels }) => labels["rack"]))], [
        ...["r01", "r02", "r03", "r04"],
      ]);
      const few = await (await fetch(`${url}/sd?hosts=3`)).json() as Target[];
      assert.deepEqual(few, list.slice(0, 3));
    });

    await test.step("with the metrics of the monitor, as many as its kind has", async () => {
      const pages = await Promise.all(
        list.slice(0, 8).map(async (target) => {
          const response = await fetchPage(target);
          assert.match(
            response.headers.get("content-type") ?? "",
            /^application\/openmetrics-text/,
          );
          return await response.text();
        }),
      );
      for (const page of pages) {
        assert.match(page, /^llm_monitor_gpu_up\{gpu="GPU-0000000[1-8]-.*"\} 1$/m);
        assert.match(page, /^llm_monitor_llm_generation_tokens_total\{.*\} \d/m);
        assert.match(page, /^llm_monitor_plugin_up\{plugin="system"\} 1$/m);
        assert(page.endsWith("\n# EOF\n"));
        // Prometheus adds it itself.
        assert.doesNotMatch(page, /^up[ {]/m);
      }
      assert.equal(new Set(pages).size, pages.length);
      const sizes = pages.map((page) => page.split("\n").length);
      assert.deepEqual(sizes.slice(0, 4), sizes.slice(4));
      assert.equal(new Set(sizes).size, 4);
    });

    await test.step("until its scenario changes", async () => {
      const play = (name: string) => fetch(`${url}/scenario`, { method: "PUT", body: name });
      const unknown = await play("rack-died");
      assert.equal(unknown.status, 400);
      assert.match(await unknown.text(), /There is no scenario "rack-died"; there are healthy, /);
      await (await play("rack-dead")).body?.cancel();
      const states = await Promise.all(list.map(async (target) => {
        const { status, body } = await fetchPage(target);
        await body?.cancel();
        return `${target.labels["rack"]} ${status}`;
      }));
      assert.deepEqual([...new Set(states)], ["r01 200", "r02 503", "r03 200", "r04 200"]);
      const ill = await (await play("bad-day")).text();
      assert.equal(ill, "bad-day\n");
      const broken = await (await fetchPage(list[0] as Target)).text();
      assert.match(broken, /^llm_monitor_docker_container_restarts_total\{.*vllm.*\} [1-9]/m);
    });
  } finally {
    assert.equal(await mock.stop(), 0);
  }
});
