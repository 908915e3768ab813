/** Scenarios played in the simulation alone, and what was seen in it every second. */
import assert from "node:assert/strict";
import { defaultWorld } from "../../mock/default/world.ts";
import { recoveryAction } from "../../mock/gpu/card_values.ts";
import { nvidiaFiles } from "../../mock/gpu/nvidia_files.ts";
import { listNames, loadScenario, scenarioFile } from "../../mock/scenario/load.ts";
import { settingsAt } from "../../mock/scenario/settings_at.ts";
import type { ContainerState } from "../../mock/sim/container_view.ts";
import type { EngineSnapshot } from "../../mock/sim/engine_view.ts";
import { World } from "../../mock/sim/world.ts";
import { REPO } from "../repo/source_files.ts";

const SPEC = defaultWorld({ hasAmd: false });
export const NAMES = listNames(SPEC);
const STILL = `${REPO}/mock/worlds/default/nvidia-smi`;
/** The files of the cards that stand still. */
export const TEMPLATE = {
  "gpus.csv": await Deno.readTextFile(`${STILL}/gpus.csv`),
  "query.xml": await Deno.readTextFile(`${STILL}/query.xml`),
};

/** A world after a scenario, and what was seen in it every second. */
export interface Played {
  readonly world: World;
  readonly seen: readonly Look[];
  /** Mean time to the first token over the second half. */
  firstToken(engine: string): number;
  /** Mean time between two tokens over the second half. */
  betweenTokens(engine: string): number;
}

/** One look at everything; what belongs to engines stands by their names. */
export interface Look {
  readonly engines: Readonly<Record<string, EngineSnapshot>>;
  readonly reachability: Readonly<Record<string, string>>;
  readonly containers: Readonly<Record<string, ContainerState>>;
  /** Of each card. */
  readonly cards: readonly {
    readonly utilization: number;
    readonly hotSeconds: number;
    readonly errors: number;
    readonly state: string;
    readonly action: string;
  }[];
  readonly loadedModels: string;
  readonly diskRatio: number;
  readonly faults: string;
  readonly nvml: string;
  readonly docker: string;
}

/** Plays a scenario for so many simulated seconds. */
export async function play(name: string, seconds = 60): Promise<Played> {
  const scenario = await loadScenario(await scenarioFile(name, "/"), NAMES);
  const world = new World(SPEC, { seed: 4, epochUnix: 1.7e9, warmUpSeconds: 60 });
  world.advance(0);
  const firstTokens = new Map<string, number[]>();
  const intervals = new Map<string, number[]>();
  for (const unit of world.engines) {
    const note = (all: Map<string, number[]>, value: number, times = 1) => {
      if (world.now < seconds / 2) return;
      const own = all.get(unit.spec.name) ?? [];
      own.push(...Array.from({ length: times }, () => value));
      all.set(unit.spec.name, own);
    };
    unit.listen({
      onFinished: (_, { timeToFirstTokenSeconds, generationTokens }) => {
        if (generationTokens > 0) note(firstTokens, timeToFirstTokenSeconds);
      },
      onInterval: (_, interval, requests) => note(intervals, interval, requests),
    });
  }
  const seen: Look[] = [];
  for (let at = 0; at <= seconds; at++) {
    for (let part = 0; part < 10; part++) {
      world.settings = settingsAt(scenario, at + part / 10);
      world.advance(at + part / 10);
    }
    seen.push(lookAt(world));
  }
  const mean = (values: readonly number[] = []) =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  return {
    world,
    seen,
    firstToken: (engine) => mean(firstTokens.get(engine)),
    betweenTokens: (engine) => mean(intervals.get(engine)),
  };
}

function lookAt(world: World): Look {
  const each = <T>(of: (unit: World["engines"][number]) => T) =>
    Object.fromEntries(world.engines.map((unit) => [unit.spec.name, of(unit)]));
  const containers = new Map(world.containers().map((one) => [one.name, one]));
  const disk = world.machine.spec.disks.find(({ mountpoint }) => mountpoint === "/models");
  assert(disk);
  return {
    engines: each((unit) => unit.snapshot()),
    reachability: each((unit) => unit.reachability()),
    containers: each(({ container }) => {
      const state = containers.get(container.identity.name);
      assert(state);
      return state;
    }),
    cards: world.cards.map((card) => ({
      utilization: card.utilization,
      hotSeconds: card.throttle.hotSeconds,
      errors: card.correctedErrors + card.uncorrectedErrors,
      state: card.state,
      action: recoveryAction(card),
    })),
    loadedModels: world.engine("ollama").models().filter(({ isLoaded }) => isLoaded)
      .map(({ name }) => name).join(),
    diskRatio: world.machine.usedBytes(disk) / disk.sizeBytes,
    faults: nvidiaFiles(world, TEMPLATE).faults ?? "",
    nvml: world.settings.nvml ?? "ok",
    docker: world.reachability(),
  };
}
