import type { Config } from "../../contract/config.ts";
import type { Issue } from "../../contract/issue.ts";
import type { Lock } from "../../contract/lock.ts";
import type { ParsedYaml } from "../../yaml/parsed_yaml.ts";
import type { Layout } from "../config/layout.ts";
import type { ConfigSource } from "../config/load.ts";
import { guestCommand } from "../process/guest/guest_command.ts";
import type { Wrappers } from "../process/isolation/wrappers.ts";
import { readLock } from "./approvals.ts";
import type { Assessment } from "./assess.ts";
import { assessPlugins } from "./assess_plugins.ts";
import type { AssessRules } from "./rules.ts";

/** The parts that do not change from one assessment to the next. */
export interface AssessmentParts {
  readonly layout: Layout;
  readonly wrappers: Wrappers;
  /** Parses the text of a manifest, away from here. */
  readonly parseManifest: (text: string) => Promise<ParsedYaml>;
  /** The configuration in force; a reload replaces it. */
  readonly config: () => Config;
  readonly configSource: () => ConfigSource;
  /** The environment of this process. */
  readonly env: Readonly<Record<string, string>>;
  /** Look at this plugin alone. */
  readonly only?: string | undefined;
}

/** The circumstances of one assessment. */
export type AssessmentMoment = Pick<AssessRules, "ownPort" | "lastAdmitted" | "containers">;

/** Every plugin, and the policy and the approvals by which it was judged. */
export interface CurrentPlugins {
  readonly plugins: readonly Assessment[];
  readonly issues: readonly Issue[];
  readonly policy: Config["policy"];
  readonly lock: Lock;
}

/**
 * Judges every folder of the plugins folder by the configuration and the approvals of now: for the kernel
 * and for `deno task check` by the same rules.
 *
 * @throws {CodedError} `plugins_dir_missing`; `plugin_not_found` for an `only` that is not there.
 */
export async function assessCurrent(
  { layout, wrappers, parseManifest, config, configSource, env, only }: AssessmentParts,
  moment: AssessmentMoment,
): Promise<CurrentPlugins> {
  const { ownPort } = moment;
  // A reload may replace both meanwhile.
  const [current, source] = [config(), configSource()];
  const { lock, issues } = await readLock(layout.lockFile);
  const found = await assessPlugins({
    pluginsDir: layout.pluginsDir,
    stagedRoot: layout.stagedRoot,
    parseManifest,
    config: current,
    configSource: source,
    lock,
    engine: current.services.docker.host ?? env.DOCKER_HOST,
    commandFor: (plugin) => guestCommand(plugin, { layout, wrappers, ownPort }),
    ...moment,
    ...(only === undefined ? {} : { only }),
  });
  return {
    plugins: found.plugins,
    issues: [...issues, ...found.issues],
    policy: current.policy,
    lock,
  };
}
