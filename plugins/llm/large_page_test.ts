/** A page that is far larger than what is read of it costs time, and not the server's metrics. */
import assert from "node:assert/strict";
import { llmCollector } from "../../tests/support/llm_collect.ts";

const KEYS = 400;
const MODELS = 10;
const BOUNDS = ["0.1", "0.5", "1.0", "2.5", "5.0", "10.0", "30.0", "60.0", "+Inf"];

/** LiteLLM's proxy with many keys: every family once for each key and model. */
function* litellmPage(megabytes: number): Generator<Uint8Array> {
  const encoder = new TextEncoder();
  let text = "# TYPE litellm_in_flight_requests gauge\nlitellm_in_flight_requests 4\n";
  text += "# TYPE litellm_output_tokens_metric_total counter\n";
  for (let key = 0; key < KEYS; key++) {
    for (let model = 0; model < MODELS; model++) {
      text += `litellm_output_tokens_metric_total{hashed_api_key="k${key}",model="m${model}"} 3\n`;
    }
  }
  text += "# TYPE litellm_request_total_latency_metric histogram\n";
  yield encoder.encode(text);
  for (let key = 0; key < KEYS; key++) {
    let part = "";
    for (let model = 0; model < MODELS; model++) {
      const labels = `hashed_api_key="k${key}",requested_model="m${model}"`;
      BOUNDS.forEach((le, index) => {
        part += `litellm_request_total_latency_metric_bucket{${labels},le="${le}"} ${index}\n`;
      });
      part += `litellm_request_total_latency_metric_sum{${labels}} 2.5\n`;
      part += `litellm_request_total_latency_metric_count{${labels}} 8\n`;
    }
    yield encoder.encode(part);
  }
  const filler = encoder.encode(
    `# TYPE litellm_spend_metric counter\n${
      'litellm_spend_metric_total{hashed_api_key="k",end_user="u"} 1\n'.repeat(16_000)
    }`,
  );
  for (let sent = 0; sent < megabytes; sent++) yield filler;
  yield encoder.encode(
    '# TYPE litellm_deployment_state gauge\nlitellm_deployment_state{litellm_model_name="m0"} 0\n',
  );
}

Deno.test("a page of 64 MB is read", async () => {
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => {
    const { pathname } = new URL(request.url);
    if (pathname === "/health/readiness") return Response.json({ litellm_version: "1.90.0" });
    if (pathname === "/health/liveliness") return new Response("ok");
    if (pathname === "/metrics/") return new Response(ReadableStream.from(litellmPage(64)));
    return new Response("", { status: 404 });
  });
  try {
    const url = `http://127.0.0.1:${server.addr.port}`;
    const { collect, context } = llmCollector([{ name: "proxy", url }]);
    Object.assign(context, { timeoutMs: 60_000 });
    const text = await collect();
    const value = (series: string) =>
      Number(
        text.split("\n").find((line) => line.startsWith(`llm_monitor_llm_${series} `))
          ?.split(" ").at(-1),
      );
    const labels = (model: string) => `target="proxy",engine="litellm",model="${model}"`;
    assert.equal(value(`requests_running{${labels("")}}`), 3, text.slice(0, 3_000));
    for (let model = 0; model < MODELS; model++) {
      const own = labels(`m${model}`);
      assert.equal(value(`generation_tokens_total{${own}}`), 3 * KEYS);
      assert.equal(value(`request_duration_seconds_count{${own}}`), 8 * KEYS);
      assert.equal(value(`request_duration_seconds_bucket{${own},le="+Inf"}`), 8 * KEYS);
      assert.equal(value(`request_duration_seconds_sum{${own}}`), 2.5 * KEYS);
    }
    assert.equal(value(`deployment_state{${labels("m0")},state="healthy"}`), 1);
    assert.deepEqual(context.logs.filter((line) => line.startsWith("warn")), []);
  } finally {
    await server.shutdown();
  }
});
