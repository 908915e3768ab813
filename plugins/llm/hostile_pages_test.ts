/** Pages that no sound server writes: they cost their own target, and what is read of them is bounded. */
import assert from "node:assert/strict";
import { LLM_METRICS, llmCollector } from "../../tests/support/llm_collect.ts";
import type { Family } from "@llm-monitor/sdk";
import { createCollector } from "./collector.ts";
import { llmSettings } from "../../tests/support/llm_options.ts";
import { fakeContext, validateResult } from "@llm-monitor/sdk/testing";

const DECLARED = new Map(LLM_METRICS.map((declaration) => [declaration.name, declaration]));

function* lines(count: number, line: (index: number) => string): Generator<Uint8Array> {
  const encoder = new TextEncoder();
  for (let from = 0; from < count; from += 10_000) {
    let text = "";
    for (let index = from; index < Math.min(count, from + 10_000); index++) text += line(index);
    yield encoder.encode(text);
  }
}

/** A vLLM with these metrics, beside one that is sound. */
async function collect(page: () => ReadableStream<Uint8Array>): Promise<readonly Family[]> {
  const answer = (metrics: () => BodyInit) => (request: Request) => {
    const { pathname } = new URL(request.url);
    if (pathname === "/health" || pathname === "/version") return Response.json({});
    if (pathname === "/metrics") return new Response(metrics());
    return Response.json({ data: [{ id: "m", owned_by: "vllm" }] });
  };
  const options = { hostname: "127.0.0.1", port: 0, onListen: () => {} };
  const bad = Deno.serve(options, answer(page));
  const good = Deno.serve(options, answer(() => 'vllm:num_requests_running{model_name="m"} 3\n'));
  try {
    const collector = createCollector({
      nowMs: () => performance.now(),
      unixSeconds: () => 1_790_000_000,
      variable: () => undefined,
      file: () => Promise.reject(new Error("no file")),
    });
    const targets = [bad, good].map(({ addr: { port } }, index) => ({
      name: index === 0 ? "bad" : "good",
      url: `http://127.0.0.1:${port}`,
    }));
    const context = fakeContext({
      config: llmSettings({ targets, discover: [] }),
      timeoutMs: 60_000,
    });
    const families = await collector(context);
    assert(Array.isArray(families));
    const result = validateResult(families, DECLARED, { seriesLimit: 50_000 });
    assert(result.ok, "the host would refuse it");
    assert.deepEqual(result.rejected, []);
    return families;
  } finally {
    await Promise.all([bad.shutdown(), good.shutdown()]);
  }
}

function listValues(families: readonly Family[], name: string, target: string) {
  const family = families.find((one) => one.name === `llm_monitor_llm_${name}`);
  return (family?.samples ?? []).filter(({ labels }) => labels?.target === target);
}

const stream = (chunks: Iterable<Uint8Array>) => ReadableStream.from(chunks);

Deno.test("a million models are a hundred and the others, and their sum is right", async () => {
  const families = await collect(() =>
    stream(lines(1_000_000, (index) => `vllm:num_requests_running{model_name="m${index}"} 1\n`))
  );
  const running = listValues(families, "requests_running", "bad");
  assert.equal(running.length, 101);
  const sum = running.reduce((total, one) => total + ("value" in one ? Number(one.value) : 0), 0);
  assert.equal(sum, 1_000_000);
  assert.equal(listValues(families, "requests_running", "good").length, 1);
});

Deno.test("a flood of labels that nobody reads adds up to one series", async () => {
  const families = await collect(() =>
    stream(
      lines(300_000, (index) => `vllm:prompt_tokens_total{model_name="m",user="u${index}"} 2\n`),
    )
  );
  const [tokens, ...more] = listValues(families, "prompt_tokens_total", "bad");
  assert.deepEqual([tokens && "value" in tokens && tokens.value, more.length], [600_000, 0]);
});

Deno.test("a histogram of ten thousand bounds keeps what the host takes", async () => {
  const families = await collect(() =>
    stream(
      lines(10_000, (index) =>
        `vllm:time_to_first_token_seconds_bucket{model_name="m",le="${index / 100}"} ${index}\n`),
    )
  );
  assert.equal(listValues(families, "up", "bad").length, 1);
  assert.equal(listValues(families, "requests_running", "good").length, 1);
});

Deno.test("names with the escapes of terminals are plain text, in the log, too", async () => {
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => {
    const { pathname } = new URL(request.url);
    const id = "\u001b[31mred\u001b[0m\u0007\nnext";
    if (pathname === "/v1/models") return Response.json({ data: [{ id, owned_by: "vllm" }] });
    return new Response("");
  });
  try {
    const url = `http://127.0.0.1:${server.addr.port}`;
    const { collect: once, context } = llmCollector([{ name: "server", url }]);
    // deno-lint-ignore no-control-regex -- what may not be there
    assert.doesNotMatch(await once(), /[\x00-\x09\x0b-\x1f\x7f]/);
    assert.match(context.logs.join("|"), /Found vLLM at .*\?\[31mred/);
    // deno-lint-ignore no-control-regex -- what may not be there
    assert.doesNotMatch(context.logs.join("|"), /[\x00-\x1f\x7f]/);
  } finally {
    await server.shutdown();
  }
});
