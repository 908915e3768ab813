/** Requests of real clients in the simulation, and what becomes of them when they or the engine leave. */
import assert from "node:assert/strict";
import { defaultWorld } from "../../mock/default/world.ts";
import type { Settings } from "../../mock/sim/settings.ts";
import { World } from "../../mock/sim/world.ts";

function makeWorld(seed: number, settings: Settings = {}): World {
  const spec = defaultWorld({ hasAmd: false });
  const world = new World(spec, { seed, epochUnix: 1.7e9, warmUpSeconds: 30 });
  world.settings = settings;
  return world;
}

Deno.test("a client's request gets its tokens, and leaves when the client does", async () => {
  const world = makeWorld(17, { load: 0 });
  world.advance(0);
  const vllm = world.engine("vllm");
  const [model] = vllm.spec.models;
  const ask = (signal: AbortSignal, maxTokens: number) =>
    vllm.generate({ model: model?.name ?? "", promptTokens: 50, maxTokens }, signal);
  const timer = setInterval(() => world.advance(world.now + 0.2), 1);
  try {
    const tokens = await Array.fromAsync(ask(new AbortController().signal, 12));
    assert.equal(tokens.length, 12);
    assert.deepEqual(tokens.map(({ isLast }) => isLast), [...Array(11).fill(false), true]);
    assert.equal(vllm.snapshot().finishedTotal.length, 1);
    const leaving = new AbortController();
    let seen = 0;
    for await (const _ of ask(leaving.signal, 5_000)) if (++seen === 3) leaving.abort();
    assert.equal(vllm.snapshot().finishedTotal.abort, 1);
    assert.equal(vllm.snapshot().runningRequests, 0);
    assert.equal(vllm.snapshot().kvUsedTokens, 0);
    await assert.rejects(
      Array.fromAsync(vllm.generate(
        { model: "other", promptTokens: 1, maxTokens: 1 },
        leaving.signal,
      )),
      /has no model "other"/,
    );
    const cut = Array.fromAsync(ask(new AbortController().signal, 100_000));
    await new Promise((resolve) => setTimeout(resolve, 5));
    world.settings = { load: 0, containers: { vllm: { stopped: true } } };
    await assert.rejects(cut, /did not finish/);
    await assert.rejects(Array.fromAsync(ask(new AbortController().signal, 1)), /does not run/);
  } finally {
    clearInterval(timer);
  }
});

Deno.test("an abort through litellm reaches the engine, also before the request does", async () => {
  const world = makeWorld(23, { load: 0 });
  world.advance(0);
  const [proxy, vllm] = [world.engine("litellm"), world.engine("vllm")];
  const leaving = new AbortController();
  const asked = proxy.generate(
    { model: vllm.spec.models[0]?.name ?? "", promptTokens: 50, maxTokens: 5_000 },
    leaving.signal,
  );
  const all = Array.fromAsync(asked);
  // The request is on its way to vllm, where it arrives a few milliseconds later.
  leaving.abort();
  assert.deepEqual(await all, []);
  world.advance(5);
  for (const unit of [proxy, vllm]) {
    const { runningRequests, waitingRequests, finishedTotal } = unit.snapshot();
    assert.deepEqual([runningRequests, waitingRequests, finishedTotal.abort], [0, 0, 1]);
    assert.equal(unit.arrivedTotal, 1);
  }
  assert.equal(vllm.snapshot().generationTokensTotal, 0);
});

Deno.test("a restart begins all counters anew and says so", () => {
  const world = makeWorld(19, { containers: { vllm: { crashAfterSeconds: 20 } } });
  const vllm = world.engine("vllm");
  let restarts = 0;
  vllm.listen({
    onRestart: () => {
      assert.equal(vllm.snapshot().generationTokensTotal, 0);
      restarts++;
    },
  });
  const before = vllm.startedAtUnix();
  world.advance(-9);
  assert.equal(restarts, 1);
  assert(vllm.startedAtUnix() > before);
  assert.equal(vllm.reachability(), "down");
  world.settings = {};
  world.advance(5);
  assert.equal(vllm.reachability(), "up");
});
