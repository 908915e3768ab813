/** Chats with fake LLM servers, as clients have them. */
import assert from "node:assert/strict";
import { makeModel, makeRequest, ScriptedEngine } from "./scripted_engine.ts";
import { eventually } from "../support/eventually.ts";
import { makeChat, withLlm } from "./llm_servers.ts";

/** A part of an answer, as far as these tests look at it. */
interface Part {
  readonly object?: string;
  readonly choices: readonly {
    readonly delta?: Readonly<Record<string, unknown>>;
    readonly message?: Readonly<Record<string, unknown>>;
    readonly text?: string;
    readonly finish_reason: string | null;
  }[];
  readonly usage?: Readonly<Record<string, unknown>>;
  readonly timings?: Readonly<Record<string, number>>;
}

/** The engines that chat in the words of OpenAI's API. */
const ENGINES = [
  ...["vllm", "sglang", "tgi", "llamacpp", "ollama", "litellm", "openai", "trtllm", "nim"],
  ...["lmdeploy", "lmstudio", "localai", "ray"],
];
const PATH = "/v1/chat/completions";

/** The parts of a stream, which has to end with [DONE]. */
function partsOf(text: string): Part[] {
  const lines = text.split("\n\n").filter((line) => line !== "");
  assert.equal(lines.at(-1), "data: [DONE]");
  return lines.slice(0, -1).map((line) => JSON.parse(line.replace(/^data: /, "")));
}

function textOf(parts: readonly Part[], key = "content"): string {
  return parts.map(({ choices }) => choices[0]?.delta?.[key] ?? "").join("");
}

for (const engine of ENGINES) {
  Deno.test(`a streamed chat of ${engine} has its text, its end and its usage`, () =>
    withLlm(engine, {}, async ({ ask, server }) => {
      const body = { stream: true, stream_options: { include_usage: true }, max_tokens: 16 };
      const response = await ask(PATH, makeChat(body));
      assert.equal(response.headers.get("content-type"), "text/event-stream; charset=utf-8");
      const parts = partsOf(await response.text());
      assert.equal(textOf(parts), "Hello there.");
      const ends = parts.flatMap(({ choices }) => choices[0]?.finish_reason ?? []);
      assert.deepEqual(ends, ["stop"]);
      const { prompt_tokens_details: details, ...usage } = parts.at(-1)?.usage ?? {};
      assert.deepEqual(usage, { prompt_tokens: 12, completion_tokens: 3, total_tokens: 15 });
      assert.deepEqual(details, { cached_tokens: 4 });
      assert.deepEqual(server.costlyRequests(), [`POST ${PATH}`]);
      const short = await ask(PATH, makeChat({ stream: true, max_tokens: 2 }));
      const cut = partsOf(await short.text());
      assert.equal(cut.at(-1)?.choices[0]?.finish_reason, "length");
      assert(cut.every((part) => part.usage === undefined), "usage came unasked");
    }));

  Deno.test(`a whole chat of ${engine} is one answer`, () =>
    withLlm(engine, {}, async ({ ask }) => {
      const answer: Part = await (await ask(PATH, makeChat())).json();
      assert.equal(answer.object, "chat.completion");
      assert.equal(answer.choices[0]?.message?.content, "Hello there.");
      assert.equal(answer.choices[0]?.finish_reason, "stop");
      assert.equal(answer.usage?.total_tokens, 15);
    }));
}

Deno.test("reasoning comes before the answer, under each engine's name of it", async () => {
  const names = { vllm: "reasoning", sglang: "reasoning_content", llamacpp: "reasoning_content" };
  for (const [engine, name] of Object.entries(names)) {
    await withLlm(engine, { reasoningTokens: 2 }, async ({ ask }) => {
      const body = { stream: true, stream_options: { include_usage: true } };
      const parts = partsOf(await (await ask(PATH, makeChat(body))).text());
      assert.deepEqual([textOf(parts, name), textOf(parts)], ["Hello there", "."]);
      assert.deepEqual(parts.at(-1)?.usage?.completion_tokens_details, { reasoning_tokens: 2 });
    });
  }
});

Deno.test("the last chunk of llama.cpp has the times of the engine", () =>
  withLlm("llamacpp", {}, async ({ ask }) => {
    const parts = partsOf(await (await ask(PATH, makeChat({ stream: true }))).text());
    assert.deepEqual(parts.at(-1)?.timings, {
      cache_n: 4,
      prompt_n: 8,
      prompt_ms: 100,
      prompt_per_token_ms: 12.5,
      prompt_per_second: 80,
      predicted_n: 3,
      predicted_ms: 400,
      predicted_per_token_ms: 400 / 3,
      predicted_per_second: 7.5,
    });
  }));

Deno.test("Ollama's last line has its times in nanoseconds, and no count of 0", () =>
  withLlm("ollama", {}, async ({ ask, view }) => {
    const lines = async (path: string, body: Record<string, unknown>) => {
      const response = await ask(path, makeChat(body));
      const text = await response.text();
      return text.trim().split("\n").map((line): Record<string, unknown> => JSON.parse(line));
    };
    const chat = await lines("/api/chat", {});
    assert.deepEqual(chat[0]?.message, { role: "assistant", content: "Hello" });
    const { created_at: _, ...last } = chat.at(-1) ?? {};
    assert.deepEqual(last, {
      model: "example/model-a",
      message: { role: "assistant", content: "" },
      done: true,
      done_reason: "stop",
      total_duration: 1e9,
      load_duration: 0,
      prompt_eval_count: 8,
      prompt_eval_duration: 1e8,
      eval_count: 3,
      eval_duration: 4e8,
    });
    // All of four tokens is in the cache.
    const cached = await lines("/api/chat", { messages: [{ role: "user", content: "" }] });
    assert.equal("prompt_eval_count" in (cached.at(-1) ?? {}), false);
    const [load] = await lines("/api/generate", { prompt: "" });
    assert.equal(load?.done_reason, "load");
    const unload = await ask("/api/generate", makeChat({ prompt: "", keep_alive: 0 }));
    assert.deepEqual([unload.status, /unload/.test(await unload.text())], [501, true]);
    const generated = await lines("/api/generate", {
      prompt: "Go on",
      options: { num_predict: 1 },
    });
    assert.deepEqual(generated.map(({ response }) => response), ["Hello", ""]);
    assert.equal(generated.at(-1)?.done_reason, "length");
    view.waitingRequests = 512;
    const busy = await ask("/api/chat", makeChat());
    assert.deepEqual([busy.status, (await busy.json()).error.slice(0, 11)], [503, "server busy"]);
  }));

Deno.test("a cold model is loaded by a request, and its answer says how long that took", async () => {
  const view = new ScriptedEngine("ollama", [makeModel({ isLoaded: false })]);
  await withLlm(view, {}, async ({ ask }) => {
    const count = async () => (await (await ask("/api/ps")).json()).models.length;
    assert.equal(await count(), 0);
    const answer = await (await ask("/api/chat", makeChat({ stream: false }))).json();
    assert(answer.load_duration > 0);
    assert.equal(await count(), 1);
  });
});

Deno.test("the answers of LM Studio's own API have its statistics", () =>
  withLlm("lmstudio", {}, async ({ ask }) => {
    const old = await (await ask("/api/v0/chat/completions", makeChat())).json();
    assert.deepEqual(old.stats, {
      tokens_per_second: 7.5,
      time_to_first_token: 0.6,
      generation_time: 0.4,
      stop_reason: "eosFound",
    });
    const own = await (await ask("/api/v1/chat", makeChat({ input: "Hello?" }))).json();
    assert.equal(own.stats.tokens_per_second, 7.5);
    assert.equal(own.output[0].content, "Hello there.");
  }));

Deno.test("TGI and Triton generate in their own words", async () => {
  await withLlm("tgi", {}, async ({ ask }) => {
    const body = { method: "POST", body: JSON.stringify({ inputs: "Hello?" }) };
    const whole = await ask("/generate", body);
    assert.equal((await whole.json()).generated_text, "Hello there.");
    assert.equal(whole.headers.get("x-inference-time"), "500");
    assert.equal(whole.headers.get("x-compute-type"), "gpu+optimized");
    const streamed = await (await ask("/generate_stream", body)).text();
    assert.match(streamed, /"generated_text":"Hello there\."[^\n]*"finish_reason":"eos_token"/);
  });
  await withLlm("triton", {}, async ({ ask }) => {
    const body = { method: "POST", body: JSON.stringify({ text_input: "Hello?", max_tokens: 9 }) };
    const whole = await ask("/v2/models/ensemble/generate", body);
    assert.equal((await whole.json()).text_output, "Hello there.");
    const streamed = await (await ask("/v2/models/ensemble/generate_stream", body)).text();
    assert.equal(streamed.match(/text_output/g)?.length, 3);
    assert.equal((await ask("/v2/models/nope/generate", body)).status, 404);
  });
});

Deno.test("an engine that gives a request up breaks the stream off", () =>
  withLlm("vllm", {}, async ({ ask, view }) => {
    view.givesUpAfter = 1;
    const response = await ask(PATH, makeChat({ stream: true }));
    await assert.rejects(response.text());
  }));

Deno.test("a client that goes away takes its request back, streamed or not", async () => {
  for (const stream of [true, false]) {
    await withLlm("vllm", {}, async ({ ask, view }) => {
      view.isStuck = true;
      const leaving = new AbortController();
      const response = await ask(PATH, { ...makeChat({ stream }), signal: leaving.signal });
      const reading = assert.rejects(response.text());
      await eventually("the request is there", () => Promise.resolve(view.generated.length === 1));
      leaving.abort();
      await reading;
      await eventually(
        "the request was taken back",
        () => Promise.resolve(view.generated[0]?.ended === "aborted"),
      );
    });
  }
});

Deno.test("requests that cannot be served are turned away in each engine's words", async () => {
  const cases: [string, Readonly<Record<string, unknown>>, number, RegExp][] = [
    ["vllm", { model: "nope" }, 404, /"type":"NotFoundError"/],
    ["litellm", { model: "nope" }, 400, /Invalid model name passed in model=nope/],
    ["openai", { model: "nope" }, 404, /"code":"model_not_found"/],
    ["ollama", { model: "nope" }, 404, /model 'nope' not found/],
    ["lmdeploy", { model: "nope" }, 404, /"object":"error"/],
    // These serve what they have, whatever it is called.
    ["sglang", { model: "nope" }, 200, /Hello there/],
    ["tgi", { model: "nope" }, 200, /Hello there/],
    ["llamacpp", { model: "nope" }, 200, /Hello there/],
    [
      "vllm",
      { messages: [{ content: "x".repeat(40_000) }] },
      400,
      /maximum context length is 8192/,
    ],
    ["tgi", { messages: [{ content: "x".repeat(40_000) }] }, 422, /"error_type":"validation"/],
  ];
  for (const [engine, body, status, words] of cases) {
    await withLlm(engine, {}, async ({ ask, view, server }) => {
      const response = await ask(PATH, makeChat(body));
      assert.equal(response.status, status, engine);
      assert.match(await response.text(), words, engine);
      if (status === 200) return;
      assert.deepEqual([view.generated, server.costlyRequests()], [[], []]);
    });
  }
  await withLlm("vllm", {}, async ({ ask }) => {
    const response = await ask(PATH, { method: "POST", body: "{" });
    assert.equal(response.status, 400);
    await response.body?.cancel();
  });
  await withLlm("tgi", {}, async ({ ask, view }) => {
    view.waitingRequests = view.maxConcurrentRequests;
    const response = await ask(PATH, makeChat());
    assert.equal(response.status, 429);
    assert.equal((await response.json()).error_type, "overloaded");
  });
});

Deno.test("TEI gives vectors of length 1", () =>
  withLlm("tei", {}, async ({ ask, view }) => {
    view.finish(makeRequest());
    const body = { method: "POST", body: JSON.stringify({ inputs: ["a", "b"] }) };
    const vectors: number[][] = await (await ask("/embed", body)).json();
    assert.equal(vectors.length, 2);
    for (const vector of vectors) {
      assert(Math.abs(vector.reduce((sum, value) => sum + value * value, 0) - 1) < 0.02);
    }
    assert.notDeepEqual(vectors[0], vectors[1]);
  }));
