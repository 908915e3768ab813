/** The active probe in its sandbox, over servers that stream for real. */
import assert from "node:assert/strict";
import { copyPlugin } from "../support/copy_plugin.ts";
import { eventually } from "../support/eventually.ts";
import { withMonitor } from "../support/monitor.ts";
import type { Monitor } from "../support/monitor.ts";
import { StreamingServer } from "../support/streaming_server.ts";
import type { Script } from "../support/streaming_server.ts";
import { needs, run } from "../support/tools.ts";

const delta = (fields: object) =>
  `data: ${JSON.stringify({ choices: [{ index: 0, delta: fields, finish_reason: null }] })}\n\n`;
const FIRST = delta({ role: "assistant", content: "" });
const STOP = 'data: {"choices":[{"index":0,"delta":{},"finish_reason":"length"}]}\n\n';
const usage = (fields: object) =>
  `data: ${JSON.stringify({ choices: [], usage: { prompt_tokens: 25, ...fields } })}\n\n`;
const DONE = "data: [DONE]\n\n";
const repeated = (count: number, ...steps: Script["steps"]) =>
  Array.from({ length: count }, () => steps).flat();

const OLLAMA_DONE = {
  message: { role: "assistant", content: "" },
  done: true,
  done_reason: "stop",
  load_duration: 20_000_000,
  prompt_eval_count: 30,
  prompt_eval_duration: 100_000_000,
  eval_count: 8,
  eval_duration: 400_000_000,
};

/** Each server's answer to a probe; numbers are milliseconds of waiting. */
const SCRIPTS: Readonly<Record<string, Script>> = {
  plain: {
    engine: "vllm",
    steps: [
      FIRST,
      300,
      ...repeated(9, delta({ content: "one " }), 50),
      STOP,
      usage({ completion_tokens: 9 }),
      DONE,
    ],
  },
  thinking: {
    engine: "vllm",
    steps: [
      FIRST,
      100,
      ...repeated(10, delta({ reasoning: "hm " }), 40),
      delta({ content: "Hello" }),
      STOP,
      usage({ completion_tokens: 11, completion_tokens_details: { reasoning_tokens: 10 } }),
      DONE,
    ],
  },
  ollama: {
    engine: "ollama",
    steps: [
      100,
      `${JSON.stringify({ message: { content: "", thinking: "Hm" }, done: false })}\n`,
      100,
      `${JSON.stringify({ message: { content: "Hi" }, done: false })}\n`,
      100,
      `${JSON.stringify(OLLAMA_DONE)}\n`,
    ],
  },
  hung: { engine: "vllm", steps: [FIRST, delta({ content: "one" }), "HANG"] },
  silent: { engine: "vllm", steps: ["HANG"] },
  half: { engine: "vllm", steps: [FIRST, delta({ content: "one" })] },
  reset: { engine: "vllm", steps: [FIRST, delta({ content: "one" }), 50, "BREAK"] },
  failing: { engine: "vllm", status: 500, steps: ["out of memory"] },
  redirecting: { engine: "vllm", redirect: true, steps: [] },
  poor: { engine: "vllm", steps: [DONE] },
  unloaded: { engine: "ollama", isUnloaded: true, steps: [] },
  unprobed: { engine: "vllm", steps: [] },
};

// A budget that is enough at any time of the day.
const AMPLE = "tokensPerDay: 1000000000";
const PROBES: Readonly<Record<string, string>> = {
  hung: `{ interval: 1m, timeout: 5s, ${AMPLE} }`,
  poor: "{ interval: 1m, tokensPerDay: 1 }",
  unprobed: "false",
};

async function withServers(
  test: (servers: ReadonlyMap<string, StreamingServer>, config: string) => Promise<void>,
): Promise<void> {
  const elsewhere = new StreamingServer({ engine: "vllm", steps: [] });
  const servers = new Map([["elsewhere", elsewhere]]);
  try {
    for (const [name, script] of Object.entries(SCRIPTS)) {
      servers.set(name, new StreamingServer(script, elsewhere.url));
    }
    const targets = Object.keys(SCRIPTS).map((name) => {
      const probe = PROBES[name] ?? `{ interval: 1m, timeout: 2s, ${AMPLE} }`;
      return `{ name: ${name}, url: "${servers.get(name)?.url}", probe: ${probe} }`;
    });
    await test(
      servers,
      'supervisor: { minInterval: "1s" }\n' +
        `plugins: { llm: { interval: 1s, config: { targets: [${targets.join(", ")}] } } }\n`,
    );
  } finally {
    await Promise.all([...servers.values()].map((server) => server.stop()));
  }
}

/** Reads the probe's series of one target. */
function reader(monitor: Monitor) {
  return (target: string, name: string, more = "") => {
    const { engine } = SCRIPTS[target] ?? {};
    return monitor.value(
      `llm_monitor_llm_probe_${name}{target="${target}",engine="${engine}",model="m"${more}}`,
    );
  };
}

function isBetween(value: number | undefined, low: number, high: number, what: string): void {
  assert(value !== undefined && value >= low && value <= high, `${what}: ${value}`);
}

/** Least delay of its own for which a probe leaves one of the times below out. */
const OWN_DELAY_SECONDS = 0.009;

/** A time is within bounds; on a machine with too much to do it is absent, and why is told. */
async function isTimed(
  value: ReturnType<typeof reader>,
  target: string,
  times: Readonly<Record<string, readonly [low: number, high: number]>>,
): Promise<void> {
  for (const [name, [low, high]] of Object.entries(times)) {
    const seconds = await value(target, name);
    const ownDelay = await value(target, "own_delay_seconds");
    if (seconds === undefined && (ownDelay ?? 0) > OWN_DELAY_SECONDS) continue;
    isBetween(seconds, low, high, `${name} of ${target}`);
  }
}

Deno.test("llm: probes measure what streams, and tell what does not, between collections", () =>
  withServers((servers, config) =>
    withMonitor(async (project) => {
      await copyPlugin("llm", project);
      await project.writeConfig(config);
    }, async (monitor) => {
      const value = reader(monitor);
      const ended = (target: string, outcome: string) =>
        eventually(
          `the probe of ${target} ends with ${outcome}`,
          async () => await value(target, "runs_total", `,outcome="${outcome}"`) === 1,
          30_000,
        );
      await collectsMeanwhile(monitor, servers.get("hung"));
      await ended("plain", "ok");
      await isTimed(value, "plain", {
        time_to_first_token_seconds: [0.29, 2],
        duration_seconds: [0.69, 4],
        time_per_output_token_seconds: [0.045, 0.3],
        generation_tokens_per_second: [3, 23],
      });
      assert.equal(await value("plain", "success"), 1);
      assert.equal(await value("plain", "prompt_tokens"), 25);
      assert.equal(await value("plain", "generation_tokens"), 9);
      assert.equal(await value("plain", "tokens_total"), 34);
      assert.equal(await value("plain", "reasoning_tokens"), undefined);
      const age = Date.now() / 1000 - (await value("plain", "timestamp_seconds") ?? 0);
      isBetween(age, 0, 30, "age");

      await ended("thinking", "ok");
      const first = await value("thinking", "time_to_first_token_seconds");
      const content = await value("thinking", "time_to_first_content_token_seconds");
      await isTimed(value, "thinking", {
        time_to_first_token_seconds: [0.09, 2],
        time_to_first_content_token_seconds: [0.47, 5],
      });
      if (first && content) isBetween(content - first, 0.38, 3, "time of thought");
      assert.equal(await value("thinking", "reasoning_tokens"), 10);

      await ended("ollama", "ok");
      assert.equal(await value("ollama", "generation_tokens_per_second"), 20);
      assert.equal(await value("ollama", "prompt_tokens_per_second"), 300);
      assert.equal(await value("ollama", "load_seconds"), 0.02);
      await isTimed(value, "ollama", { time_to_first_token_seconds: [0.09, 2] });
      isBetween(Number(servers.get("ollama")?.probes[0]?.keep_alive), 200, 240, "keep_alive");

      const failures = {
        hung: "timeout",
        silent: "timeout",
        half: "bad_stream",
        reset: "bad_stream",
        failing: "http_error",
        redirecting: "refused",
      };
      for (const [target, outcome] of Object.entries(failures)) {
        await ended(target, outcome);
        assert.equal(await value(target, "success"), 0, target);
        assert.equal(await value(target, "duration_seconds"), undefined, target);
        await monitor.untilLogged(
          new RegExp(`The probe of target ..${target}.. .* failed: ${outcome}`),
        );
      }
      assert.equal(servers.get("elsewhere")?.probes.length, 0);
      assert(await eventually("the stream is given up", () => servers.get("hung")?.isCancelled));

      await ended("poor", "skipped");
      assert.equal(await value("poor", "success"), undefined);
      await monitor.untilLogged(/probe of target ..poor..: too few of its 1 tokens a day are left/);
      await monitor.untilLogged(/probe of target ..unloaded..: no model is loaded/);
      for (const name of ["poor", "unloaded", "unprobed"]) {
        assert.deepEqual(servers.get(name)?.probes, [], name);
      }
      await isUnharmed(monitor, servers);
    })
  ));

/** Collections go on while a probe hangs. */
async function collectsMeanwhile(
  monitor: Monitor,
  hung: StreamingServer | undefined,
): Promise<void> {
  await eventually("a probe hangs", () => hung?.probes.length === 1, 30_000);
  const before = (await monitor.plugin("llm"))?.collections ?? 0;
  const after = await eventually("two more collections", async () => {
    const plugin = await monitor.plugin("llm");
    return plugin && plugin.collections >= before + 2 && plugin;
  });
  assert.equal(hung?.isCancelled, false, "the probe had ended by then");
  isBetween(after.last_duration_seconds ?? undefined, 0, 1, "time of a collection");
}

async function isUnharmed(
  monitor: Monitor,
  servers: ReadonlyMap<string, StreamingServer>,
): Promise<void> {
  const budget = await monitor.value(
    'llm_monitor_llm_probe_budget_remaining_tokens{target="poor",engine="vllm"}',
  );
  assert.equal(budget, 0);
  const plugin = await monitor.plugin("llm");
  assert.equal(plugin?.last_error, null);
  const probes = [...servers.values()].flatMap((server) => server.probes);
  const prompts = probes.map(({ messages }) => JSON.stringify(messages));
  assert.equal(new Set(prompts).size, prompts.length, "a prompt was sent twice");
  assert(prompts.length >= 9);
  if (needs("promtool", "prometheus")) return;
  const lint = await run("promtool", ["check", "metrics"], { input: await monitor.metrics() });
  assert.deepEqual(lint, { code: 0, output: "" });
}

Deno.test("llm: a process that is ended after each collection begins no probe that it cannot end", async () => {
  const server = new StreamingServer({ engine: "vllm", steps: [DONE] });
  try {
    await withMonitor(async (project) => {
      await copyPlugin("llm", project);
      await project.writeConfig(
        'supervisor: { minInterval: "1s", idleTimeout: "500ms" }\n' +
          "plugins: { llm: { interval: 1s, config: { targets: " +
          `[{ name: plain, url: "${server.url}", probe: { interval: 1m, ${AMPLE} } }] } } }\n`,
      );
    }, async (monitor) => {
      const plugin = await eventually("it has collected four times", async () => {
        const status = await monitor.plugin("llm");
        return status && status.collections >= 4 && status;
      });
      assert.equal(plugin.last_stop?.reason, "idle");
      assert.deepEqual(server.probes, []);
      assert.equal(await reader(monitor)("plain", "success"), undefined);
    });
  } finally {
    await server.stop();
  }
});
