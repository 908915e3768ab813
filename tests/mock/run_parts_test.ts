/** The parts that keep a mock running, and say when they cannot. */
import assert from "node:assert/strict";
import { defaultWorld } from "../../mock/default/world.ts";
import { Recent } from "../../mock/net/recent.ts";
import { FirstScrapeBarrier } from "../../mock/run/first_scrape_barrier.ts";
import { repeatEvery } from "../../mock/run/repeat_every.ts";
import { startClock } from "../../mock/run/world_clock.ts";
import { World } from "../../mock/sim/world.ts";

function worldAt0(): World {
  return new World(defaultWorld({ hasAmd: false }), {
    seed: 1,
    epochUnix: 1.7e9,
    warmUpSeconds: 0,
  });
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

Deno.test("a world that cannot keep up is late, and all others get their turn", async () => {
  const world = worldAt0();
  world.settings = {
    load: 10,
    engines: { sglang: { requestsPerSecond: 50 }, vllm: { requestsPerSecond: 50 } },
  };
  const clock = startClock(world, { speed: 100_000 });
  try {
    let longest = 0;
    for (let turn = 0; turn < 40; turn++) {
      const startMs = performance.now();
      await pause(20);
      longest = Math.max(longest, performance.now() - startMs);
    }
    assert(world.now > 0.5, `it came to ${world.now} s`);
    assert(world.now < 40_000, `it came to ${world.now} s, so that it kept up`);
    assert(longest < 1_500, `others waited ${longest} ms`);
  } finally {
    clock.stop();
  }
});

Deno.test("a clock keeps the time, at every speed", async () => {
  for (const speed of [1, 20]) {
    const world = worldAt0();
    const startMs = performance.now();
    const clock = startClock(world, { speed });
    await pause(800);
    const passed = ((performance.now() - startMs) / 1_000) * speed;
    clock.stop();
    assert(world.now <= passed && world.now > 0.5 * passed, `${world.now} s of ${passed} s`);
  }
});

Deno.test("a clock whose world cannot go on says why, and stops", async () => {
  let calls = 0;
  const clock = startClock(worldAt0(), {
    speed: 1,
    prepare: () => {
      calls++;
      throw new Error("The world is broken");
    },
  });
  await assert.rejects(clock.failed, /The world is broken/);
  await pause(150);
  assert.equal(calls, 1);
});

Deno.test("what is repeated says when it fails, and can be stopped afterwards", async () => {
  const updates = repeatEvery(1_000, () => Promise.reject(new Error("The disk is full")));
  await assert.rejects(updates.failed, /The disk is full/);
  await updates.stop();
  let calls = 0;
  const good = repeatEvery(1_000, () => Promise.resolve(void calls++));
  await good.stop();
  assert.equal(calls, 1);
  assert.equal(await Promise.race([good.failed, pause(20).then(() => "no failure")]), "no failure");
});

Deno.test("the scenario may begin when the metrics name every card, container and target", async () => {
  const spec = defaultWorld({ hasAmd: true });
  const host = "127.0.0.1";
  const unheard = new FirstScrapeBarrier({ host, port: 1 }, spec);
  assert.equal(await unheard.isOpen(), false, "nobody listens there");
  let text = "";
  const server = Deno.serve(
    { hostname: host, port: 0, onListen: () => {} },
    () => new Response(text),
  );
  try {
    const barrier = new FirstScrapeBarrier({ host: "0.0.0.0", port: server.addr.port }, spec);
    const lines = [
      ...spec.cards.map(({ uuid }) => `gpu_info{gpu="${uuid}"} 1`),
      ...spec.engines.map(({ name }) => `container_info{compose_service="${name}"} 1`),
      ...spec.engines.map(({ name }) => `llm_up{target="${name}"} 1`),
    ];
    for (const line of lines) {
      text += line;
      assert.equal(await barrier.isOpen(), line === lines.at(-1), line);
    }
    text = "";
    assert.equal(await barrier.isOpen(), true, "once is enough");
  } finally {
    await server.shutdown();
  }
});

Deno.test("of what is noted the last is kept, so that nothing grows for ever", () => {
  const recent = new Recent<number>();
  for (let count = 1; count <= Recent.MOST + 5; count++) recent.add(count);
  assert.equal(recent.items.length, Recent.MOST);
  assert.deepEqual([recent.items[0], recent.items.at(-1)], [6, Recent.MOST + 5]);
});
