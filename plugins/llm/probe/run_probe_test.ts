import assert from "node:assert/strict";
import { runProbe } from "./run_probe.ts";
import type { ProbeOptions, ProbeResult } from "./run_probe.ts";
import { DEFAULT_PROBE } from "../../../tests/support/llm_options.ts";

/** A part of a test server's answer: text to send, or milliseconds to wait. */
type Step = string | number;
const [BREAK, HANG] = ["(break)", "(hang)"];

const encoder = new TextEncoder();
const event = (value: unknown) => `data: ${JSON.stringify(value)}\n\n`;
const text = (content: string) => event({ choices: [{ delta: { content } }] });
const STOP = event({ choices: [{ delta: {}, finish_reason: "stop" }] });
const USAGE = event({ choices: [], usage: { prompt_tokens: 20, completion_tokens: 5 } });
const DONE = "data: [DONE]\n\n";

interface Seen {
  request?: Request;
  body?: Record<string, unknown>;
  /** True if the server was told that nobody reads on. */
  isCancelled: boolean;
}

function makeStream(steps: readonly Step[], seen: Seen): ReadableStream<Uint8Array> {
  const rest = [...steps];
  return new ReadableStream({
    async pull(controller) {
      const step = rest.shift();
      if (step === undefined) return controller.close();
      if (step === HANG) return new Promise<void>(() => {});
      if (step === BREAK) return controller.error(new Error("reset"));
      if (typeof step === "number") await new Promise((resolve) => setTimeout(resolve, step));
      controller.enqueue(encoder.encode(typeof step === "number" ? ": wait\n\n" : step));
    },
    cancel() {
      seen.isCancelled = true;
    },
  });
}

/** Probes with a fetch that answers so. */
async function probe(
  answer: readonly Step[] | Response | Error,
  more: Partial<ProbeOptions> = {},
): Promise<ProbeResult & { seen: Seen }> {
  const seen: Seen = { isCancelled: false };
  const fetchIt: typeof fetch = async (input, init) => {
    seen.request = new Request(input, init);
    seen.body = await seen.request.json() as Record<string, unknown>;
    if (answer instanceof Error) throw answer;
    return answer instanceof Response ? answer : new Response(makeStream(answer, seen));
  };
  const result = await runProbe({
    fetch: fetchIt,
    baseUrl: "http://server:8000/",
    headers: {},
    style: "openai",
    model: "m",
    settings: DEFAULT_PROBE,
    nonce: "0123abcd",
    nowMs: () => performance.now(),
    ...more,
  });
  return { ...result, seen };
}

Deno.test("runProbe asks a server of OpenAI's kind, the nonce first", async () => {
  const { seen } = await probe([DONE], { headers: { authorization: "Bearer key" } });
  assert.equal(seen.request?.url, "http://server:8000/v1/chat/completions");
  assert.equal(seen.request?.method, "POST");
  assert.equal(seen.request?.redirect, "manual");
  assert.equal(seen.request?.headers.get("authorization"), "Bearer key");
  assert.equal(seen.request?.headers.get("content-type"), "application/json");
  assert.deepEqual(seen.body, {
    model: "m",
    messages: [{ role: "user", content: `[0123abcd] ${DEFAULT_PROBE.prompt}` }],
    stream: true,
    temperature: 0,
    max_tokens: 32,
    stream_options: { include_usage: true },
  });
});

Deno.test("runProbe asks Ollama and LM Studio in their own ways", async () => {
  const ollama = await probe([], { style: "ollama", keepAliveSeconds: 120 });
  assert.equal(ollama.seen.request?.url, "http://server:8000/api/chat");
  assert.deepEqual(ollama.seen.body, {
    model: "m",
    messages: [{ role: "user", content: `[0123abcd] ${DEFAULT_PROBE.prompt}` }],
    stream: true,
    options: { temperature: 0, num_predict: 32 },
    keep_alive: 120,
  });
  const lmstudio = await probe([], { style: "lmstudio" });
  assert.equal(lmstudio.seen.request?.url, "http://server:8000/api/v0/chat/completions");
});

Deno.test("runProbe measures a stream as it comes", async () => {
  const { outcome, detail, measured, tokens, seen } = await probe(
    [text(""), 60, text("one"), 40, text(" two"), 40, text(" three"), STOP, USAGE, DONE, HANG],
  );
  assert.deepEqual([outcome, detail, tokens], ["ok", "", 25]);
  assert(measured?.firstTokenSeconds && measured.durationSeconds);
  assert(measured.firstTokenSeconds >= 0.055 && measured.firstTokenSeconds < 1);
  assert(measured.durationSeconds >= measured.firstTokenSeconds + 0.075);
  assert(measured.durationSeconds < 3, "it waited for more than [DONE]");
  const perToken = measured.secondsPerToken ?? 0;
  assert(perToken >= 0.018 && perToken < 0.2, String(perToken));
  assert(seen.isCancelled, "it left the body open");
});

Deno.test("runProbe measures Ollama by its own count", async () => {
  const line = (value: unknown) => `${JSON.stringify(value)}\n`;
  const { outcome, measured, tokens } = await probe(
    [
      line({ message: { content: "", thinking: "Hm" }, done: false }),
      line({ message: { content: "Hi" }, done: false }),
      line({
        message: { content: "" },
        done: true,
        done_reason: "stop",
        load_duration: 5e8,
        prompt_eval_count: 10,
        eval_count: 4,
        eval_duration: 1e8,
      }),
    ],
    { style: "ollama" },
  );
  assert.deepEqual([outcome, tokens], ["ok", 14]);
  assert.equal(measured?.tokensPerSecond, 40);
  assert.equal(measured?.loadSeconds, 0.5);
});

Deno.test("runProbe takes a stream that ends with a reason and without [DONE]", async () => {
  const { outcome, tokens } = await probe([text("one"), STOP]);
  assert.deepEqual([outcome, tokens], ["ok", undefined]);
});

Deno.test("runProbe says what a server did wrong", async () => {
  const quick = { ...DEFAULT_PROBE, timeoutMs: 50 };
  const redirect = new Response(null, { status: 307, headers: { location: "http://other/" } });
  const cases: [
    name: string,
    answer: Parameters<typeof probe>[0],
    expected: Pick<ProbeResult, "outcome" | "detail" | "tokens">,
    more?: Partial<ProbeOptions>,
  ][] = [
    [
      "no connection",
      new TypeError("error sending request"),
      { outcome: "refused", detail: "no connection is possible", tokens: 0 },
    ],
    [
      "a redirect",
      redirect,
      { outcome: "refused", detail: "it answered with a redirect", tokens: 0 },
    ],
    [
      "an error",
      new Response("no", { status: 500 }),
      { outcome: "http_error", detail: "it answered 500", tokens: 0 },
    ],
    [
      "a hang",
      [],
      { outcome: "timeout", detail: "no complete answer in 50 ms", tokens: undefined },
      { settings: quick },
    ],
    [
      "half a stream",
      [text("one"), USAGE],
      { outcome: "bad_stream", detail: "the stream ended without a finish reason", tokens: 25 },
    ],
    [
      "a reset",
      [text("one"), BREAK],
      { outcome: "bad_stream", detail: "it broke off", tokens: undefined },
    ],
    [
      "a page",
      new Response("<html>\n\n</html>"),
      {
        outcome: "bad_stream",
        detail: "the stream ended without a token",
        tokens: undefined,
      },
    ],
    [
      "a page where JSON should be",
      new Response("<html>\n\n</html>"),
      { outcome: "bad_stream", detail: "a part of the stream is not JSON", tokens: undefined },
      { style: "ollama" },
    ],
    [
      "a flood",
      new Response(new Uint8Array(5 * 1024 * 1024).fill(10)),
      { outcome: "bad_stream", detail: "the stream is over 4194304 bytes", tokens: undefined },
    ],
    [
      "an endless line",
      new Response("data: ".padEnd(300_000, "x")),
      { outcome: "bad_stream", detail: "a line is over 262144 characters", tokens: undefined },
    ],
    [
      "no body",
      new Response(null),
      { outcome: "bad_stream", detail: "the stream ended without a token", tokens: undefined },
    ],
  ];
  for (const [name, answer, expected, more] of cases) {
    // A stream that hangs here ends when it is aborted, as that of a real fetch does.
    const { outcome, detail, tokens } = await probe(answer, {
      ...more,
      ...(name === "a hang" && { fetch: hanging }),
    });
    assert.deepEqual({ outcome, detail, tokens }, expected, name);
  }
});

/** Answers with one token, and with nothing more until it is aborted. */
const hanging: typeof fetch = (_input, init) =>
  Promise.resolve(
    new Response(
      new ReadableStream({
        start(controller) {
          controller.enqueue(encoder.encode(text("one")));
          const { signal } = init ?? {};
          signal?.addEventListener("abort", () => controller.error(signal.reason));
        },
      }),
    ),
  );

Deno.test("runProbe ends when it is told to", async () => {
  const controller = new AbortController();
  const running = probe([], { fetch: hanging, signal: controller.signal });
  controller.abort();
  const { outcome, detail } = await running;
  assert.deepEqual([outcome, detail], ["timeout", "given up"]);
});
