/** An hour of each scenario: counters never fall, and power is the energy that it becomes. */
import assert from "node:assert/strict";
import { defaultWorld } from "../../mock/default/world.ts";
import { cardValues } from "../../mock/gpu/card_values.ts";
import { listNames, loadScenario, scenarioFile, scenarioNames } from "../../mock/scenario/load.ts";
import { settingsAt } from "../../mock/scenario/settings_at.ts";
import { World } from "../../mock/sim/world.ts";
import { CounterReader } from "./counters.ts";
import type { Counters } from "./counters.ts";

const SPEC = defaultWorld({ hasAmd: true });
const HOUR_SECONDS = 3_600;
/** No divisor of a scenario's own rhythm, which would show one moment of it again and again. */
const LOOK_SECONDS = 13;

for (const name of await scenarioNames()) {
  Deno.test(`in an hour of ${name} no counter falls, and power agrees with energy`, async () => {
    const scenario = await loadScenario(await scenarioFile(name, "/"), listNames(SPEC));
    const world = new World(SPEC, { seed: 4, epochUnix: 1.7e9, warmUpSeconds: 60 });
    const reader = new CounterReader(world);
    world.advance(0);
    const startJoules = world.cards.map(({ energyJoules }) => energyJoules);
    const watts = world.cards.map(() => 0);
    let before: Counters = new Map();
    const fallen = new Set<string>();
    for (let at = LOOK_SECONDS; at <= HOUR_SECONDS; at += LOOK_SECONDS) {
      while (world.now < at) {
        world.settings = settingsAt(scenario, world.now);
        world.advance(Math.min(at, world.now + 1));
      }
      const now = reader.read();
      assert(now.size > 500, `${now.size} counters`);
      for (const [counter, value] of now) {
        if (value < (before.get(counter) ?? 0) || !Number.isFinite(value)) fallen.add(counter);
      }
      before = now;
      for (const [index, card] of world.cards.entries()) {
        watts[index] = addWatts(card, watts[index]);
      }
    }
    assert.deepEqual([...fallen], []);
    const looks = Math.floor(HOUR_SECONDS / LOOK_SECONDS);
    for (const [index, card] of world.cards.entries()) {
      const joules = card.energyJoules - (startJoules[index] ?? 0);
      const ratio = ((watts[index] ?? 0) / looks) / (joules / world.now);
      assert(Math.abs(ratio - 1) < 0.03, `card ${index}: ${ratio}`);
    }
  });
}

/** Adds what nvidia-smi says of a card's power to a sum. */
function addWatts(card: World["cards"][number], sum = 0): number {
  const told = cardValues({ card, processes: [] }).get("power.draw") ?? "";
  // A card that waits for its reset says nothing of its power.
  return sum + (/^\d/.test(told) ? parseFloat(told) : card.meanWatts);
}
