import { CodedError } from "../../contract/errors.ts";
import type { PluginSpec } from "../../contract/syscall.ts";
import { guestEnvironment } from "../process/guest/guest_command.ts";
import type { Guest, GuestTable } from "../process/guest/guest_table.ts";

/** The inputs of starting a guest. */
export interface SpawnPorts {
  readonly table: GuestTable;
  /** Makes sure that a staged copy is what it was, and returns the `DENO_DIR` of its guest. */
  readonly openCopy: (spec: PluginSpec) => Promise<string>;
  /** Called when a copy cannot be used: it has to be staged anew. */
  readonly onCopyLost: () => void;
  readonly isStopping: () => boolean;
  /** The kernel's own environment, from which a plugin gets what it was granted. */
  readonly env: Readonly<Record<string, string>>;
  /** Address of a proxy that its HTTP goes through. */
  readonly proxy: string | undefined;
}

/**
 * Starts the guest of a plugin.
 *
 * @throws {CodedError} `plugin_unreadable` when its copy was changed; `internal` while the kernel ends
 * or too many of its processes still do.
 */
export async function spawnGuest(
  spec: PluginSpec,
  { table, openCopy, onCopyLost, isStopping, env, proxy }: SpawnPorts,
): Promise<Guest> {
  const denoDir = await openCopy(spec).catch((error) => {
    onCopyLost();
    throw error;
  });
  if (isStopping()) {
    throw new CodedError("internal", "Cannot start plugin: the monitor is shutting down");
  }
  if (table.isFull(spec.name)) {
    throw new CodedError(
      "internal",
      `Cannot start plugin "${spec.name}": its old processes are still ending`,
    );
  }
  return table.start(spec, guestEnvironment(spec.grant, { denoDir, env, proxy }));
}
