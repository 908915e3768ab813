import assert from "node:assert/strict";
import fc from "fast-check";
import { DEFAULT_PROBE, llmSettings } from "../../../tests/support/llm_options.ts";
import type { ProbeSettings } from "./probe_settings.ts";
import { readTargets } from "./read_targets.ts";

/** Reads `probe` of a target as the kernel hands it over. */
function readProbe(probe: unknown): ProbeSettings | undefined {
  const { targets } = llmSettings({ targets: [{ url: "http://a", probe }] });
  return readTargets(targets)[0]?.probe;
}

Deno.test("a probe fills in what is left out", () => {
  for (const none of [undefined, null, false]) assert.equal(readProbe(none), undefined);
  assert.deepEqual(readProbe(true), DEFAULT_PROBE);
  assert.deepEqual(readProbe({}), DEFAULT_PROBE);
  assert.equal(DEFAULT_PROBE.intervalMs, 300_000);
});

Deno.test("a probe takes every key", () => {
  assert.deepEqual(
    readProbe({
      interval: "90s",
      model: "llama3",
      onlyIfLoaded: false,
      maxTokens: 64,
      timeout: 5000,
      tokensPerDay: 1,
      prompt: "Hello",
    }),
    {
      intervalMs: 90_000,
      model: "llama3",
      onlyIfLoaded: false,
      maxTokens: 64,
      timeoutMs: 5000,
      tokensPerDay: 1,
      prompt: "Hello",
    },
  );
});

Deno.test("a probe takes durations as text and as milliseconds", () => {
  const cases: [unknown, number][] = [
    ["1m", 60_000],
    ["1.5m", 90_000],
    ["120s", 120_000],
    ["90000ms", 90_000],
    ["24h", 86_400_000],
    [60_000, 60_000],
  ];
  for (const [interval, ms] of cases) assert.equal(readProbe({ interval })?.intervalMs, ms);
});

Deno.test("a probe that is wrong is refused, with what is wrong and what is allowed", () => {
  const interval = /interval.*must be a duration in quotes such as "15s", from 1m to 1d$/;
  const cases: [unknown, RegExp][] = [
    ["5m", /probe: must be true, false or a mapping$/],
    [[], /probe: must be true, false or a mapping$/],
    [{ interval: "5 minutes" }, interval],
    [{ interval: "30s" }, interval],
    [{ interval: 5 }, interval],
    [
      { interval: "1m", timeout: "2m" },
      /probe\.timeout is "2m": must not be above interval, which is 1m$/,
    ],
    [{ maxTokens: 1 }, /probe\.maxTokens is 1: must be a whole number, from 2 to 8192$/],
    [
      { maxTokens: "32" },
      /probe\.maxTokens is \(hidden\): must be a whole number, from 2 to 8192$/,
    ],
    [{ tokensPerDay: 0.5 }, /tokensPerDay is 0\.5: must be a whole number, from 1 to 1000000000$/],
    [{ onlyIfLoaded: "no" }, /probe\.onlyIfLoaded is "no": must be true or false$/],
    [{ model: " " }, /probe\.model is " ": must be text, 1 to 256 characters$/],
    [{ prompt: 7 }, /probe\.prompt is 7: must be text, 1 to 4000 characters$/],
    [
      { onlyifLoaded: true },
      /probe\.onlyifLoaded: unknown key\. Did you mean onlyIfLoaded\? There are: interval, model/,
    ],
    [{ temperature: 1 }, /probe\.temperature: unknown key\. There are: interval, model, .*prompt$/],
  ];
  for (const [value, message] of cases) {
    assert.throws(() => readProbe(value), message, JSON.stringify(value));
  }
});

Deno.test("a probe is read or refused with a message, whatever is written", () => {
  const keys = fc.constantFrom(...Object.keys(DEFAULT_PROBE), "interval", "timeout", "model");
  fc.assert(fc.property(fc.dictionary(keys, fc.jsonValue()), (value) => {
    try {
      const probe = readProbe(value);
      assert(probe !== undefined && probe.timeoutMs <= probe.intervalMs);
    } catch (error) {
      assert(error instanceof Error && /targets\[0\]\.probe\./.test(error.message), String(error));
    }
  }));
});
