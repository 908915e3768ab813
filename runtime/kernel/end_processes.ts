import { settledWithin } from "../async/settled_within.ts";
import type { PluginCopies } from "./artifacts/plugin_copies.ts";
import type { Services } from "./calls/services.ts";
import type { SurvivorWatch } from "./process/child/survivor_watch.ts";
import type { GuestTable } from "./process/guest/guest_table.ts";
import type { HostProcess } from "./process/host/host_process.ts";

/** The longest wait for each of the last processes. */
const LAST_WAIT_MS = 1_000;

/** Ends everything that was started: guests, then the host, which tells of their end, then services. */
export async function endProcesses({ table, copies, host, services, survivors }: {
  table: GuestTable;
  copies: PluginCopies;
  host: HostProcess;
  services: Services;
  survivors: SurvivorWatch;
}): Promise<void> {
  await settledWithin(table.killAll(), LAST_WAIT_MS);
  await settledWithin(copies.close(), LAST_WAIT_MS);
  host.close();
  if (!await settledWithin(host.status, LAST_WAIT_MS)) host.kill();
  services.close();
  survivors.close();
}
