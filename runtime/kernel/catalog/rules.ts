import type { Config } from "../../contract/config.ts";
import type { LabelledContainers } from "../../contract/container_labels.ts";
import type { Lock } from "../../contract/lock.ts";
import { reservedAddresses } from "../../policy/reserved_addresses.ts";
import type { ReservedAddresses } from "../../policy/reserved_addresses.ts";
import type { PluginSpec } from "../../contract/syscall.ts";

/** The rules by which a plugin may run. */
export interface AssessRules {
  readonly config: Config;
  readonly lock: Lock;
  /** The port that the host listens on; 0 when it is not known. */
  readonly ownPort: number;
  /** The address of the container engine, when it is set: `services.docker.host`, else DOCKER_HOST. */
  readonly engine?: string | undefined;
  /** Returns what may run of it so far; it goes on while a newer digest waits or is refused. */
  readonly lastAdmitted: (name: string) => PluginSpec | undefined;
  readonly containers: LabelledContainers;
}

/** Returns the addresses that the configuration of plugins names, and the engine's. */
export function reservedBy(
  { config: { plugins }, engine }: Pick<AssessRules, "config" | "engine">,
): ReservedAddresses {
  const configs = Object.entries(plugins).map(([name, settings]) =>
    [name, typeof settings === "object" ? settings.config : {}] as const
  );
  return reservedAddresses(Object.fromEntries(configs), engine);
}

/** Returns what the operator set for a plugin. */
export function findSettings(
  name: string,
  { config: { plugins } }: Pick<AssessRules, "config">,
): Config["plugins"][string] | undefined {
  // `constructor` is a name that a folder may have.
  return Object.hasOwn(plugins, name) ? plugins[name] : undefined;
}
