import {
  hasAutogroups,
  setSessionNiceness,
} from "../../runtime/kernel/process/priority/session_priority.ts";
import { setNiceness } from "../../runtime/kernel/process/priority/priority.ts";

/** In front of a server that is measured: it does not share the client's session, and its priority. */
export const OWN_SESSION = ["setsid"] as const;

/**
 * Runs this process before all others: who scrapes is on another machine, as a rule, and what it waits for
 * a processor here is not the server's. Only root can do that; else the client's waits are in every figure.
 */
export async function favourClient(): Promise<void> {
  setNiceness(Deno.pid, -15);
  if (await hasAutogroups()) await setSessionNiceness(Deno.pid, -15);
}
