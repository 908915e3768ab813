/** The simulation keeps the laws that hold for every queue, every cache and every card. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { defaultWorld } from "../../mock/default/world.ts";
import { mergeSettings } from "../../mock/sim/settings.ts";
import type { Settings } from "../../mock/sim/settings.ts";
import type { EngineUnit } from "../../mock/sim/engine_unit.ts";
import { World } from "../../mock/sim/world.ts";

const SPEC = defaultWorld({ hasAmd: true });
const RUNS = { numRuns: 8 };
/** Those that compute themselves. */
const COMPUTING = SPEC.engines.filter(({ upstreams }) => !upstreams).map(({ name }) => name);

function makeWorld(seed: number, settings: Settings = {}): World {
  const world = new World(SPEC, { seed, epochUnix: 1.7e9, warmUpSeconds: 30 });
  world.settings = settings;
  return world;
}

const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 });
/** Anything that may happen to traffic and engines. */
const anySettings = fc.record({
  load: fc.double({ min: 0, max: 4, noNaN: true }),
  engines: fc.dictionary(
    fc.constantFrom(...COMPUTING),
    fc.record({
      requestsPerSecond: fc.double({ min: 0, max: 12, noNaN: true }),
      promptTokens: fc.integer({ min: 1, max: 20_000 }),
      outputTokens: fc.integer({ min: 1, max: 3_000 }),
      sharedPrefixRatio: fc.double({ min: 0, max: 1, noNaN: true }),
      slowdown: fc.double({ min: 0.2, max: 5, noNaN: true }),
      hung: fc.boolean(),
    }, { requiredKeys: [] }),
  ),
  cards: fc.dictionary(
    fc.constantFrom("0", "1", "2", "3"),
    fc.record({
      cooling: fc.double({ min: 0.2, max: 1.2, noNaN: true }),
      roomCelsius: fc.double({ min: 10, max: 45, noNaN: true }),
      correctedErrorsPerMinute: fc.integer({ min: 0, max: 100 }),
      state: fc.constantFrom("ok" as const, "lost" as const, "needs_reset" as const),
    }, { requiredKeys: [] }),
  ),
  containers: fc.dictionary(
    fc.constantFrom(...COMPUTING),
    fc.record({
      stopped: fc.boolean(),
      leakBytesPerSecond: fc.integer({ min: 0, max: 4_000_000_000 }),
      crashAfterSeconds: fc.integer({ min: 1, max: 20 }),
    }, { requiredKeys: [] }),
  ),
}, { requiredKeys: [] });

function countEnded(unit: EngineUnit): number {
  return Object.values(unit.snapshot().finishedTotal).reduce((sum, count) => sum + count, 0);
}

function numbersOf(world: World): unknown {
  return {
    engines: world.engines.map((unit) => [unit.snapshot(), unit.models(), unit.cardBytes]),
    cards: world.cards.map((
      { watts, celsius, clockMhz, energyJoules, utilization },
    ) => [watts, celsius, clockMhz, energyJoules, utilization]),
    containers: world.containers(),
    machine: [world.machine.cpu, world.machine.totals, world.machine.loadAverages],
  };
}

Deno.test("a seed decides everything, however often one looks; another gives another world", () => {
  fc.assert(
    fc.property(seeds, anySettings, (seed, settings) => {
      const [one, same] = [makeWorld(seed, settings), makeWorld(seed, settings)];
      one.advance(20);
      for (let at = -30; at <= 20; at += 1) same.advance(at);
      assert.deepEqual(numbersOf(same), numbersOf(one));
      const other = makeWorld(seed + 1);
      other.advance(20);
      assert.notDeepEqual(numbersOf(other), numbersOf(one));
    }),
    RUNS,
  );
});

Deno.test("no request is lost, no cache holds more than it can, and counters never fall", () => {
  fc.assert(
    fc.property(seeds, anySettings, anySettings, (seed, first, second) => {
      const world = makeWorld(seed, first);
      let before = new Map<EngineUnit, ReturnType<EngineUnit["snapshot"]>>();
      let starts = new Map<EngineUnit, number>();
      for (let at = -30; at <= 60; at += 0.5) {
        if (at === 15) world.settings = mergeSettings(first, second);
        world.advance(at);
        for (const unit of world.engines) {
          const now = unit.snapshot();
          const open = now.runningRequests + now.waitingRequests;
          if (unit.container.isRunning) {
            assert.equal(unit.arrivedTotal, open + countEnded(unit), unit.spec.name);
          }
          assert(now.runningRequests <= unit.maxConcurrentRequests, unit.spec.name);
          assert(now.kvUsageRatio >= 0 && now.kvUsageRatio <= 1, unit.spec.name);
          assert(now.kvUsedTokens <= unit.kvCapacityTokens, unit.spec.name);
          assert(now.kvUsedTokens === 0 || now.runningRequests > 0, unit.spec.name);
          assert(now.cachedTokensTotal <= now.promptTokensTotal, unit.spec.name);
          const last = before.get(unit);
          const isSame = starts.get(unit) === unit.container.starts;
          if (last === undefined || !isSame || !unit.container.isRunning) continue;
          assert(now.generationTokensTotal >= last.generationTokensTotal, unit.spec.name);
          assert(now.promptTokensTotal >= last.promptTokensTotal, unit.spec.name);
          assert(now.preemptionsTotal >= last.preemptionsTotal, unit.spec.name);
        }
        before = new Map(world.engines.map((unit) => [unit, unit.snapshot()]));
        starts = new Map(world.engines.map((unit) => [unit, unit.container.starts]));
        checkBodies(world);
      }
    }),
    RUNS,
  );
});

/** Cards and containers stay within what they are. */
function checkBodies(world: World): void {
  world.cards.forEach((card, index) => {
    const { limitWatts, idleWatts, memoryMib, name } = card.spec;
    assert(card.watts <= limitWatts * 1.001 && card.watts >= idleWatts * 0.9, name);
    assert(card.celsius > 0 && card.celsius < 120, name);
    assert(card.utilization >= 0 && card.utilization <= 1, name);
    assert(card.memoryTraffic >= 0 && card.memoryTraffic <= 1, name);
    const bytes = world.engines.filter(({ spec }) => spec.card === index)
      .reduce((sum, unit) => sum + unit.cardBytes, 0);
    assert(bytes <= memoryMib * 1024 ** 2, `${name}: ${bytes}`);
  });
  for (const { spec, cardBytes } of world.engines) {
    const device = world.cards[spec.card ?? -1]?.spec.mig[spec.migDevice ?? -1];
    if (device) assert(cardBytes <= device.memoryMib * 1024 ** 2, spec.name);
  }
  for (const container of world.containers()) {
    assert(container.memoryBytes <= container.memoryLimitBytes, container.name);
    assert(container.state === "running" || container.pids === 0, container.name);
  }
  const { spec, memoryBytes, cacheBytes } = world.machine;
  assert(memoryBytes + cacheBytes <= spec.memoryBytes);
}

Deno.test("Little's law holds: what is inside is what arrives times how long it stays", () => {
  for (const seed of [1, 2, 3]) {
    const world = makeWorld(seed);
    world.advance(0);
    const stay = new Map<EngineUnit, number>();
    for (const unit of world.engines) {
      unit.listen({
        onFinished: (_, { durationSeconds }) => {
          stay.set(unit, (stay.get(unit) ?? 0) + durationSeconds);
        },
      });
    }
    const inside = new Map<EngineUnit, number>();
    const [seconds, step] = [900, 0.25];
    for (let at = step; at <= seconds; at += step) {
      world.advance(at);
      for (const unit of world.engines) {
        const { runningRequests, waitingRequests } = unit.snapshot();
        inside.set(unit, (inside.get(unit) ?? 0) + (runningRequests + waitingRequests) * step);
      }
    }
    for (const unit of world.engines) {
      const ratio = (inside.get(unit) ?? 0) / (stay.get(unit) ?? 0);
      assert(Math.abs(ratio - 1) < 0.05, `${unit.spec.name}, seed ${seed}: ${ratio}`);
    }
  }
});

Deno.test("the times of a request add up, and the first token comes no later than the last", () => {
  const world = makeWorld(7, { load: 2 });
  let count = 0;
  for (const unit of world.engines) {
    unit.listen({
      onFinished: (model, request) => {
        const { queueSeconds, prefillSeconds, decodeSeconds, durationSeconds } = request;
        const parts = queueSeconds + prefillSeconds + decodeSeconds;
        assert(Math.abs(parts - durationSeconds) < 1e-6, JSON.stringify(request));
        assert(queueSeconds >= 0 && prefillSeconds >= 0 && decodeSeconds >= 0);
        assert(request.timeToFirstTokenSeconds <= durationSeconds);
        assert(request.cachedTokens < request.promptTokens);
        assert(unit.spec.models.some(({ name }) => name === model));
        count++;
      },
      onInterval: (_, seconds, requests) => assert(seconds > 0 && requests > 0),
    });
  }
  world.advance(120);
  assert(count > 500, `${count} requests`);
});

Deno.test("tokens cost a sane amount of energy", () => {
  const world = makeWorld(5);
  world.advance(0);
  const tokens = () => world.engine("vllm").snapshot().generationTokensTotal;
  const joules = () => world.cards[0]?.energyJoules ?? 0;
  const [tokensBefore, joulesBefore] = [tokens(), joules()];
  world.advance(300);
  const perToken = (joules() - joulesBefore) / (tokens() - tokensBefore);
  // A model of 32 billion parameters on an H100, in a batch of about ten.
  assert(perToken > 0.1 && perToken < 5, `${perToken} J`);
});

Deno.test("an overheated card slows down, and with it what is decoded on it", () => {
  const measureSpeed = (settings: Settings) => {
    const world = makeWorld(11, mergeSettings({ load: 1.5 }, settings));
    let [sum, count] = [0, 0];
    world.engine("vllm").listen({
      onInterval: (_, seconds, requests) => {
        sum += seconds * requests;
        count += requests;
      },
    });
    world.advance(90);
    return { interval: sum / count, card: world.cards[0] };
  };
  const cool = measureSpeed({});
  const hot = measureSpeed({ cards: { 0: { cooling: 0.4, roomCelsius: 38 } } });
  assert.equal(cool.card?.throttle.isHot, false);
  assert.equal(cool.card?.throttle.hotSeconds, 0);
  assert((hot.card?.throttle.hotSeconds ?? 0) > 20);
  assert((hot.card?.clockMhz ?? 0) < (cool.card?.clockMhz ?? 0));
  assert(hot.interval > cool.interval * 1.1, `${hot.interval} and ${cool.interval}`);
});

Deno.test("litellm's numbers are those of the engines behind it", () => {
  const world = makeWorld(13);
  const passed = { started: 0, tokens: 0 };
  world.engine("litellm").listen({
    onFinished: (_, { generationTokens, cachedTokens, queueSeconds }) => {
      passed.started++;
      passed.tokens += generationTokens;
      assert.equal(cachedTokens, 0);
      assert.equal(queueSeconds, 0);
    },
  });
  world.settings = {
    engines: { vllm: { requestsPerSecond: 0 }, sglang: { requestsPerSecond: 0 } },
  };
  world.advance(90);
  const proxy = world.engine("litellm");
  const behind = ["vllm", "sglang"].map((name) => world.engine(name).snapshot());
  const arrived = world.engine("vllm").arrivedTotal + world.engine("sglang").arrivedTotal;
  assert(passed.started > 30);
  assert.equal(arrived, proxy.arrivedTotal);
  const tokens = behind.reduce((sum, { generationTokensTotal }) => sum + generationTokensTotal, 0);
  assert.equal(proxy.snapshot().generationTokensTotal, tokens);
  const running = behind.reduce((sum, one) => sum + one.runningRequests + one.waitingRequests, 0);
  assert.equal(proxy.snapshot().runningRequests, running);
});

Deno.test("a disk that nothing fills any more is as it was", () => {
  const world = makeWorld(29, {
    disks: { "/models": { usedRatio: 0.9, fillBytesPerSecond: 1e12 } },
  });
  const [disk] = world.machine.spec.disks.filter(({ mountpoint }) => mountpoint === "/models");
  assert(disk);
  world.advance(0);
  assert.equal(world.machine.usedBytes(disk), disk.sizeBytes);
  world.settings = {};
  world.advance(1);
  assert.equal(world.machine.usedBytes(disk), disk.usedBytes);
});

Deno.test("the most that a scenario may ask for can be computed, and only lasts longer", () => {
  const most = { requestsPerSecond: 50, promptTokens: 1, outputTokens: 1_000_000, slowdown: 0.1 };
  const world = makeWorld(31, {
    load: 10,
    engines: Object.fromEntries(COMPUTING.map((name) => [name, most])),
  });
  const startMs = performance.now();
  world.advance(-20);
  const perSecond = (performance.now() - startMs) / 10;
  assert(perSecond < 5_000, `${perSecond} ms for a simulated second`);
});
