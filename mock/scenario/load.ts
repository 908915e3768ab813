import { nearest } from "../../runtime/contract/nearest.ts";
import { CodedError } from "../../runtime/contract/errors.ts";
import { IssuesError, issuesFromZod } from "../../runtime/contract/issue.ts";
import { readYamlFile } from "../../runtime/kernel/config/yaml_file.ts";
import type { EngineSpec, WorldSpec } from "../sim/specs.ts";
import { withKnownKeys } from "./known_keys.ts";
import { scenarioSchema } from "./schema.ts";
import type { Scenario, ScenarioNames } from "./schema.ts";

const FOLDER = decodeURIComponent(new URL("../scenarios", import.meta.url).pathname);
const MAX_BYTES = 64 * 1024;

/** Returns the names that a scenario for this world may use. */
export function listNames({ engines, cards, machine }: WorldSpec): ScenarioNames {
  return {
    engines: engines.map(({ name }) => name),
    cards: cards.map((_, index) => String(index)),
    disks: machine.disks.map(({ mountpoint }) => mountpoint),
    idle: {
      engines: Object.fromEntries(engines.map((spec) => [spec.name, findIdleKeys(spec)])),
      cards: Object.fromEntries(
        cards.map(({ hasEcc }, index) => [
          index,
          hasEcc ? {} : because("it has no ECC", [
            "correctedErrorsPerMinute",
            "uncorrectedErrorsPerMinute",
          ]),
        ]),
      ),
    },
  };
}

/** Settings that change nothing about an engine. */
function findIdleKeys({ upstreams, onDemand }: EngineSpec): Record<string, string> {
  return {
    ...!onDemand &&
      because("it does not load models on demand", ["maxLoadedModels", "keepAliveSeconds"]),
    ...upstreams && because("it computes nothing itself", [
      "slowdown",
      "prefillSlowdown",
      "prefillTokensPerStep",
      "hung",
    ]),
  };
}

function because(why: string, keys: readonly string[]): Record<string, string> {
  return Object.fromEntries(keys.map((key) => [key, why]));
}

/** Names of the scenarios that are there, sorted. */
export async function scenarioNames(): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(FOLDER));
  return entries.flatMap(({ name }) => name.endsWith(".yaml") ? [name.slice(0, -5)] : []).sort();
}

/**
 * The file of a scenario: of one that comes with the mock by its name, of any other by its path.
 *
 * @throws {CodedError} `usage`, with the nearest name.
 */
export async function scenarioFile(nameOrPath: string, cwd: string): Promise<string> {
  if (nameOrPath.endsWith(".yaml") || nameOrPath.includes("/")) {
    return nameOrPath.startsWith("/") ? nameOrPath : `${cwd}/${nameOrPath}`;
  }
  const names = await scenarioNames();
  if (names.includes(nameOrPath)) return `${FOLDER}/${nameOrPath}.yaml`;
  const guess = nearest(nameOrPath, names);
  throw new CodedError("usage", `There is no scenario "${nameOrPath}"`, {
    hint: guess
      ? `Did you mean ${guess}? deno task mock --list lists all`
      : `There are ${names.join(", ")}; a file of your own ends in .yaml`,
  });
}

/**
 * Reads a scenario.
 *
 * @throws {IssuesError} with everything that is wrong: file, line, key, value and what is allowed.
 */
export async function loadScenario(file: string, names: ScenarioNames): Promise<Scenario> {
  const displayFile = file.startsWith(`${FOLDER}/`)
    ? `mock/scenarios${file.slice(FOLDER.length)}`
    : file;
  const { value, lineOf } = await readYamlFile(file, {
    displayFile,
    maxBytes: MAX_BYTES,
    codes: { unreadable: "config_unreadable", tooLarge: "config_too_large" },
  });
  const result = scenarioSchema(names).safeParse(value);
  if (result.success) return result.data;
  const issues = issuesFromZod(result.error, value, {
    code: "config_invalid",
    file: displayFile,
    lineOf,
  });
  throw new IssuesError(withKnownKeys(issues, result.error));
}
