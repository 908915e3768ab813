import assert from "node:assert/strict";
import fc from "fast-check";
import { DEFAULT_PROBE, readProbe } from "./probe_settings.ts";

Deno.test("readProbe fills in what is left out", () => {
  for (const none of [undefined, null, false]) assert.equal(readProbe(none), undefined);
  assert.deepEqual(readProbe(true), DEFAULT_PROBE);
  assert.deepEqual(readProbe({}), DEFAULT_PROBE);
  assert.equal(DEFAULT_PROBE.intervalMs, 300_000);
});

Deno.test("readProbe takes every key", () => {
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

Deno.test("readProbe takes durations as text and as milliseconds", () => {
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

Deno.test("readProbe says which key is wrong, what it has, and what is allowed", () => {
  const cases: [unknown, string][] = [
    ["5m", 'probe must be true, or an object such as { interval: "5m" }, got "5m"'],
    [[], 'probe must be true, or an object such as { interval: "5m" }, got []'],
    [
      { interval: "5 minutes" },
      'probe.interval must be a duration such as "90s" or "5m", from 1m to 24h, got "5 minutes"',
    ],
    [
      { interval: "30s" },
      'probe.interval must be a duration such as "90s" or "5m", from 1m to 24h, got "30s"',
    ],
    [
      { interval: 5 },
      'probe.interval must be a duration such as "90s" or "5m", from 1m to 24h, got 5',
    ],
    [
      { interval: "1m", timeout: "2m" },
      'probe.timeout must be a duration such as "90s" or "5m", from 1s to 1m, got "2m"',
    ],
    [{ maxTokens: 1 }, "probe.maxTokens must be a whole number, from 2 to 8192, got 1"],
    [{ maxTokens: "32" }, 'probe.maxTokens must be a whole number, from 2 to 8192, got "32"'],
    [
      { tokensPerDay: 0.5 },
      "probe.tokensPerDay must be a whole number, from 1 to 1000000000, got 0.5",
    ],
    [{ onlyIfLoaded: "no" }, 'probe.onlyIfLoaded must be true or false, got "no"'],
    [{ model: " " }, 'probe.model must be a text of 1 to 256 characters, got " "'],
    [{ prompt: 7 }, "probe.prompt must be a text of 1 to 4000 characters, got 7"],
    [
      { onlyifLoaded: true },
      "probe.onlyifLoaded is no setting of a probe; did you mean onlyIfLoaded? It has interval, " +
      "model, onlyIfLoaded, maxTokens, timeout, tokensPerDay, prompt",
    ],
    [
      { temperature: 1 },
      "probe.temperature is no setting of a probe. It has interval, model, onlyIfLoaded, " +
      "maxTokens, timeout, tokensPerDay, prompt",
    ],
  ];
  for (const [value, message] of cases) assert.throws(() => readProbe(value), { message });
});

Deno.test("readProbe reads or refuses with a message, whatever it is given", () => {
  const keys = fc.constantFrom(
    ...Object.keys({ ...DEFAULT_PROBE }),
    "interval",
    "timeout",
    "model",
  );
  fc.assert(fc.property(fc.dictionary(keys, fc.jsonValue()), (value) => {
    try {
      const probe = readProbe(value);
      assert(probe !== undefined && probe.timeoutMs <= probe.intervalMs);
    } catch (error) {
      assert(error instanceof Error && error.message.startsWith("probe."), String(error));
    }
  }));
});
