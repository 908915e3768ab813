import type { CallOutcome } from "../../runtime/contract/codes.ts";
import type { WorldSpec } from "../sim/specs.ts";
import { World } from "../sim/world.ts";
import { settingsAt } from "../scenario/settings_at.ts";
import type { Scenario } from "../scenario/schema.ts";
import { MonitorReport } from "./monitor_report.ts";
import { PluginRun } from "./plugin_run.ts";
import { pluginSettings } from "./plugin_settings.ts";
import { scrapeReport } from "./scrape_report.ts";
import { SeriesStore } from "./series_store.ts";
import { seededRandom } from "./seeded_random.ts";
import { SimulatedClock } from "./simulated_clock.ts";
import { worldCalls } from "./world_calls.ts";
import { WorldNetwork } from "./world_network.ts";

const WARM_UP_SECONDS = 60;
/** While an answer streams in, time goes on in ticks of the world. */
const STREAM_STEP_MS = 100;
const IDLE_STEP_MS = 5_000;
/** Of each collection; a scrape begins the next. */
const TIMEOUT_MS = 12_000;

/** A world to be played, and how it is watched meanwhile. */
export interface WriteOptions {
  readonly spec: WorldSpec;
  readonly seed: number;
  readonly scenario: Scenario;
  /** Simulated seconds from the first scrape on between which the scenario is played. */
  readonly plays: { readonly fromSeconds: number; readonly toSeconds: number };
  /** Seconds since 1970 of the first scrape. */
  readonly startUnix: number;
  readonly seconds: number;
  readonly stepSeconds: number;
  readonly targetLabels: Readonly<Record<string, string>>;
  /** The folder of the plugins, and which of them run. */
  readonly pluginsDir: string;
  readonly plugins: readonly string[];
  /** Files of the cards that stand still, by name. */
  readonly still: Readonly<Record<string, string>>;
  /** Called now and then with the simulated second. */
  readonly onProgress?: (seconds: number) => void;
}

/**
 * Plays a world as fast as it can, lets the real plugins collect from it at simulated times, and returns
 * the scrapes as OpenMetrics. The same options give the same text.
 */
export async function writeWorld(options: WriteOptions): Promise<SeriesStore> {
  const { startUnix, stepSeconds, seconds } = options;
  const world = new World(options.spec, {
    seed: options.seed,
    epochUnix: startUnix,
    warmUpSeconds: WARM_UP_SECONDS,
  });
  const clock = new SimulatedClock(startUnix * 1_000, (unixMs) => {
    playTo(world, unixMs / 1_000 - startUnix, options);
  });
  const network = new WorldNetwork(world);
  using _random = seededRandom(options.seed);
  using _network = network.install();
  using _time = clock.install();
  world.advance(0);
  const calls = worldCalls({ world, clock, still: options.still });
  const settings = pluginSettings(network.addresses);
  const report = new MonitorReport(options.plugins, startUnix - WARM_UP_SECONDS);
  const plugins: PluginRun[] = [];
  for (const name of options.plugins) {
    const config = settings[name]?.config ?? {};
    const dir = `${options.pluginsDir}/${name}`;
    const onCall = (service: string, outcome: CallOutcome) => report.called(name, service, outcome);
    plugins.push(await PluginRun.load({ dir, config, calls, clock, onCall }));
  }
  const store = new SeriesStore(options.targetLabels);
  let before = 0;
  for (let at = 0; at <= seconds; at += stepSeconds) {
    await advance(clock, network, startUnix + at);
    const collected = await clock.until(
      Promise.all(plugins.map((plugin) => plugin.collect(TIMEOUT_MS))),
    );
    const families = plugins.flatMap(({ manifest: { name } }, index) => {
      const one = collected[index];
      if (!one) return [];
      report.collected(name, one, startUnix + at);
      return one.families;
    });
    families.push(...await report.families(startUnix + at));
    const samples = families.reduce((sum, family) => sum + family.samples.length, 0);
    const added = Math.max(0, samples - before);
    before = samples;
    store.add(startUnix + at, [...families, ...scrapeReport(samples, added)]);
    options.onProgress?.(at);
  }
  return store;
}

async function advance(
  clock: SimulatedClock,
  network: WorldNetwork,
  toUnix: number,
): Promise<void> {
  const stepMs = () => network.isStreaming ? STREAM_STEP_MS : IDLE_STEP_MS;
  await clock.advanceTo(toUnix * 1_000, stepMs);
}

function playTo(world: World, to: number, { scenario, plays }: WriteOptions): void {
  while (world.now < to) {
    const next = Math.min(to, world.now + 1);
    const isPlaying = next >= plays.fromSeconds && next <= plays.toSeconds;
    world.settings = isPlaying ? settingsAt(scenario, next - plays.fromSeconds) : {};
    const before = world.now;
    world.advance(next);
    // Less than a tick is left.
    if (world.now === before) return;
  }
}
