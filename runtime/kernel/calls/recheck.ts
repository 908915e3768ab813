import { mapConcurrently } from "../../async/map_concurrently.ts";
import { CallError } from "../../contract/errors.ts";
import type { PluginCall, PluginSpec, Recheck, RecheckedCall } from "../../contract/syscall.ts";
import { LIMITS } from "../../contract/limits.ts";
import { isPluginCall } from "./kernel_call.ts";

const AT_ONCE = 4;

/** The means of a recheck. */
export interface RecheckPorts {
  readonly call: (spec: PluginSpec, call: PluginCall) => Promise<unknown>;
  /** Returns those of the addresses at which somebody listens. */
  readonly listeners: (addresses: readonly string[]) => Promise<readonly string[]>;
}

/**
 * Makes calls for a plugin that has no process, under its grant, and sees at which of its addresses somebody
 * listens: a plugin that found nothing to watch is not started only to find nothing again.
 *
 * @throws {CallError} `bad_arguments`.
 */
export async function recheck(
  spec: PluginSpec,
  { calls, addresses }: Readonly<Record<string, unknown>>,
  ports: RecheckPorts,
): Promise<Recheck> {
  if (!isList(calls, isPluginCall) || !isList(addresses, isText)) {
    throw new CallError(
      "bad_arguments",
      `Cannot recheck: at most ${LIMITS.recheckedCalls} calls and a list of addresses are needed`,
    );
  }
  const granted = addresses.filter((address) => spec.grant.net.includes(address));
  const [answers, listeners] = await Promise.all([
    mapConcurrently(calls, AT_ONCE, (call) => answer(spec, call, ports)),
    ports.listeners(granted),
  ]);
  return { answers, listeners };
}

async function answer(
  spec: PluginSpec,
  call: PluginCall,
  ports: RecheckPorts,
): Promise<RecheckedCall> {
  try {
    const value = await ports.call(spec, call);
    const { length } = JSON.stringify(value) ?? "";
    return length > LIMITS.recheckedChars ? { outcome: "too_large" } : { outcome: "ok", value };
  } catch (error) {
    return { outcome: error instanceof CallError ? error.code : "failed" };
  }
}

function isList<Item>(value: unknown, is: (item: unknown) => item is Item): value is Item[] {
  return Array.isArray(value) && value.length <= LIMITS.recheckedCalls && value.every(is);
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}
