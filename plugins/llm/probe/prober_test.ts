import assert from "node:assert/strict";
import { FamilySet } from "@llm-monitor/sdk";
import { createProber } from "./prober.ts";
import type { ProbedTarget } from "./prober.ts";
import { DEFAULT_PROBE } from "../../../tests/support/llm_options.ts";
import type { ServedModels } from "../servers/served_models.ts";

const DAY = 86_400;
const MIDNIGHT = 20_000 * DAY;
const MODELS: ServedModels = { models: ["m"], expiresAt: new Map() };

const event = (value: unknown) => `data: ${JSON.stringify(value)}\n\n`;
const makeAnswer = (prompt_tokens: number, completion_tokens: number) =>
  event({ choices: [{ delta: { content: "Hi" }, finish_reason: "stop" }] }) +
  event({ choices: [], usage: { prompt_tokens, completion_tokens } }) + "data: [DONE]\n\n";

/** A prober over made-up time, whose requests wait until the test answers them. */
class Bench {
  nowMs = 0;
  /** Requests that wait for an answer, oldest first. */
  readonly open: { url: string; body: Record<string, unknown>; answer: (is: Response) => void }[] =
    [];
  readonly logs: string[] = [];
  asked = 0;
  served: ServedModels = MODELS;
  readonly prober = createProber({
    nowMs: () => this.nowMs,
    unixSeconds: () => MIDNIGHT + this.nowMs / 1000,
    random: () => 0,
    nonce: () => "nonce",
    fetch: (input, init) => {
      const { promise, resolve } = Promise.withResolvers<Response>();
      const body = JSON.parse(String(init?.body)) as Record<string, unknown>;
      this.open.push({ url: String(input), body, answer: resolve });
      return promise;
    },
  });

  /** One collection; the series that it provides, without the prefix and the usual labels. */
  async collect(more: Partial<ProbedTarget> = {}): Promise<Record<string, number>> {
    const set = new FamilySet();
    await this.prober.collect(set, {
      target: "t",
      engine: "vllm",
      server: "vllm",
      url: "http://server",
      headers: {},
      settings: DEFAULT_PROBE,
      isUp: true,
      servedModels: () => {
        this.asked++;
        return Promise.resolve(this.served);
      },
      log: (level, message) => this.logs.push(`${level} ${message}`),
      ...more,
    });
    const told: Record<string, number> = {};
    for (const { name, samples } of set.families()) {
      for (const sample of samples) {
        assert("value" in sample);
        const { target: _, engine: __, ...labels } = sample.labels;
        const key = [name.replace("llm_monitor_llm_probe_", ""), ...Object.values(labels)];
        told[key.join(" ")] = Number(sample.value);
      }
    }
    return told;
  }

  async answer(text: string | Response = makeAnswer(40, 10)): Promise<void> {
    const request = this.open.shift();
    assert(request, "no request is open");
    request.answer(text instanceof Response ? text : new Response(text));
    await this.settled();
  }

  /** Lets what was answered run through. */
  async settled(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }

  /** The first two collections, so that a probe is on its way. */
  async begun(more: Partial<ProbedTarget> = {}): Promise<void> {
    await this.collect(more);
    await this.collect(more);
  }
}

Deno.test("the prober starts with the second collection and waits for no answer", async () => {
  const bench = new Bench();
  assert.deepEqual(await bench.collect(), { budget_remaining_tokens: 50_000 });
  assert.deepEqual([bench.open.length, bench.asked], [0, 0]);
  assert.deepEqual(await bench.collect(), { budget_remaining_tokens: 50_000 });
  assert.equal(bench.open.length, 1);
  assert.deepEqual(await bench.collect(), { budget_remaining_tokens: 50_000 });
  assert.deepEqual([bench.open.length, bench.asked], [1, 1]);
  bench.nowMs = 2000;
  await bench.answer();
  assert.deepEqual(await bench.collect(), {
    "runs_total m ok": 1,
    "runs_total m timeout": 0,
    "runs_total m http_error": 0,
    "runs_total m bad_stream": 0,
    "runs_total m refused": 0,
    "runs_total m skipped": 0,
    "tokens_total m": 50,
    "timestamp_seconds m": MIDNIGHT + 2,
    "success m": 1,
    "time_to_first_token_seconds m": 2,
    "time_to_first_content_token_seconds m": 2,
    "duration_seconds m": 2,
    "prompt_tokens m": 40,
    "generation_tokens m": 10,
    budget_remaining_tokens: 49_950,
  });
  assert.deepEqual(bench.logs, []);
});

Deno.test("the prober tells a result until the next one, which comes after the interval", async () => {
  const bench = new Bench();
  await bench.begun();
  await bench.answer();
  bench.nowMs = DEFAULT_PROBE.intervalMs - 1;
  assert.equal((await bench.collect())["success m"], 1);
  assert.equal(bench.open.length, 0);
  bench.nowMs = DEFAULT_PROBE.intervalMs;
  await bench.collect();
  assert.equal((await bench.collect())["success m"], 1);
  await bench.answer(new Response("", { status: 500 }));
  const told = await bench.collect();
  assert.deepEqual(
    [told["success m"], told["runs_total m http_error"], told["tokens_total m"]],
    [0, 1, 50],
  );
  assert.equal("duration_seconds m" in told, false);
  await bench.collect();
  const line = 'warn The probe of target "t" (model "m") failed: http_error, it answered 500';
  assert.deepEqual(bench.logs, [line]);
});

Deno.test("the prober sends two at once, and the others in their turn", async () => {
  const bench = new Bench();
  for (let round = 0; round < 3; round++) {
    for (const target of ["a", "b", "c", "d"]) {
      await bench.collect({ target, url: `http://${target}` });
    }
  }
  const hosts = () => bench.open.map(({ url }) => new URL(url).host);
  assert.deepEqual(hosts(), ["a", "b"]);
  await bench.answer();
  assert.deepEqual(hosts(), ["b", "c"]);
  // One that is down by then gives its place up.
  await bench.collect({ target: "d", url: "http://d", isUp: false });
  await bench.answer();
  await bench.answer();
  assert.deepEqual(hosts(), []);
});

Deno.test("the prober stops at its budget, says so, and goes on the next day", async () => {
  const bench = new Bench();
  const settings = { ...DEFAULT_PROBE, tokensPerDay: 140 };
  await bench.begun({ settings });
  await bench.answer(makeAnswer(60, 32));
  bench.nowMs = DEFAULT_PROBE.intervalMs;
  const told = await bench.collect({ settings });
  assert.equal(bench.open.length, 0);
  assert.equal(told.budget_remaining_tokens, 48);
  assert.deepEqual([told["runs_total m ok"], told["runs_total m skipped"]], [1, 1]);
  // What was measured before is no longer how things are; when it was stays true.
  assert.equal("success m" in told, false);
  assert.equal("duration_seconds m" in told, false);
  assert.equal(told["timestamp_seconds m"], MIDNIGHT);
  assert.deepEqual(bench.logs.filter((line) => line.startsWith("info")), [
    'info Skipped the probe of target "t": too few of its 140 tokens a day are left',
  ]);
  bench.nowMs = DAY * 1000;
  assert.equal((await bench.collect({ settings })).budget_remaining_tokens, 140);
  assert.equal(bench.open.length, 1);
  await bench.answer();
});

Deno.test("the prober counts what nobody counted as its estimate, and what was turned away as nothing", async () => {
  const cases: [answer: string | Response, tokens: number][] = [
    // Nonce and prompt have 45 characters: 15 tokens, 32 of a template, 32 of the answer.
    ["data: {\n\n", 79],
    [new Response("", { status: 429 }), 0],
    [new Response(null, { status: 302, headers: { location: "/" } }), 0],
  ];
  for (const [answer, tokens] of cases) {
    const bench = new Bench();
    await bench.begun();
    await bench.answer(answer);
    const told = await bench.collect();
    assert.equal(told["tokens_total m"], tokens);
    assert.equal(told.budget_remaining_tokens, 50_000 - tokens);
  }
});

Deno.test("the prober skips what is down, not loaded, or cannot chat", async () => {
  const nothingLoaded = { models: ["m"], loaded: [], expiresAt: new Map<string, number>() };
  const cases: [more: Partial<ProbedTarget>, served: ServedModels, series: string, log: string][] =
    [
      [{ isUp: false }, MODELS, "runs_total  skipped", "it is not up"],
      [{}, nothingLoaded, "runs_total  skipped", "no model is loaded"],
      [
        { settings: { ...DEFAULT_PROBE, model: "m" } },
        nothingLoaded,
        "runs_total m skipped",
        "its model is not loaded",
      ],
      [{ engine: "tei", server: "tei" }, MODELS, "runs_total  skipped", "tei does not chat"],
    ];
  for (const [more, served, series, log] of cases) {
    const bench = new Bench();
    bench.served = served;
    await bench.begun(more);
    const told = await bench.collect(more);
    assert.equal(told[series], 1, log);
    assert.equal(bench.open.length, 0);
    assert.deepEqual(bench.logs, [`info Skipped the probe of target "t": ${log}`]);
  }
});

Deno.test("the prober asks Ollama to keep the model no longer than it would have stayed", async () => {
  const bench = new Bench();
  bench.served = {
    models: ["m"],
    loaded: ["m"],
    expiresAt: new Map([["m", MIDNIGHT + 240]]),
  };
  await bench.begun({ engine: "ollama", server: "ollama" });
  assert.equal(bench.open[0]?.url, "http://server/api/chat");
  assert.equal(bench.open[0]?.body.keep_alive, 240);
  await bench.answer(new Response("", { status: 503 }));
});

Deno.test("the prober forgets the last result when another engine answers", async () => {
  const bench = new Bench();
  await bench.begun();
  await bench.answer();
  assert.equal((await bench.collect())["success m"], 1);
  const told = await bench.collect({ engine: "sglang" });
  assert.deepEqual([told["success m"], told["timestamp_seconds m"]], [undefined, undefined]);
  assert.equal(told["runs_total m ok"], 1);
});

Deno.test("the prober says when something buffers the stream", async () => {
  const bench = new Bench();
  await bench.begun();
  bench.nowMs = 1000;
  await bench.answer(makeAnswer(40, 30));
  await bench.collect();
  await bench.collect();
  assert.equal(bench.logs.length, 1);
  assert.match(bench.logs[0] ?? "", /^warn .* was answered all at once at the end: something/);
});

Deno.test("a budget that the interval does not fit is told at once, with the interval that fits", async () => {
  const bench = new Bench();
  const settings = { ...DEFAULT_PROBE, intervalMs: 60_000, maxTokens: 968, tokensPerDay: 50_000 };
  const begun = { settings };
  await bench.collect(begun);
  await bench.collect(begun);
  const warnings = bench.logs.filter((line) => line.startsWith("warn"));
  assert.equal(warnings.length, 1, bench.logs.join("\n"));
  const [, tokens = "", minutes = ""] =
    /about (\d+) each.*Set probe\.interval to (\d+)m or more/.exec(warnings[0] ?? "") ?? [];
  assert(Number(tokens) > 968 && Number(tokens) < 1_100, tokens);
  // What it says to set fits.
  assert((1_440 / Number(minutes)) * Number(tokens) <= 50_000, minutes);
  const fits = new Bench();
  await fits.collect();
  assert.deepEqual(fits.logs, []);
});
