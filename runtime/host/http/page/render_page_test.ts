import assert from "node:assert/strict";
import { PLUGIN_STATES } from "../../../contract/status.ts";
import { STEPS } from "../../views/history.ts";
import { fakeItem, fakeLine, fakePlugin, fakeProblem, fakeStatus } from "../testing_ports.ts";
import { renderPluginPage } from "./render_plugin_page.ts";
import { fakeData, pageText } from "./testing_page.ts";

const plugins = (...list: ReturnType<typeof fakePlugin>[]) => ({
  plugins: { schema_version: 1, isolation: [], plugins: list } as const,
});

Deno.test("the page escapes every text that a plugin, a server or a file chose", () => {
  const evil = `<script>alert("1")</script>'\u202e\n`;
  const at = evil;
  const snapshot = {
    ...plugins(fakePlugin({
      name: evil,
      version: evil,
      description: evil,
      detail: evil,
      denied: [evil],
      command: [evil],
      digest: evil,
      last_success_at: evil,
      last_error: { code: evil, message: evil, at },
      warnings: [{ message: evil, at }],
      subjects: [{ name: evil, state: evil, detail: evil }],
      last_stop: { reason: "exit", detail: evil, at },
      pending: { digest: evil, message: evil },
    })),
    items: (["gpu", "llm_server", "container", "host", "filesystem"] as const).flatMap((kind) =>
      [true, false].map((stale) =>
        fakeItem({
          kind,
          key: evil,
          labels: { a: evil },
          texts: Object.fromEntries(
            ["name", "state", "engine", "models", "image", "health", "faults", "events", "device"]
              .map((role) => [role, [evil]]),
          ),
          parts: { memory_by: [{ name: evil, value: 1e9 }] },
          at,
          stale,
        })
      )
    ),
    problems: [
      fakeProblem({
        id: evil,
        subject: evil,
        summary: evil,
        cause: evil,
        fix: evil,
        command: evil,
      }),
    ],
    status: fakeStatus({
      version: evil,
      not_ready: [evil],
      isolation: [{ name: evil, active: false, detail: evil }, {
        name: evil,
        active: true,
        detail: "",
      }],
    }),
  };
  const fields = {
    log: () => ({ lines: [fakeLine({ message: evil, plugin: evil, code: evil })], leftOut: 0 }),
    pluginMetrics: () => new TextEncoder().encode(evil),
  };
  const text = pageText(snapshot, fields);
  const detail = renderPluginPage(fakeData(snapshot, fields), evil)?.text ?? "";
  for (const page of [text, detail]) {
    assert.doesNotMatch(page, /<script>alert|alert\("|\u202e/);
    assert.ok(
      page.split("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&#39;\\u202e").length > 10,
    );
  }
});

Deno.test("the page loads nothing from elsewhere, and all of its style and script carry the nonce", () => {
  const text = pageText({ items: [fakeItem()] });
  const withoutCode = text.replaceAll(
    /<(style|script) nonce="NONCE-OF-THIS-ANSWER"[\s\S]*?<\/\1>/g,
    "",
  );
  assert.doesNotMatch(withoutCode, /<style|<script|\sstyle=|\son\w+=/);
  assert.doesNotMatch(withoutCode.replaceAll(/href="data:[^"]*"/g, ""), /https?:\/\//);
  assert.doesNotMatch(text, /@import|url\(/);
});

Deno.test("the page puts problems first, each with what to do", () => {
  const text = pageText({
    state: "critical",
    items: [fakeItem()],
    problems: [
      fakeProblem({ severity: "critical", command: "nvidia-smi -q" }),
      fakeProblem({ id: "b" }),
    ],
  });
  assert.ok(text.indexOf("The card is hot") < text.indexOf('<h2 id="gpus-title"'));
  assert.match(text, /<title>\u2715 1 critical, 1 warning - llm-monitor<\/title>/);
  assert.match(text, /<b>Fix:<\/b>\s*Look at fans\./);
  assert.match(text, /<code class="command">nvidia-smi -q<\/code>/);
  assert.match(text, /<time datetime="2026-01-01T00:00:10.000Z">00:00:10 UTC<\/time>/);
});

Deno.test("the page says that all is well in a word, a shape and a colour", () => {
  const text = pageText({ items: [fakeItem()] });
  assert.match(text, /<title>\u2713 Healthy - llm-monitor<\/title>/);
  assert.match(text, /class="state good"[^>]*>\s*<span aria-hidden="true">\u2713 <\/span>Healthy/);
  assert.match(text, /No problems/);
});

Deno.test("a card shows its figures, its memory by service, and what holds it back", () => {
  const container = fakeItem({
    kind: "container",
    key: "vllm-1",
    labels: { container: "vllm-1" },
    texts: { id: ["c".repeat(64)], service: ["vllm"], state: ["running"] },
    numbers: {},
  });
  const card = fakeItem({
    numbers: {
      utilization: 0.82,
      tensor_activity: 0.4,
      memory_used: 48 * 1024 ** 3,
      memory_total: 80 * 1024 ** 3,
      temperature: 64,
      power: 512,
      power_limit: 700,
    },
    texts: { name: ["H100"], index: ["3"], throttling: ["hw_thermal_slowdown"], faults: [] },
    parts: {
      memory_by: [{ name: "c".repeat(64), value: 40 * 1024 ** 3 }, { name: "", value: 1024 ** 3 }],
    },
  });
  const text = pageText({ items: [card, container] });
  for (
    const words of [
      "GPU 3",
      "H100",
      "82 %",
      "40 %",
      "48.0 of 80.0 GiB",
      "64 \u00b0C",
      "512 of 700 W",
    ]
  ) {
    assert.ok(text.includes(words), words);
  }
  assert.match(text, />\s*vllm\s*<span class="quiet">40.0 GiB<\/span>/);
  assert.match(text, /hw thermal slowdown/);
  assert.doesNotMatch(text, /ccccccccccccc/);
});

Deno.test("what is not known of a thing has no row, and what is stale says so", () => {
  const server = fakeItem({
    kind: "llm_server",
    key: "chat",
    labels: { target: "chat" },
    numbers: { running: 2 },
    texts: { state: ["up"] },
    stale: true,
  });
  const text = pageText({ items: [server] });
  assert.match(text, /2 running/);
  assert.doesNotMatch(text, /waiting|KV cache/);
  assert.match(text, /class="tile stale"[\s\S]*no data/);
});

for (
  const [title, plugin, cell] of [
    [
      "without anything to watch says why, in short",
      {
        state: "inactive",
        detail: "There is no card: none of nvidia-smi and amd-smi is on the PATH",
      },
      "There is no card",
    ],
    ["without a reason says that it never collected", { state: "inactive" }, "never"],
    [
      "that waits says that it never collected",
      { state: "pending", detail: "It asks: x" },
      "never",
    ],
  ] as const
) {
  Deno.test(`the row of a plugin ${title}`, () => {
    const text = pageText(plugins(fakePlugin(plugin)));
    assert.ok(text.includes(`<td data-title="Last data"><span class="quiet">${cell}</span></td>`));
  });
}

Deno.test("a container whose CPUs are unknown has an empty cell, which narrow screens leave out", () => {
  const container = fakeItem({
    kind: "container",
    key: "chat",
    labels: { container: "chat" },
    numbers: { restarts: 3 },
    texts: { state: ["restarting"] },
  });
  assert.match(pageText({ items: [container] }), /<td data-title="CPUs"><\/td>/);
});

Deno.test("the past of a figure is a line with words for those who cannot see it", () => {
  const past = () =>
    Float32Array.from({ length: STEPS }, (_, index) => index < 50 ? NaN : index / 100);
  assert.match(
    pageText({ items: [fakeItem()] }, { past }),
    /aria-label="Last 15 minutes: 50 % to 59 %"/,
  );
});

Deno.test("each state of a plugin is a word beside its colour and shape", () => {
  for (const state of PLUGIN_STATES) {
    const text = pageText(plugins(fakePlugin({ state })));
    const word = ["idle", "collecting", "retired"].includes(state) ? "running" : state;
    assert.match(
      text,
      new RegExp(
        `<span class="badge (?:good|calm|warn|bad)">\\s*<span aria-hidden="true">.\\s*</span>${word}\\s*</span>`,
      ),
      state,
    );
  }
});

Deno.test("the matrix of permissions says what is granted, used, denied and changed", () => {
  const grant = { ...fakePlugin().grant, facts: ["/proc/stat", "/proc/loadavg"] };
  const calls = () => new Map([["facts", { ok: 5, denied: 2, failed: 0 }]]);
  const text = pageText(plugins(fakePlugin({ grant, approval: "changed_since_approval" })), {
    calls,
  });
  assert.match(text, /<td data-title="facts"\s*>\s*<b>2<\/b>[\s\S]{0,80}used, 2 denied/);
  assert.match(text, /changed since approval/);
  assert.match(text, /<td data-title="net"[^>]*>\s*<span class="quiet">none/);
});

Deno.test("a machine without anything says what to do", () => {
  const text = pageText(plugins());
  assert.match(text, /deno task plugin new NAME/);
  assert.match(text, /deno task mock/);
});

Deno.test("what strangers must not see stands neither in the page nor in a plugin's", () => {
  const secret = "/secret/path";
  const snapshot = plugins(fakePlugin({
    command: [secret],
    grant: { ...fakePlugin().grant, read: [secret] },
    denied: [secret],
  }));
  const fields = {
    isWithheld: true,
    log: () => ({ lines: [fakeLine({ message: secret })], leftOut: 0 }),
  };
  for (
    const text of [
      pageText(snapshot, fields),
      renderPluginPage(fakeData(snapshot, fields), "alpha")?.text ?? "",
    ]
  ) {
    assert.doesNotMatch(text, /secret/);
    assert.match(text, /server\.auth/);
  }
});

Deno.test("the page of a plugin has its command line, grant, log and metrics", () => {
  const text = renderPluginPage(
    fakeData(
      plugins(fakePlugin({
        command: ["deno", "run", "--allow-net=127.0.0.1:1"],
        grant: { ...fakePlugin().grant, exec: [{ command: "nvidia-smi", args: ["-L"] }] },
      })),
      {
        log: () => ({
          lines: [fakeLine({ plugin: "alpha", message: "mine" }), fakeLine({ message: "not" })],
          leftOut: 0,
        }),
        pluginMetrics: () => new TextEncoder().encode("llm_monitor_alpha_up 1\n"),
      },
    ),
    "alpha",
  )?.text ?? "";
  for (
    const words of [
      "deno run --allow-net=127.0.0.1:1",
      "nvidia-smi -L",
      "mine",
      "llm_monitor_alpha_up 1",
    ]
  ) {
    assert.ok(text.includes(words), words);
  }
  assert.doesNotMatch(text, />not</);
  assert.equal(renderPluginPage(fakeData(), "nobody"), undefined);
});
