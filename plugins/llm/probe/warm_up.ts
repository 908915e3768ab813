import type { ProbeSettings } from "../targets/probe_settings.ts";
import { runProbe } from "./run_probe.ts";
import type { ProbeStyle } from "./request.ts";

/** So often, code runs as it will. */
const ROUNDS = 5;
const TOKENS = 32;
/** Of a probe that nobody is asked. */
const SETTINGS: ProbeSettings = {
  intervalMs: 60_000,
  onlyIfLoaded: false,
  maxTokens: TOKENS,
  timeoutMs: 30_000,
  tokensPerDay: TOKENS,
  prompt: "",
};

/**
 * Runs the code of a probe over answers made here, so that the first real one does not measure how
 * long the code took to get ready.
 */
export async function warmUp(style: ProbeStyle): Promise<void> {
  for (let round = 0; round < ROUNDS; round++) {
    await runProbe({
      fetch: () => Promise.resolve(new Response(ReadableStream.from(makeChunks(style)))),
      baseUrl: "http://localhost",
      headers: {},
      style,
      model: "",
      settings: SETTINGS,
      nonce: "",
      nowMs: () => performance.now(),
    });
  }
}

function makeChunks(style: ProbeStyle): Uint8Array<ArrayBuffer>[] {
  const encoder = new TextEncoder();
  const lines = Array.from({ length: TOKENS }, (_, index) => {
    const isLast = index === TOKENS - 1;
    return style === "ollama"
      ? `${JSON.stringify({ message: { content: "a" }, done: isLast, eval_count: TOKENS })}\n`
      : `data: ${
        JSON.stringify({
          choices: [{ delta: { content: "a" }, finish_reason: isLast ? "stop" : null }],
          usage: { completion_tokens: TOKENS },
        })
      }\n\n`;
  });
  return lines.map((line) => encoder.encode(line));
}
