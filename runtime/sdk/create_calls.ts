import { CallError } from "../contract/errors.ts";
import { CALL_SERVICES, KERNEL_CALLS } from "../contract/kernel_calls.ts";
import type { CallService, KernelCalls } from "../contract/kernel_calls.ts";
import type { Exec, Facts, PluginContext } from "./context.ts";

/** Makes one call of the kernel by its name. */
export type Call = (service: string, method: string, args: readonly unknown[]) => Promise<unknown>;

/** Outcomes that mean "this machine does not have it", not "something is wrong". */
const ABSENT: readonly string[] = ["not_found", "access_denied"];

/** Builds the part of a context that asks the kernel: every call under its own name. */
export function createCalls(call: Call): Pick<PluginContext, CallService> {
  const calls = Object.fromEntries(CALL_SERVICES.map((service) => [
    service,
    Object.fromEntries(KERNEL_CALLS[service].map((method) => [
      method,
      (...args: unknown[]) => call(service, method, args),
    ])),
  ])) as unknown as KernelCalls;
  return { ...calls, facts: createFacts(calls.facts), exec: createExec(calls.exec) };
}

function createExec({ run }: KernelCalls["exec"]): Exec {
  return (command, args = []) => run(command, args);
}

function createFacts(facts: KernelCalls["facts"]): Facts {
  return {
    ...facts,
    readOptional: async (path) => {
      try {
        return await facts.read(path);
      } catch (error) {
        if (error instanceof CallError && ABSENT.includes(error.code)) return undefined;
        throw error;
      }
    },
    readAll: async (pattern) => new Map(Object.entries(await facts.readAll(pattern))),
  };
}
