import assert from "node:assert/strict";
import { createStyle } from "../style.ts";
import {
  checkClock,
  checkConfig,
  checkDeno,
  checkLayers,
  checkLoad,
  checkPackages,
  checkPort,
  checkStateRoom,
} from "./machine_checks.ts";
import { checkPlugin, checkPluginsFolder } from "./plugin_checks.ts";
import { reportChecks } from "./report_checks.ts";
import { countSeries, judgeRun } from "./judge_run.ts";

const GIB = 1024 ** 3;
const RUN = { state: "idle", detail: "", series: 12, seconds: 0.2, subjects: [] };
const READY = { state: "ready", detail: "" };

Deno.test("every check says ok when all is well, and else what to do", () => {
  const pairs = [
    [checkDeno("2.9.6", "2.9.6"), checkDeno("2.8.0", "2.9.6"), "warning"],
    [checkPackages([]), checkPackages(["zod/4"]), "warning"],
    [
      checkConfig({ file: "c.yaml", warnings: [] }, 0),
      checkConfig({ file: "c.yaml", warnings: [] }, 2),
      "failure",
    ],
    [
      checkConfig({ file: undefined, warnings: [] }, 0),
      checkConfig({ file: undefined, warnings: ["LLM_MONITOR_X is ignored"] }, 0),
      "warning",
    ],
    [checkStateRoom("/s", GIB), checkStateRoom("/s", GIB / 100), "failure"],
    [checkStateRoom("/s", undefined), checkStateRoom("/s", 0), "failure"],
    [checkClock(2, 1), checkClock(1, 2), "failure"],
    [
      checkLoad({ load1: 9, cpus: 2, cpuPressure: 0.1 }),
      checkLoad({ load1: 9, cpus: 2, cpuPressure: 0.9 }),
      "warning",
    ],
    [
      checkLoad({ load1: 1, cpus: 2, cpuPressure: undefined }),
      checkLoad({ load1: 9, cpus: 2, cpuPressure: undefined }),
      "warning",
    ],
    [checkPort("http://a:1", "free"), checkPort("http://a:1", "taken"), "failure"],
  ] as const;
  for (const [well, ill, status] of pairs) {
    assert.equal(well.status, "ok");
    assert.equal(well.fix, "");
    assert.equal(ill.status, status, ill.id);
    assert.equal(ill.id, well.id);
    assert.ok(ill.fix.length > 10, ill.id);
  }
});

Deno.test("checkLayers warns of a layer that is missing, with what it takes", () => {
  const layers = [
    { name: "a", active: true, detail: "" },
    { name: "b", active: false, detail: "Install it" },
  ];
  assert.deepEqual(checkLayers(layers).map(({ id, status, fix }) => [id, status, fix]), [
    ["layer.a", "ok", ""],
    ["layer.b", "warning", "Install it"],
  ]);
});

for (
  const [title, facts, status, words] of [
    ["works", { outlook: READY, run: RUN }, "ok", /12 series in 200 ms/],
    ["was not tried", { outlook: READY, run: undefined }, "ok", /not tried/],
    [
      "is disabled",
      { outlook: { state: "disabled", detail: "" }, run: undefined },
      "ok",
      /disabled in/,
    ],
    [
      "is pending",
      { outlook: { state: "pending", detail: "new" }, run: undefined },
      "warning",
      /new.*plugin approve p/,
    ],
    [
      "is rejected",
      { outlook: { state: "rejected", detail: "bad" }, run: undefined },
      "failure",
      /bad.*plugin info p/,
    ],
    [
      "has nothing to watch",
      { outlook: READY, run: { ...RUN, state: "inactive", detail: "There is no card" } },
      "warning",
      /There is no card.*README/,
    ],
    [
      "fails",
      { outlook: READY, run: { ...RUN, state: "quarantined", detail: "It crashed" } },
      "failure",
      /quarantined: It crashed.*plugin test p/,
    ],
  ] as const
) {
  Deno.test(`checkPlugin of a plugin that ${title}`, () => {
    const [check] = checkPlugin({ name: "p", ...facts });
    assert.equal(check?.status, status);
    assert.match(`${check?.finding} ${check?.fix}`, words);
  });
}

Deno.test("checkPluginsFolder fails where there is no plugin to run", () => {
  assert.deepEqual(checkPluginsFolder("/plugins", 1), []);
  const [check] = checkPluginsFolder("/plugins", 0);
  assert.equal(check?.status, "failure");
  assert.match(`${check?.finding} ${check?.fix}`, /no plugin in \/plugins .*plugins\.dir/);
});

Deno.test("checkPlugin has a line for each thing that is watched", () => {
  const subjects = [
    { name: "chat", state: "up", detail: "vLLM" },
    { name: "old", state: "down", detail: "Connection refused" },
  ];
  const checks = checkPlugin({ name: "p", outlook: READY, run: { ...RUN, subjects } });
  assert.deepEqual(checks.map(({ id, status }) => [id, status]), [
    ["plugin.p", "ok"],
    ["plugin.p.chat", "ok"],
    ["plugin.p.old", "warning"],
  ]);
});

Deno.test("judgeRun keeps apart what works, what fails, and what has nothing to watch", () => {
  const lines = [
    { name: "a", state: "running", detail: "" },
    { name: "b", state: "inactive", detail: "There is no card" },
    { name: "c", state: "backoff", detail: "It crashed" },
  ];
  const runs = judgeRun({
    text: "a_up 1\n",
    failed: [{ name: "c", detail: "It crashed" }],
    lines: new Map(lines.map((line) => [line.name, line])),
  }, new Map([["a", ["a_up"]], ["b", ["b_up"]], ["c", ["c_up"]]]));
  const told = [...runs.values()].map(({ state, detail, series }) => [state, detail, series]);
  assert.deepEqual(told, [
    ["idle", "", 1],
    ["inactive", "There is no card", 0],
    ["failed", "It crashed", 0],
  ]);
});

Deno.test("countSeries counts the series of some metrics", () => {
  const text = '# HELP a A.\na{x="1"} 1\na 2\nb_bucket{le="1"} 1\nb_sum 1\nc_total 3\nd 4\n';
  assert.equal(countSeries(text, ["a", "b", "c"]), 5);
  assert.equal(countSeries(text, ["c_total"]), 1);
  assert.equal(countSeries("", ["a"]), 0);
});

Deno.test("reportChecks writes a mark, the finding, the fix below, and counts", () => {
  const lines: string[] = [];
  const output = { line: (text: string) => lines.push(text) } as never;
  reportChecks({
    checks: [checkPort("http://a:1", "free"), checkPort("http://a:1", "taken")],
    warnings: [],
    issues: [{
      code: "config_invalid",
      file: "c.yaml",
      path: "server.prot",
      line: 3,
      value: "1",
      rule: "unknown key",
      fix: "Did you mean port?",
    }],
  }, { output, style: createStyle({ isTerminal: false, env: {} }), columns: 50 });
  assert.deepEqual(lines, [
    "\u2713  port  http://a:1 is free; no instance runs",
    "\u2715  port  Another program listens at http://a:1",
    "         -> Set server.port to a free port, or",
    "         stop that program: ss -ltnp",
    "error[config_invalid] c.yaml:3: server.prot is 1: unknown key. Did you mean port?",
    "",
    "1 ok, 0 warnings, 1 failure",
  ]);
});
