import type { Config } from "../../contract/config.ts";
import type { LabelledServer } from "../../contract/labelled_server.ts";
import type { Lock } from "../../contract/lock.ts";
import type { PluginSpec } from "../../contract/syscall.ts";

/** What decides whether a plugin may run. */
export interface AssessRules {
  readonly config: Config;
  readonly lock: Lock;
  /** The port that the host listens on; 0 when it is not known. */
  readonly ownPort: number;
  /** What may run of it so far; it goes on while a newer digest waits or is refused. */
  readonly lastAdmitted: (name: string) => PluginSpec | undefined;
  /** The servers in labelled containers. */
  readonly containers: readonly LabelledServer[];
}

/** What the operator set for a plugin. */
export function settingsOf(
  name: string,
  { config: { plugins } }: Pick<AssessRules, "config">,
): Config["plugins"][string] | undefined {
  // `constructor` is a name that a folder may have.
  return Object.hasOwn(plugins, name) ? plugins[name] : undefined;
}
