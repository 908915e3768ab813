import type { PluginContext } from "../sdk/context.ts";
import { createCalls } from "../sdk/create_calls.ts";
import type { CollectionCalls } from "./collection_calls.ts";

/** Builds what `collect` gets; every call goes to the kernel, by way of the host. */
export function createContext({ calls, ...options }: {
  config: Readonly<Record<string, unknown>>;
  timeoutMs: number;
  /** Aborts when the collection's time is over. */
  signal: AbortSignal;
  calls: CollectionCalls;
}): PluginContext {
  return {
    ...options,
    ...createCalls((service, method, args) => calls.call(service, method, args)),
    log: (level, message) => calls.log(level, message),
    report: (subjects) => calls.report(subjects),
  };
}
