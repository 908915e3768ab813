import type { LabelledServer } from "../contract/labelled_server.ts";
import type { Admissions } from "./admissions.ts";
import { readLock } from "./approvals.ts";
import { discover } from "./discovery/discover.ts";
import { guestCommand } from "./guest_command.ts";
import type { KernelParts } from "./kernel_parts.ts";
import type { Discovery } from "./plugin_feed.ts";

/** Looks at the plugins folder under the configuration and the approvals of now. */
export async function lookAtPlugins(
  parts: KernelParts,
  ownPort: number,
  { admissions, containers }: {
    admissions: Admissions;
    containers: readonly LabelledServer[];
  },
): Promise<Discovery> {
  const { layout, wrappers, configFile, only } = parts;
  const config = parts.config();
  const { lock, issues } = await readLock(layout.lockFile);
  const found = await discover({
    pluginsDir: layout.pluginsDir,
    stagedRoot: layout.stagedRoot,
    config,
    configFile,
    lock,
    ownPort,
    commandFor: (plugin) => guestCommand(plugin, { layout, wrappers, ownPort }),
    lastAdmitted: (name) => admissions.latest(name),
    containers,
    ...(only === undefined ? {} : { only }),
  });
  return {
    candidates: found.plugins.map(({ candidate }) => candidate),
    issues: [...issues, ...found.issues],
    wantsContainers: found.plugins.some(({ manifest }) =>
      Object.values(manifest?.config ?? {}).some(({ type }) => type === "containers")
    ),
    authority: (name) => JSON.stringify([config.policy, lock.plugins[name]?.grant ?? null]),
  };
}
