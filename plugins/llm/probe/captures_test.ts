/** Streams of the shapes that servers have, and of real servers where the folder of captures exists. */
import assert from "node:assert/strict";
import { lacksCaptures } from "../../../tests/support/captures.ts";
import { runProbe } from "./run_probe.ts";
import type { ProbeStyle } from "./request.ts";
import { DEFAULT_PROBE } from "../../../tests/support/llm_options.ts";
import type { Measured } from "./timeline.ts";

const CAPTURES = new URL("../../../../shared/fixtures/llm/", import.meta.url);

interface Expected {
  readonly style?: ProbeStyle;
  readonly outcome?: string;
  readonly usage?: Measured["usage"];
  readonly tokensPerSecond?: number;
  readonly promptTokensPerSecond?: number;
  readonly loadSeconds?: number;
  readonly queueSeconds?: number;
}

/** Written for this test, each in the shape of its server. */
const OWN: Readonly<Record<string, Expected>> = {
  "openai.sse": { usage: {} },
  "deepseek.sse": { usage: { promptTokens: 12, completionTokens: 1 } },
  "groq.sse": {
    usage: { promptTokens: 20, completionTokens: 3 },
    tokensPerSecond: 250,
    promptTokensPerSecond: 2000,
    queueSeconds: 0.07,
  },
  "cerebras.sse": {
    usage: { promptTokens: 40, completionTokens: 4 },
    tokensPerSecond: 4000,
    promptTokensPerSecond: 20_000,
    queueSeconds: 0.0005,
  },
  "together.sse": { usage: { promptTokens: 41, completionTokens: 2 } },
  // Another language, which is not spoken here.
  "anthropic.sse": { outcome: "bad_stream" },
  "llamacpp.sse": { usage: {}, tokensPerSecond: 40.5, promptTokensPerSecond: 40 },
  "ollama_cold.ndjson": {
    style: "ollama",
    usage: { promptTokens: 18, completionTokens: 3 },
    tokensPerSecond: 100,
    promptTokensPerSecond: 900,
    loadSeconds: 8.5,
  },
  "ollama_thinking.ndjson": {
    style: "ollama",
    usage: { promptTokens: 24, completionTokens: 12 },
    tokensPerSecond: 100,
    promptTokensPerSecond: 1200,
    loadSeconds: 0.1,
  },
};

const EXPECTED: Readonly<Record<string, Expected>> = {
  "openai-compatible/openai_stream.sse": { usage: {} },
  "openai-compatible/deepseek_stream.sse": { usage: { promptTokens: 11, completionTokens: 1 } },
  "openai-compatible/groq_stream.sse": {
    usage: { promptTokens: 18, completionTokens: 3 },
    tokensPerSecond: 292.23,
    promptTokensPerSecond: 2108.76,
    queueSeconds: 0.06882,
  },
  "openai-compatible/cerebras_stream.sse": {
    usage: { promptTokens: 43, completionTokens: 3 },
    tokensPerSecond: 2252.56,
    promptTokensPerSecond: 19958.31,
    queueSeconds: 0.000433,
  },
  "openai-compatible/togetherai_stream.sse": { usage: { promptTokens: 43, completionTokens: 3 } },
  // Another language, which is not spoken here.
  "openai-compatible/anthropic_stream.sse": { outcome: "bad_stream" },
  "llamacpp/chat_stream_timings.sse": {
    usage: {},
    tokensPerSecond: 39.66,
    promptTokensPerSecond: 39.08,
  },
  "ollama/api_chat_stream_cold.ndjson": {
    style: "ollama",
    usage: { promptTokens: 17, completionTokens: 3 },
    tokensPerSecond: 149.33,
    promptTokensPerSecond: 899.68,
    loadSeconds: 8.694,
  },
  "ollama/api_chat_stream_thinking.ndjson": {
    style: "ollama",
    usage: { promptTokens: 24, completionTokens: 129 },
    tokensPerSecond: 105.85,
    promptTokensPerSecond: 1275.21,
    loadSeconds: 0.102,
  },
};

/** Probes a server that answers with these bytes, one line after the other. */
async function replay(bytes: Uint8Array, style: ProbeStyle) {
  let nowMs = 0;
  const lines = new TextDecoder().decode(bytes).split(/(?<=\n)/);
  const body = ReadableStream.from(lines).pipeThrough(new TextEncoderStream());
  return await runProbe({
    fetch: () => Promise.resolve(new Response(body)),
    baseUrl: "http://server",
    headers: {},
    style,
    model: "m",
    settings: DEFAULT_PROBE,
    nonce: "1",
    nowMs: () => nowMs++,
  });
}

async function readsStream(path: URL, expected: Expected): Promise<void> {
  const { outcome, measured } = await replay(
    await Deno.readFile(path),
    expected.style ?? "openai",
  );
  assert.equal(outcome, expected.outcome ?? "ok");
  if (!measured) return;
  assert.deepEqual(measured.usage, expected.usage);
  assert(measured.firstContentSeconds && measured.firstTokenSeconds);
  const isThinking = path.pathname.includes("thinking");
  assert.equal(measured.firstContentSeconds > measured.firstTokenSeconds, isThinking);
  for (
    const key of [
      "tokensPerSecond",
      "promptTokensPerSecond",
      "loadSeconds",
      "queueSeconds",
    ] as const
  ) {
    const value = expected[key];
    // Its own clock measures the others.
    if (value === undefined) continue;
    assert(Math.abs((measured[key] ?? NaN) - value) <= value * 0.01, `${key}: ${measured[key]}`);
  }
}

for (const [file, expected] of Object.entries(OWN)) {
  const path = new URL(`testdata/${file}`, import.meta.url);
  Deno.test(`runProbe reads a stream in the shape of ${file}`, () => readsStream(path, expected));
}

for (const [file, expected] of Object.entries(EXPECTED)) {
  Deno.test({
    name: `runProbe reads the capture ${file}`,
    ignore: lacksCaptures("llm"),
    fn: () => readsStream(new URL(file, CAPTURES), expected),
  });
}
