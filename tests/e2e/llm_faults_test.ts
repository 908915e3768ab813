/** The llm plugin in its sandbox, over servers that fail in every way that servers fail. */
import assert from "node:assert/strict";
import { copyPlugin } from "../support/copy_plugin.ts";
import { eventually } from "../support/eventually.ts";
import { LlmServer, VLLM, withLlmServer } from "../support/llm_server.ts";
import type { LlmAnswer } from "../support/llm_server.ts";
import { withMonitor } from "../support/monitor.ts";
import type { Monitor } from "../support/monitor.ts";

const bomb = await new Response(
  new Blob([new Uint8Array(50_000_000).fill(32)]).stream()
    .pipeThrough(new CompressionStream("gzip")),
).bytes();

function* megabytes(count: number): Generator<Uint8Array> {
  const megabyte = new TextEncoder().encode("# HELP vllm:x y\n".repeat(65_536));
  for (let index = 0; index < count; index++) yield megabyte;
}

/** A vLLM whose metrics are something else. */
const withMetrics = (metrics: LlmAnswer): LlmAnswer => (path, request) =>
  path === "/metrics" ? metrics(path, request) : VLLM.get(path);

/** Metrics that fail, and what is said of each. */
const BROKEN: Readonly<Record<string, { answer: LlmAnswer; says: RegExp }>> = {
  bomb: {
    answer: withMetrics(() => new Response(bomb, { headers: { "content-encoding": "gzip" } })),
    says: /the body is over \d+ bytes/,
  },
  large: {
    answer: withMetrics(() => new Response(ReadableStream.from(megabytes(50)))),
    // How much of it is read in time is a matter of the machine.
    says: /there are none of its own|does not answer completely and in time/,
  },
  binary: {
    answer: withMetrics(() => new Response(new Uint8Array([35, 32, 255, 254, 10]))),
    says: /the body has to be UTF-8/,
  },
  half: {
    answer: withMetrics(() =>
      new Response(
        new ReadableStream({
          start(controller) {
            controller.enqueue(new TextEncoder().encode("# TYPE vllm:num_requests_running ga"));
            setTimeout(() => controller.error(new Error("cut on purpose")), 50);
          },
        }),
      )
    ),
    says: /does not answer completely and in time/,
  },
  away: {
    answer: withMetrics(() => Response.redirect("http://127.0.0.1:1/metrics", 302)),
    says: /the answer is a redirect \(302\)/,
  },
  web: { answer: withMetrics(() => "<html>No metrics</html>"), says: /line 1/ },
  json: { answer: withMetrics(() => "[]"), says: /line 1/ },
  empty: { answer: withMetrics(() => ""), says: /start vLLM without --disable-log-stats/ },
  none: {
    answer: withMetrics(() => new Response("", { status: 404 })),
    says: /it answered 404; start vLLM without --disable-log-stats/,
  },
  closed: {
    answer: withMetrics(() => new Response("", { status: 403 })),
    says: /it answered 403: set apiKeyEnv/,
  },
};

async function withTargets(
  origins: Readonly<Record<string, string>>,
  test: (monitor: Monitor) => Promise<void>,
  interval = "2s",
): Promise<void> {
  await withMonitor(async (project) => {
    await copyPlugin("llm", project);
    const targets = Object.entries(origins).map(([name, url]) =>
      `{ name: ${name}, url: "${url}" }`
    );
    await project.writeConfig(
      'supervisor: { minInterval: "1s" }\nplugins: { llm: { interval: ' +
        `${interval}, timeout: ${interval}, config: { discover: [], targets: [${targets}] } } }\n`,
    );
  }, test);
}

const series = (name: string, target: string, more = "") =>
  `llm_monitor_llm_${name}{target="${target}",engine="vllm"${more}}`;
const RUNNING = ',model="llama"';

Deno.test("llm: metrics that are broken in any way cost a server its metrics alone, and say why", async () => {
  const servers = Object.entries(BROKEN).map(([name, { answer }]) =>
    [name, new LlmServer(answer)] as const
  );
  const good = new LlmServer((path) => VLLM.get(path));
  const all = [["good", good] as const, ...servers];
  try {
    const origins = Object.fromEntries(all.map(([name, { origin }]) => [name, origin]));
    await withTargets(origins, async (monitor) => {
      const value = (name: string) => monitor.value(name);
      await eventually(
        "the good one is told",
        async () => await value(series("requests_running", "good", RUNNING)) === 3,
      );
      for (const [name, { says }] of Object.entries(BROKEN)) {
        assert.equal(await value(series("up", name)), 1, name);
        assert.equal(
          await value(series("scrape_success", name, ',source="metrics"')),
          0,
          `${name} has metrics`,
        );
        assert.equal(await value(series("requests_running", name, RUNNING)), undefined, name);
        const line = monitor.logs.find(({ level, message }) =>
          level === "warn" && message.includes(`"${name}"`)
        );
        assert.match(line?.message ?? "", says, name);
      }
      const { last_error: error, restarts } = await monitor.plugin("llm") ?? {};
      assert.deepEqual([error, restarts], [null, 0]);
    });
  } finally {
    for (const [, server] of all) await server.close();
  }
});

Deno.test("llm: a server that cuts or refuses connections is down, and comes back by itself", async () => {
  const cutting = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const cut = (async () => {
    for await (const connection of cutting) connection.close();
  })();
  let status = 200;
  try {
    await withLlmServer(
      (path) => status === 200 ? VLLM.get(path) : new Response("", { status }),
      ({ origin }) =>
        withTargets({
          cut: `http://127.0.0.1:${cutting.addr.port}`,
          loading: origin,
        }, async (monitor) => {
          const up = () => monitor.value(series("up", "loading"));
          await eventually("it is up", async () => await up() === 1);
          const none = 'llm_monitor_llm_up{target="cut",engine="unknown"}';
          assert.equal(await monitor.value(none), 0);
          status = 503;
          await eventually("it is down", async () => await up() === 0);
          // Absent, not flat: what it told before is not told on.
          assert.equal(
            await monitor.value(series("requests_running", "loading", RUNNING)),
            undefined,
          );
          await monitor.untilLogged(/Target \\"loading\\" is not healthy: it answered 503/);
          status = 200;
          await eventually("it is back", async () => await up() === 1);
          await monitor.untilLogged(/Target \\"loading\\" is read again/);
        }, "1s"),
    );
  } finally {
    cutting.close();
    await cut.catch(() => {});
  }
});

Deno.test("llm: counters that a restarted engine sets back are told as they are", async () => {
  let tokens = 1_000;
  const metrics = () =>
    "# TYPE vllm:generation_tokens_total counter\n" +
    `vllm:generation_tokens_total{model_name="llama"} ${tokens}\n`;
  await withLlmServer(
    withMetrics(metrics),
    ({ origin }) =>
      withTargets({ chat: origin }, async (monitor) => {
        const told = () => monitor.value(series("generation_tokens_total", "chat", RUNNING));
        await eventually("it is told", async () => await told() === 1_000);
        tokens = 7;
        await eventually("it is told as it is", async () => await told() === 7);
      }, "1s"),
  );
});

Deno.test("llm: of fifty servers ten that hang keep none of the others waiting beyond the interval", async () => {
  const ending = Promise.withResolvers<Response>();
  let running = 0;
  const good = withMetrics(() =>
    `# TYPE vllm:num_requests_running gauge\nvllm:num_requests_running{model_name="llama"} ${++running}\n`
  );
  const hung = () => ending.promise.then((response) => response.clone());
  const servers = Array.from(
    { length: 50 },
    (_, index) => new LlmServer(index % 5 === 0 ? hung : good),
  );
  const origins = Object.fromEntries(servers.map(({ origin }, index) => [`t${index}`, origin]));
  try {
    await withTargets(origins, async (monitor) => {
      const told = () => monitor.value(series("requests_running", "t1", RUNNING));
      await eventually("they are told", async () => await told() !== undefined);
      for (let round = 0; round < 4; round++) {
        const before = await told();
        const startMs = performance.now();
        await eventually("they are fresh", async () => await told() !== before, 4_500);
        assert(performance.now() - startMs < 4_500);
      }
      const text = await monitor.metrics();
      assert.equal(text.match(/^llm_monitor_llm_up\{[^}]*"vllm"\} 1$/gm)?.length, 40);
      assert.equal(text.match(/^llm_monitor_llm_up\{[^}]*"unknown"\} 0$/gm)?.length, 10);
    });
  } finally {
    ending.resolve(new Response(null, { status: 503 }));
    for (const server of servers) await server.close();
  }
});
