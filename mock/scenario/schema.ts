import { z } from "zod";
import { durationField } from "../../runtime/contract/manifest.ts";
import type { Settings } from "../sim/settings.ts";

/** What may be named in a scenario. */
export interface ScenarioNames {
  readonly engines: readonly string[];
  /** Numbers of the cards, as text. */
  readonly cards: readonly string[];
  readonly disks: readonly string[];
}

/** A scenario as its file says it. Times are simulated seconds. */
export interface Scenario {
  readonly description: string;
  /** Names of the alerts that it fires. */
  readonly alerts: readonly string[];
  readonly settings: Settings;
  /** Changes that come later, and stay. */
  readonly steps: readonly { readonly after: number; readonly settings: Settings }[];
  readonly repeatEvery?: number | undefined;
}

const REACHABILITIES = ["up", "down", "hung", "garbage"] as const;

const positive = z.number().positive("must be above 0");
const amount = z.number().min(0, "must not be negative");
const ratio = z.number().min(0, "must be from 0 to 1").max(1, "must be from 0 to 1");
const oneOf = <const T extends readonly string[]>(values: T) =>
  z.enum(values, `must be one of ${values.join(", ")}`);
const seconds = durationField.transform((ms) => ms / 1_000);
const flag = z.boolean("must be true or false");

const engine = z.strictObject({
  requestsPerSecond: amount,
  promptTokens: positive,
  outputTokens: positive,
  sharedPrefixRatio: ratio,
  slowdown: positive,
  prefillSlowdown: positive,
  hung: flag,
  reachability: oneOf(REACHABILITIES),
  maxLoadedModels: z.int().min(1),
  keepAliveSeconds: positive,
}).partial();

const card = z.strictObject({
  roomCelsius: z.number().min(-20).max(80),
  cooling: positive,
  correctedErrorsPerMinute: amount,
  uncorrectedErrorsPerMinute: amount,
  state: oneOf(["ok", "lost", "needs_reset"]),
}).partial();

const container = z.strictObject({
  stopped: flag,
  leakBytesPerSecond: amount,
  crashAfterSeconds: positive,
  unhealthy: flag,
  restarts: flag,
}).partial();

const disk = z.strictObject({ usedRatio: ratio, fillBytesPerSecond: amount }).partial();

/** Keys of each kind of thing, as messages name them. */
export const KEYS = {
  engine: Object.keys(engine.shape),
  card: Object.keys(card.shape),
  container: Object.keys(container.shape),
  disk: Object.keys(disk.shape),
};
export const SETTINGS_KEYS = ["load", "engines", "cards", "containers", "disks", "nvml", "docker"];
export const STEP_KEYS = ["after", "settings"];
export const SCENARIO_KEYS = ["description", "alerts", "settings", "steps", "repeatEvery"];

/** The schema of a scenario's file, for a world with these names. */
export function scenarioSchema(
  { engines, cards, disks }: ScenarioNames,
): z.ZodType<Scenario> {
  const settings = z.strictObject({
    load: amount,
    engines: each(engines, engine),
    cards: each(cards, card),
    containers: each(engines, container),
    disks: each(disks, disk),
    nvml: oneOf([
      "ok",
      "driver_mismatch",
      "device_access_lost",
      "no_devices",
      "hung",
      "garbage",
    ]),
    docker: oneOf(REACHABILITIES),
  }).partial();
  return z.strictObject({
    description: z.string("must be text").min(1, "must say what the scenario shows"),
    alerts: z.array(
      z.string().regex(/^LlmMonitor[A-Z]\w*$/, "must be such as LlmMonitorKvCacheFull"),
      "must be a list of the alerts that fire, [] for none",
    ),
    settings: settings.prefault({}),
    steps: z.array(z.strictObject({ after: seconds, settings })).default([]),
    repeatEvery: seconds.optional(),
  });
}

function each<T extends z.ZodType>(
  names: readonly string[],
  one: T,
): z.ZodType<Record<string, z.output<T>>> {
  const shape = Object.fromEntries(names.map((name) => [name, one.optional()]));
  // The names are known only now, so that the type cannot have them.
  return z.strictObject(shape) as unknown as z.ZodType<Record<string, z.output<T>>>;
}
