import { mergeSettings } from "../sim/settings.ts";
import type { Settings } from "../sim/settings.ts";
import type { Scenario } from "./schema.ts";

/** Returns the settings of a scenario so many simulated seconds after its start. */
export function settingsAt(
  { settings, steps, repeatEvery }: Pick<Scenario, "settings" | "steps" | "repeatEvery">,
  elapsedSeconds: number,
): Settings {
  const time = repeatEvery === undefined ? elapsedSeconds : elapsedSeconds % repeatEvery;
  return steps.filter(({ after }) => after <= time)
    .sort((a, b) => a.after - b.after)
    .reduce((merged: Settings, step) => mergeSettings(merged, step.settings), settings);
}

/**
 * Makes all of a scenario happen so many times as slowly: its steps come later, and what leaks or fills
 * does so at less bytes a second.
 */
export function slowDown(scenario: Scenario, pace: number): Scenario {
  const slow = (settings: Settings): Settings => ({
    ...settings,
    containers: mapValues(settings.containers, ({ leakBytesPerSecond, ...rest }) => ({
      ...rest,
      ...leakBytesPerSecond !== undefined && { leakBytesPerSecond: leakBytesPerSecond / pace },
    })),
    disks: mapValues(settings.disks, ({ fillBytesPerSecond, ...rest }) => ({
      ...rest,
      ...fillBytesPerSecond !== undefined && { fillBytesPerSecond: fillBytesPerSecond / pace },
    })),
  });
  const { repeatEvery } = scenario;
  return {
    ...scenario,
    settings: slow(scenario.settings),
    steps: scenario.steps.map(({ after, settings }) => ({
      after: after * pace,
      settings: slow(settings),
    })),
    repeatEvery: repeatEvery === undefined ? undefined : repeatEvery * pace,
  };
}

function mapValues<Value, Result>(
  record: Readonly<Record<string, Value>> | undefined,
  change: (value: Value) => Result,
): Record<string, Result> {
  return Object.fromEntries(
    Object.entries(record ?? {}).map(([key, value]) => [key, change(value)]),
  );
}
