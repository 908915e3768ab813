import type { Config } from "../../contract/config.ts";
import type { LabelledContainers } from "../../contract/container_labels.ts";
import type { Layout } from "../config/layout.ts";
import type { ConfigSource } from "../config/load.ts";
import { guestCommand } from "../process/guest/guest_command.ts";
import type { Wrappers } from "../process/isolation/wrappers.ts";
import type { ParsedYaml } from "../../yaml/parsed_yaml.ts";
import type { Admissions } from "./admissions.ts";
import { readLock } from "./approvals.ts";
import { assessPlugins } from "./assess_plugins.ts";
import type { DiscoveredPlugins } from "./plugin_feed.ts";

/** The parts that do not change from one discovery to the next. */
export interface DiscoveryParts {
  readonly layout: Layout;
  readonly wrappers: Wrappers;
  /** Parses the text of a manifest, away from here. */
  readonly parseManifest: (text: string) => Promise<ParsedYaml>;
  /** The configuration in force; a reload replaces it. */
  readonly config: () => Config;
  readonly configSource: () => ConfigSource;
  /** The kernel's own environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Discover this plugin alone. */
  readonly only: string | undefined;
}

/** Judges every folder of the plugins folder by the configuration and the approvals of now. */
export async function discoverPlugins(
  { layout, wrappers, parseManifest, config, configSource, env, only }: DiscoveryParts,
  { ownPort, admissions, containers }: {
    ownPort: number;
    admissions: Admissions;
    containers: LabelledContainers;
  },
): Promise<DiscoveredPlugins> {
  const current = config();
  const { lock, issues } = await readLock(layout.lockFile);
  const found = await assessPlugins({
    pluginsDir: layout.pluginsDir,
    stagedRoot: layout.stagedRoot,
    parseManifest,
    config: current,
    configSource: configSource(),
    lock,
    ownPort,
    engine: current.services.docker.host ?? env.DOCKER_HOST,
    commandFor: (plugin) => guestCommand(plugin, { layout, wrappers, ownPort }),
    lastAdmitted: (name) => admissions.latest(name),
    containers,
    ...(only === undefined ? {} : { only }),
  });
  return {
    candidates: found.plugins.map(({ candidate }) => candidate),
    issues: [...issues, ...found.issues],
    containerLabels: distinct(
      found.plugins.flatMap(({ manifest }) =>
        Object.values(manifest?.config ?? {}).flatMap((option) =>
          option.type === "containers" ? option.labels : []
        )
      ),
    ),
    authority: (name) => JSON.stringify([current.policy, lock.plugins[name]?.grant ?? null]),
  };
}

function distinct<Value>(values: readonly Value[]): Value[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}
