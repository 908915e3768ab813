import assert from "node:assert/strict";
import type { Item, Problem } from "../../contract/item.ts";
import type { PluginStatus } from "../../contract/status.ts";
import { createStyle } from "../style.ts";
import { formatAge, renderTop, shareRows } from "./render_top.ts";
import type { TopView } from "./top_view.ts";

const PLAIN = createStyle({ isTerminal: false, env: {} });
const AT = "2026-11-26T12:00:00.000Z";

function item(kind: Item["kind"], key: string, part: Partial<Item> = {}): Item {
  const labels = { name: key };
  return {
    kind,
    key,
    plugin: "p",
    labels,
    numbers: {},
    texts: {},
    parts: {},
    at: AT,
    stale: false,
    ...part,
  };
}

const GPU = item("gpu", "GPU-1", {
  numbers: {
    up: 1,
    utilization: 0.97,
    memory_used: 2 ** 34,
    memory_total: 2 ** 36,
    power: 521,
    power_limit: 700,
  },
  texts: { index: ["0"], name: ["H100"], throttling: ["hw_thermal"] },
});
const SERVER = item("llm_server", "chat", {
  numbers: { up: 0, waiting: 3 },
  texts: { engine: ["vllm"], state: ["down"] },
});
const PROBLEM: Problem = {
  id: "1",
  code: "llm_server_down",
  severity: "critical",
  kind: "llm_server",
  key: "chat",
  subject: "LLM server chat",
  summary: "does not answer",
  cause: "",
  fix: "Look at its log.",
  command: "docker logs chat",
  since: "2026-11-26T11:57:00.000Z",
};
const PLUGIN = {
  name: "llm",
  state: "backoff",
  detail: "It crashed",
  last_success_at: "2026-11-26T11:59:18.000Z",
  last_duration_seconds: 0.2,
  series: 1_234,
  failures: 2,
  resident_memory_bytes: null,
} as PluginStatus;

function makeView(part: Partial<TopView> = {}): TopView {
  return {
    address: "http://127.0.0.1:8090",
    unixMs: Date.parse(AT),
    status: { ready: true, series: 2_282, not_ready: [] } as unknown as TopView["status"],
    problems: { schema_version: 1, state: "critical", problems: [PROBLEM] },
    items: [GPU, SERVER],
    plugins: [PLUGIN],
    ...part,
  };
}

Deno.test("renderTop says what is wrong first, and a dash for what nobody told", () => {
  assert.deepEqual(renderTop(makeView(), { columns: 100, rows: 100, style: PLAIN }), [
    "x critical  http://127.0.0.1:8090  2,282 series  12:00:00 UTC",
    "",
    "x  3m  LLM server chat: does not answer",
    "    Look at its log.",
    "    $ docker logs chat",
    "",
    "GPUS",
    "GPU   USE  TENSOR             MEMORY      POWER  TEMP  NOTE        CARD",
    "0    97 %       -  16.0 GiB/64.0 GiB  521/700 W     -  hw thermal  H100",
    "",
    "LLM SERVERS",
    "SERVER  STATE  RUN  WAIT  TTFT P95  TOKENS  KV  ERRORS  MODELS",
    "chat    down     -     3         -       -   -       -  vllm",
    "",
    "PLUGINS",
    "PLUGIN  STATE     AGE    TOOK  SERIES  ERRORS  MEMORY  WHY",
    "llm     backoff  42 s  200 ms   1,234       2       -  It crashed",
    "",
  ]);
});

Deno.test("renderTop fits every screen, and counts what has no room", () => {
  const items = Array.from({ length: 200 }, (_, index) => item("gpu", `GPU-${index}`));
  const problems = {
    schema_version: 1,
    state: "critical",
    problems: Array(50).fill(PROBLEM),
  } as const;
  for (const columns of [20, 40, 80, 200]) {
    for (const rows of [1, 10, 24, 60]) {
      const lines = renderTop(makeView({ items, problems }), { columns, rows, style: PLAIN });
      assert.ok(lines.length <= rows, `${columns}x${rows}`);
      if (columns >= 80) {
        assert.ok(lines.every((line) => line.length <= columns), `${columns}x${rows}`);
      }
    }
  }
  const text = renderTop(makeView({ items }), { columns: 80, rows: 40, style: PLAIN }).join("\n");
  assert.match(text, /GPUS {2}1\d\d more/);
});

Deno.test("renderTop lets nothing that a server said reach the terminal but text", () => {
  const evil = "\x1b[2J\x1b]0;owned\x07\u202egnp.exe\r\nfake";
  const lines = renderTop(
    makeView({
      items: [item("llm_server", "k", { labels: { name: evil }, texts: { engine: [evil] } })],
      problems: {
        schema_version: 1,
        state: "warning",
        problems: [{ ...PROBLEM, subject: evil, summary: evil, fix: evil, command: evil }],
      },
      plugins: [{ ...PLUGIN, name: evil, detail: evil }],
    }),
    { columns: 200, rows: 100, style: PLAIN },
  );
  // deno-lint-ignore no-control-regex -- they are what must not be there
  for (const line of lines) assert.doesNotMatch(line, /[\x00-\x1f\x7f-\x9f\u202a-\u202e]/);
});

Deno.test("shareRows gives all what they need while there is enough, and the small ones first", () => {
  assert.deepEqual(shareRows([4, 7, 4], 100), [4, 7, 4]);
  assert.deepEqual(shareRows([2, 100, 100], 22), [2, 10, 10]);
  assert.deepEqual(shareRows([3, 3], 0), [0, 0]);
  assert.deepEqual(shareRows([3, 3], -5), [0, 0]);
});

Deno.test("formatAge tells an age in its largest unit", () => {
  assert.deepEqual([3, 75, 7_300, 200_000, -1].map(formatAge), ["3s", "1m", "2h", "2d", "now"]);
});
