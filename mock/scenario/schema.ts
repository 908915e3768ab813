import { z } from "zod";
import { durationField } from "../../runtime/contract/fields.ts";
import { NVML_STATES, REACHABILITIES } from "../sim/settings.ts";
import type { Settings } from "../sim/settings.ts";

/** Names that a scenario may use. */
export interface ScenarioNames {
  readonly engines: readonly string[];
  /** Numbers of the cards, as text. */
  readonly cards: readonly string[];
  readonly disks: readonly string[];
  /** Settings that change nothing. */
  readonly idle: { readonly engines: IdleKeys; readonly cards: IdleKeys };
}

/** Settings that change nothing by the name of what they would be for, each with the reason. */
export type IdleKeys = Readonly<Record<string, Readonly<Record<string, string>>>>;

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

/** A number, whose bounds keep what a person types within what can be computed in time. */
const number = (min: number, max: number) => {
  const rule = `must be a number from ${min} to ${max}`;
  return z.number(rule).min(min, rule).max(max, rule);
};
const whole = (min: number, max: number) => {
  const rule = `must be a whole number from ${min} to ${max}`;
  return z.int(rule).min(min, rule).max(max, rule);
};
const ratio = number(0, 1);
const bytesPerSecond = number(0, 1e12);
const errorsPerMinute = number(0, 1_000);
const times = number(0.1, 100);
const oneOf = <const T extends readonly string[]>(values: T) =>
  z.enum(values, `must be one of ${values.join(", ")}`);
const seconds = durationField.transform((ms) => ms / 1_000);
const flag = z.boolean("must be true or false");

const engine = keyed({
  requestsPerSecond: number(0, 50),
  promptTokens: number(1, 1_000_000),
  outputTokens: number(1, 1_000_000),
  sharedPrefixRatio: ratio,
  slowdown: times,
  prefillSlowdown: times,
  prefillTokensPerStep: whole(1, 1_000_000),
  hung: flag,
  reachability: oneOf(REACHABILITIES),
  maxLoadedModels: whole(1, 100),
  keepAliveSeconds: number(0.1, 1_000_000),
}).partial();

const card = keyed({
  roomCelsius: number(-20, 80),
  cooling: number(0.05, 10),
  correctedErrorsPerMinute: errorsPerMinute,
  uncorrectedErrorsPerMinute: errorsPerMinute,
  state: oneOf(["ok", "lost", "needs_reset"]),
}).partial();

const container = keyed({
  stopped: flag,
  leakBytesPerSecond: bytesPerSecond,
  crashAfterSeconds: number(0.1, 1_000_000),
  unhealthy: flag,
  restarts: flag,
}).partial();

const disk = keyed({ usedRatio: ratio, fillBytesPerSecond: bytesPerSecond }).partial();

/** Keys of each kind of thing, which docs/mock.md explains. */
export const KEYS = {
  engine: Object.keys(engine.shape),
  card: Object.keys(card.shape),
  container: Object.keys(container.shape),
  disk: Object.keys(disk.shape),
};
export const SETTINGS_KEYS = ["load", "engines", "cards", "containers", "disks", "nvml", "docker"];

/** The schema of a scenario's file, for a world with these names. */
export function scenarioSchema(
  { engines, cards, disks, idle }: ScenarioNames,
): z.ZodType<Scenario> {
  const settings = keyed({
    load: number(0, 10),
    engines: each(engines, engine, idle.engines),
    cards: each(cards, card, idle.cards),
    containers: each(engines, container),
    disks: each(disks, disk),
    nvml: oneOf(NVML_STATES),
    docker: oneOf(REACHABILITIES),
  }).partial();
  const steps = "must be a list of steps, each with after and settings";
  return keyed({
    description: z.string("must be text").min(1, "must say what the scenario shows"),
    alerts: z.array(
      z.string("must be text").regex(
        /^LlmMonitor[A-Z]\w*$/,
        "must be such as LlmMonitorKvCacheFull",
      ),
      "must be a list of the alerts that fire, [] for none",
    ),
    settings: settings.prefault({}),
    steps: z.array(keyed({ after: seconds, settings }), steps).default([]),
    repeatEvery: seconds.optional(),
  });
}

/** An object with these keys and no others, which it lists where another is written. */
function keyed<const Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  const keys = Object.keys(shape).join(", ");
  return z.strictObject(shape, {
    error: ({ code }) => code === "unrecognized_keys" ? keys : `must have the keys ${keys}`,
  });
}

/** Each of several by its name; of some, a few settings would change nothing, and are refused. */
function each<T extends z.ZodType>(
  names: readonly string[],
  one: T,
  idle: IdleKeys = {},
): z.ZodType<Record<string, z.output<T>>> {
  const shape = Object.fromEntries(names.map((name) => {
    const refused = idle[name] ?? {};
    const checked = one.check(({ value, issues }) => {
      for (const [key, why] of Object.entries(refused)) {
        if (!Object.hasOwn(value as object, key)) continue;
        const message = `has no effect on ${name}: ${why}`;
        issues.push({ code: "custom", path: [key], message, input: value });
      }
    });
    return [name, checked.optional()];
  }));
  // The names are known only now, so that the type cannot have them.
  return keyed(shape) as unknown as z.ZodType<Record<string, z.output<T>>>;
}
