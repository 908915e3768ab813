import { CallError } from "../../contract/errors.ts";
import type { CallService, KernelCalls } from "../../contract/kernel_calls.ts";
import { isKernelCall } from "../../contract/kernel_calls.ts";
import { isRecord } from "../../contract/record.ts";
import type { PluginCall } from "../../contract/syscall.ts";
import { findArgumentFault } from "./arguments.ts";
import type { Arguments } from "./arguments.ts";
import type { Caller } from "./caller.ts";

/** One call: what it takes, whom it is granted, what it does. */
export interface KernelCall<Args extends readonly unknown[], Value> {
  readonly takes: Arguments<Args>;
  /** @throws {CallError} `not_granted`. */
  check(caller: Caller, args: Args): void;
  /** @throws {CallError} for everything that fails. */
  run(args: Args, caller: Caller): Promise<Value>;
}

/** The calls of one service, under the names that they have in the SDK. */
export type ServiceTable<Service extends CallService> = {
  readonly [Method in keyof KernelCalls[Service]]: KernelCalls[Service][Method] extends
    (...args: infer Args) => Promise<infer Value> ? KernelCall<Args, Value> : never;
};

/** The calls of every service. */
export type CallTable = { readonly [Service in CallService]: ServiceTable<Service> };

/** Returns whether a message of the host has the shape of a call. */
export function isPluginCall(value: unknown): value is PluginCall {
  return isRecord(value) && typeof value.service === "string" &&
    typeof value.method === "string" && Array.isArray(value.args);
}

/**
 * Makes a call for a plugin, if there is such a call and it was granted.
 *
 * @throws {CallError} `unknown_method`, `bad_arguments`, `not_granted`, and what the call itself throws.
 */
export async function makeCall(
  table: Partial<CallTable>,
  caller: Caller,
  { service, method, args }: PluginCall,
): Promise<unknown> {
  const calls = isKernelCall(service, method) ? table[service as CallService] : undefined;
  if (!calls) {
    throw new CallError(
      "unknown_method",
      `Cannot call ${service}.${method}: there is no such call`,
    );
  }
  const call = (calls as Readonly<Record<string, KernelCall<readonly unknown[], unknown>>>)[method];
  if (!call) throw new TypeError(`There is no ${service}.${method} in the table of calls`);
  const fault = findArgumentFault(args, call.takes);
  if (fault !== undefined) {
    throw new CallError("bad_arguments", `Cannot call ${service}.${method}: ${fault}`);
  }
  call.check(caller, args);
  return await call.run(args, caller);
}
