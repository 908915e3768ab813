import assert from "node:assert/strict";
import fc from "fast-check";
import { EMPTY_CHUNK } from "./chunk.ts";
import type { Chunk } from "./chunk.ts";
import { ChunkReader } from "./chunk_reader.ts";
import { readOllamaChunk } from "./ollama_chunk.ts";
import { readOpenAiChunk } from "./openai_chunk.ts";
import { VisibleText } from "./visible_text.ts";

const choice = (delta: unknown, more: object = {}) => ({ choices: [{ index: 0, delta, ...more }] });

Deno.test("readOpenAiChunk finds text, reasoning and tool calls in every dialect", () => {
  const cases: [name: string, value: unknown, expected: Partial<Chunk>][] = [
    ["OpenAI's first", choice({ role: "assistant", content: "" }), {}],
    ["Cerebras' first", choice({ role: "assistant" }), {}],
    ["llama.cpp's first", choice({ role: "assistant", content: null }), {}],
    ["text", choice({ content: "Hi" }), { content: "Hi" }],
    [
      "Together's, twice",
      choice({ role: "assistant", content: "Hi" }, { text: "Hi" }),
      { content: "Hi" },
    ],
    ["a text completion", { choices: [{ text: "Hi" }] }, { content: "Hi" }],
    ["reasoning of vLLM", choice({ reasoning: "Hm" }), { hasHidden: true }],
    [
      "reasoning of DeepSeek",
      choice({ content: null, reasoning_content: "Hm" }),
      { hasHidden: true },
    ],
    ["empty reasoning", choice({ reasoning: "", reasoning_content: "" }), {}],
    [
      "reasoning of Mistral",
      choice({ content: [{ type: "thinking", thinking: [{ type: "text", text: "Hm" }] }] }),
      { hasHidden: true },
    ],
    [
      "text of Mistral",
      choice({ content: [{ type: "text", text: "Hi" }] }),
      { content: "Hi" },
    ],
    [
      "a tool call",
      choice({ tool_calls: [{ index: 0, function: { name: "f" } }] }),
      { hasHidden: true },
    ],
    ["no tool calls", choice({ tool_calls: [] }), {}],
    ["an end", choice({}, { finish_reason: "length" }), { finish: "length" }],
    ["no end", choice({}, { finish_reason: null }), {}],
    ["an error", { error: { message: "out of memory" } }, { isError: true }],
    ["an error of vLLM", { object: "error", message: "no" }, { isError: true }],
    ["no error", { error: null, choices: [] }, {}],
    ["nonsense", [1, "x"], {}],
    ["nothing", null, {}],
  ];
  for (const [name, value, expected] of cases) {
    assert.deepEqual(readOpenAiChunk(value), { ...EMPTY_CHUNK, ...expected }, name);
  }
});

Deno.test("readOpenAiChunk reads usage and what servers measure", () => {
  const cases: [name: string, value: unknown, Pick<Chunk, "usage" | "stats">][] = [
    [
      "usage",
      {
        choices: [],
        usage: {
          prompt_tokens: 11,
          completion_tokens: 30,
          completion_tokens_details: { reasoning_tokens: 20 },
        },
      },
      { usage: { promptTokens: 11, completionTokens: 30, reasoningTokens: 20 }, stats: {} },
    ],
    ["no usage", { choices: [], usage: null }, { usage: {}, stats: {} }],
    [
      "Groq",
      {
        x_groq: {
          usage: {
            queue_time: 0.5,
            prompt_tokens: 18,
            prompt_time: 0.25,
            completion_tokens: 4,
            completion_time: 0.5,
          },
        },
      },
      {
        usage: { promptTokens: 18, completionTokens: 4 },
        stats: { tokensPerSecond: 8, promptTokensPerSecond: 72, queueSeconds: 0.5 },
      },
    ],
    [
      "Cerebras",
      {
        usage: { prompt_tokens: 40, completion_tokens: 3 },
        time_info: { queue_time: 0.25, prompt_time: 0.5, completion_time: 0.125 },
      },
      {
        usage: { promptTokens: 40, completionTokens: 3 },
        stats: { tokensPerSecond: 24, promptTokensPerSecond: 80, queueSeconds: 0.25 },
      },
    ],
    [
      "llama.cpp",
      { timings: { prompt_per_second: 39.5, predicted_per_second: 40.25, prompt_ms: 5 } },
      { usage: {}, stats: { tokensPerSecond: 40.25, promptTokensPerSecond: 39.5 } },
    ],
    [
      "LM Studio",
      { stats: { tokens_per_second: 51.5, time_to_first_token: 0.1, model_load_time_seconds: 3 } },
      { usage: {}, stats: { tokensPerSecond: 51.5, loadSeconds: 3 } },
    ],
    ["vLLM", { metrics: { queue_time_ms: 250 } }, { usage: {}, stats: { queueSeconds: 0.25 } }],
    [
      "nonsense",
      { usage: { prompt_tokens: -1, completion_tokens: "3", completion_time: 0 }, timings: 7 },
      { usage: {}, stats: {} },
    ],
    [
      "no time has passed",
      { usage: { completion_tokens: 3, completion_time: 0 } },
      { usage: { completionTokens: 3 }, stats: {} },
    ],
  ];
  for (const [name, value, expected] of cases) {
    const { usage, stats } = readOpenAiChunk(value);
    assert.deepEqual({ usage, stats }, expected, name);
  }
});

Deno.test("readOllamaChunk reads parts and the last line", () => {
  const cases: [name: string, value: unknown, expected: Partial<Chunk>][] = [
    ["text", { message: { content: "Hi" }, done: false }, { content: "Hi" }],
    ["thinking", { message: { content: "", thinking: "Hm" }, done: false }, { hasHidden: true }],
    ["generated text", { response: "Hi", done: false }, { content: "Hi" }],
    ["generated thinking", { response: "", thinking: "Hm" }, { hasHidden: true }],
    ["a tool call", { message: { tool_calls: [{ function: {} }] } }, { hasHidden: true }],
    ["an error", { error: "model failed" }, { isError: true }],
    [
      "the end",
      {
        message: { content: "" },
        done: true,
        done_reason: "length",
        load_duration: 2e9,
        prompt_eval_count: 20,
        prompt_eval_duration: 5e8,
        eval_count: 32,
        eval_duration: 4e8,
      },
      {
        finish: "length",
        isEnd: true,
        usage: { promptTokens: 20, completionTokens: 32 },
        stats: { tokensPerSecond: 80, promptTokensPerSecond: 40, loadSeconds: 2 },
      },
    ],
    [
      "the end of a cached prompt",
      { done: true, eval_count: 1, eval_duration: 1e9 },
      {
        finish: "stop",
        isEnd: true,
        usage: { completionTokens: 1 },
        stats: { tokensPerSecond: 1 },
      },
    ],
    ["nonsense", 7, {}],
  ];
  for (const [name, value, expected] of cases) {
    assert.deepEqual(readOllamaChunk(value), { ...EMPTY_CHUNK, ...expected }, name);
  }
});

Deno.test("chunk readers take any JSON", () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => {
    for (const chunk of [readOpenAiChunk(value), readOllamaChunk(value)]) {
      assert.equal(typeof chunk.content, "string");
      for (const number of [...Object.values(chunk.usage), ...Object.values(chunk.stats)]) {
        assert(Number.isFinite(number) && number >= 0);
      }
    }
  }));
});

Deno.test("ChunkReader ends with [DONE] and refuses what is no JSON", () => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  const [end] = new ChunkReader("sse").push(bytes("data: [DONE]\n\n"));
  assert.deepEqual(end, { ...EMPTY_CHUNK, isEnd: true });
  const isNoJson = { name: "StreamError", message: "a part of the stream is not JSON" };
  assert.throws(() => new ChunkReader("sse").push(bytes("data: {oops\n\n")), isNoJson);
  assert.throws(() => new ChunkReader("json_lines").push(bytes("<html>\n")), isNoJson);
  const cut = new ChunkReader("json_lines");
  assert.deepEqual(cut.push(bytes('{"message":')), []);
  assert.throws(() => cut.end(), isNoJson);
  const limits = { maxBytes: 10, maxLine: 10 };
  assert.throws(() => new ChunkReader("sse", limits).push(bytes("data: 1234\n")), {
    name: "StreamError",
  });
});

Deno.test("VisibleText tells text from reasoning between tags", () => {
  const cases: [pieces: string[], visibleAt: number][] = [
    [["Hello"], 0],
    [["", "\n", "Hello"], 2],
    [["<think>", "Hm", "</think>", "\n\n", "Hello"], 4],
    [["<", "thi", "nk>Hm</th", "ink>", "Hello"], 4],
    [["<think>Hm</think>Hello"], 0],
    [["\n<think>\n</think>\n", "x"], 1],
    [["<think>", "no end"], -1],
    [["<", "b>"], 1],
    [["1 < 2"], 0],
    [[""], -1],
  ];
  for (const [pieces, visibleAt] of cases) {
    const text = new VisibleText();
    assert.equal(pieces.findIndex((piece) => text.push(piece)), visibleAt, pieces.join("|"));
  }
});

Deno.test("VisibleText judges the same however the text comes in pieces", () => {
  const word = fc.constantFrom("<think>", "</think>", "<", "think", ">", "</", "a", " ", "\n");
  fc.assert(fc.property(fc.array(word, { maxLength: 12 }), (words) => {
    const text = words.join("");
    const whole = new VisibleText().push(text);
    const single = new VisibleText();
    let isVisible = false;
    for (const letter of text) isVisible = single.push(letter);
    assert.equal(isVisible, whole, text);
    // By its meaning: what is left when one leading block of thought is taken away.
    const rest = text.trimStart().replace(/^<think>[^]*?(?:<\/think>|$)/, "").trim();
    assert.equal(whole, rest !== "" && !"<think>".startsWith(text.trimStart()));
  }));
});
