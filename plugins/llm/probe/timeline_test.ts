import assert from "node:assert/strict";
import fc from "fast-check";
import { EMPTY_CHUNK } from "./stream/chunk.ts";
import type { Chunk } from "./stream/chunk.ts";
import type { OwnDelay } from "./own_delay.ts";
import { Timeline } from "./timeline.ts";
import type { Measured } from "./timeline.ts";

type Arrival = readonly [atMs: number, chunk: Partial<Chunk>];

const text: Partial<Chunk> = { content: "x" };
const thought: Partial<Chunk> = { hasHidden: true };
const stop: Partial<Chunk> = { finish: "stop" };
const usage = (completionTokens: number): Partial<Chunk> => ({ usage: { completionTokens } });

function measure(endMs: number, ...arrivals: Arrival[]): Measured | { trouble: string } {
  const timeline = new Timeline(1000);
  for (const [atMs, chunk] of arrivals) timeline.add({ ...EMPTY_CHUNK, ...chunk }, atMs);
  return timeline.end(endMs);
}

Deno.test("Timeline measures a plain answer", () => {
  const measured = measure(
    1950,
    [1100, { content: "" }],
    [1200, text],
    [1500, text],
    [1800, text],
    [1900, stop],
    [1950, { usage: { promptTokens: 20, completionTokens: 4 } }],
  );
  assert.deepEqual(measured, {
    firstTokenSeconds: 0.2,
    firstContentSeconds: 0.2,
    durationSeconds: 0.95,
    secondsPerToken: 0.2,
    tokensPerSecond: 5,
    usage: { promptTokens: 20, completionTokens: 4 },
    isBuffered: false,
  });
});

Deno.test("Timeline tells the first thought from the first text", () => {
  const thinking = measure(2000, [1250, thought], [1500, text], [2000, stop]);
  assert.deepEqual(thinking, {
    firstTokenSeconds: 0.25,
    firstContentSeconds: 0.5,
    durationSeconds: 1,
    usage: {},
    isBuffered: false,
  });
  const tags = measure(
    2000,
    [1250, { content: "<think>" }],
    [1500, { content: "Hm</think>" }],
    [1750, { content: "Hi" }],
    [2000, stop],
  );
  assert.deepEqual(tags, { ...thinking, firstContentSeconds: 0.75 });
  const onlyThoughts = measure(2000, [1250, thought], [2000, { finish: "length" }]);
  assert.deepEqual(onlyThoughts, {
    firstTokenSeconds: 0.25,
    durationSeconds: 1,
    usage: {},
    isBuffered: false,
  });
});

Deno.test("Timeline takes no time for a token without a count, or without two arrivals", () => {
  const cases: [name: string, arrivals: Arrival[], perToken: number | undefined][] = [
    ["no usage", [[1100, text], [1200, text], [1300, text], [1300, stop]], undefined],
    ["one token", [[1100, text], [1200, text], [1300, stop], [1300, usage(1)]], undefined],
    ["all at once", [[1100, text], [1100, text], [1900, stop], [1900, usage(9)]], undefined],
    ["many in a chunk", [[1100, text], [1300, text], [1300, stop], [1300, usage(5)]], 0.05],
  ];
  for (const [name, arrivals, perToken] of cases) {
    const measured = measure(2000, ...arrivals);
    assert("durationSeconds" in measured);
    assert.equal(measured.secondsPerToken, perToken, name);
    assert.equal("tokensPerSecond" in measured, perToken !== undefined, name);
  }
});

Deno.test("Timeline prefers what the server measured", () => {
  const measured = measure(
    2000,
    [1100, text],
    [1200, text],
    [1300, { ...stop, ...usage(2), stats: { tokensPerSecond: 33, queueSeconds: 0.25 } }],
  );
  assert("durationSeconds" in measured);
  assert.equal(measured.secondsPerToken, 0.1);
  assert.equal(measured.tokensPerSecond, 33);
  assert.equal(measured.queueSeconds, 0.25);
});

Deno.test("Timeline sees a stream that something held back", () => {
  const late = (arrivals: number): Arrival[] => [
    ...Array.from({ length: arrivals }, (_, index): Arrival => [1960 + index, text]),
    [1990, { ...stop, ...usage(16) }],
  ];
  const cases: [name: string, arrivals: Arrival[], isBuffered: boolean][] = [
    ["one arrival", late(1), true],
    ["three arrivals", late(3), true],
    ["a fast engine behind a queue", late(16), false],
    ["few tokens", [[1960, text], [1990, { ...stop, ...usage(15) }]], false],
    ["in time", [[1500, text], [1990, { ...stop, ...usage(16) }]], false],
  ];
  for (const [name, arrivals, isBuffered] of cases) {
    const measured = measure(2000, ...arrivals);
    assert("isBuffered" in measured);
    assert.equal(measured.isBuffered, isBuffered, name);
    if (isBuffered) assert(!("secondsPerToken" in measured), name);
  }
});

Deno.test("Timeline says what is wrong with an answer that is none", () => {
  const cases: [arrivals: Arrival[], trouble: string][] = [
    [[], "the stream ended without a token"],
    [[[1100, { content: "" }], [1200, stop]], "the stream ended without a token"],
    [[[1100, text]], "the stream ended without a finish reason"],
    [[[1100, text], [1200, { finish: "abort" }]], 'its finish reason is "abort"'],
    [[[1100, text], [1200, { finish: "error" }]], 'its finish reason is "error"'],
    [
      [[1100, text], [1200, { isError: true }], [1300, stop]],
      "the server reported an error in its stream",
    ],
  ];
  for (const [arrivals, trouble] of cases) {
    assert.deepEqual(measure(2000, ...arrivals), { trouble });
  }
});

Deno.test("Timeline keeps its times in order, whatever comes", () => {
  const chunk = fc.record({
    content: fc.constantFrom("", "x", " ", "<think>", "</think>"),
    hasHidden: fc.boolean(),
    usage: fc.record({ completionTokens: fc.nat(50) }, { requiredKeys: [] }),
  });
  const gap = fc.integer({ min: 0, max: 50 });
  fc.assert(fc.property(fc.array(fc.tuple(gap, chunk)), gap, (steps, last) => {
    let atMs = 1000;
    const arrivals = steps.map(([ms, one]): Arrival => [atMs += ms, one]);
    const measured = measure(atMs + last, ...arrivals, [atMs + last, stop]);
    if ("trouble" in measured) {
      assert(steps.every(([, { content, hasHidden }]) => content === "" && !hasHidden));
      return;
    }
    const { firstTokenSeconds, firstContentSeconds, durationSeconds, secondsPerToken } = measured;
    assert(firstTokenSeconds !== undefined && durationSeconds !== undefined);
    assert(firstTokenSeconds >= 0 && firstTokenSeconds <= durationSeconds);
    const first = firstContentSeconds ?? durationSeconds;
    assert(firstTokenSeconds <= first && first <= durationSeconds);
    assert(secondsPerToken === undefined || secondsPerToken > 0);
  }));
});

Deno.test("Timeline leaves out what this process was held up in measuring", () => {
  const held = {
    lateMs: (ms: number) => ms === 1200 ? 80 : 0,
    lateStartMs: () => 0,
    seconds: 0.08,
  };
  const timeline = new Timeline(1000);
  const arrivals: readonly Arrival[] = [
    [1200, text],
    [1500, text],
    [1800, { ...stop, ...usage(4) }],
  ];
  for (const [atMs, chunk] of arrivals) timeline.add({ ...EMPTY_CHUNK, ...chunk }, atMs);
  const measured = timeline.end(2000, held as unknown as OwnDelay);
  // 80 of 200 ms to the first token, and of 300 ms from the first to the last, may be our own.
  assert.deepEqual(measured, {
    durationSeconds: 1,
    ownDelaySeconds: 0.08,
    usage: { completionTokens: 4 },
    isBuffered: false,
  });
});
