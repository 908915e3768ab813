import { errorText } from "../../runtime/contract/errors.ts";
import type { Settings } from "../sim/settings.ts";
import { loadScenario } from "./load.ts";
import type { Scenario, ScenarioNames } from "./schema.ts";
import { settingsAt } from "./settings_at.ts";

/** Parts of a player. */
export interface PlayerOptions {
  readonly file: string;
  readonly names: ScenarioNames;
  /** Prints a line for the person who watches. */
  readonly say: (text: string) => void;
}

/** Plays a scenario from the moment of its `begin`, and reads its file again when it changes. */
export class Player {
  readonly #options: PlayerOptions;
  #scenario: Scenario;
  #startedAt: number | undefined;
  #seen: string;

  constructor(options: PlayerOptions, scenario: Scenario, seen: string) {
    this.#options = options;
    this.#scenario = scenario;
    this.#seen = seen;
  }

  /** @throws {IssuesError} when the file is not there or wrong. */
  static async open(options: PlayerOptions): Promise<Player> {
    const seen = await readVersion(options.file);
    return new Player(options, await loadScenario(options.file, options.names), seen);
  }

  get scenario(): Scenario {
    return this.#scenario;
  }

  get hasBegun(): boolean {
    return this.#startedAt !== undefined;
  }

  /** The scenario begins now: before it all is well. */
  begin(now: number): void {
    this.#startedAt = now;
  }

  /** Returns the settings of the world at a simulated second. */
  settings(now: number): Settings {
    if (this.#startedAt === undefined) return {};
    return settingsAt(this.#scenario, Math.max(0, now - this.#startedAt));
  }

  /** Reads the file again where it changed; one that is wrong is reported, and the old one goes on. */
  async reloadIfChanged(now: number): Promise<void> {
    const seen = await readVersion(this.#options.file);
    if (seen === this.#seen) return;
    this.#seen = seen;
    try {
      this.#scenario = await loadScenario(this.#options.file, this.#options.names);
      if (this.hasBegun) this.begin(now);
      this.#options.say(`Scenario read again: ${this.#scenario.description}`);
    } catch (error) {
      this.#options.say(`The scenario continues unchanged: ${errorText(error)}`);
    }
  }
}

/** Changes with each change of a file; one that cannot be looked at is reported when it is read. */
async function readVersion(file: string): Promise<string> {
  try {
    const { mtime, size, ino } = await Deno.stat(file);
    return `${mtime?.getTime()}:${size}:${ino}`;
  } catch (error) {
    return errorText(error);
  }
}
