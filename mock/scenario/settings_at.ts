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
