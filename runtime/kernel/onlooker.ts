import { CallError } from "../contract/errors.ts";
import type { CallOutcome } from "../contract/codes.ts";
import type { PluginCall } from "../contract/syscall.ts";
import type { Services } from "./calls/services.ts";

/** One call of a plugin, with the kernel's answer. */
export interface AnsweredCall extends PluginCall {
  readonly plugin: string;
  /** `ok` comes with a value. */
  readonly outcome: CallOutcome;
  readonly value?: unknown;
}

/** Looks on while plugins ask, for a bug report. It changes nothing of the answers. */
export interface Onlooker {
  /** Address of a proxy that the plugins' HTTP goes through. */
  readonly proxy: string;
  readonly answered: (call: AnsweredCall) => void;
}

/** Lets an onlooker see what services answer. */
export function watchServices(services: Services, onlooker: Onlooker | undefined): Services {
  if (!onlooker) return services;
  return {
    ...services,
    call: async (caller, call) => {
      const plugin = caller.name;
      try {
        const value = await services.call(caller, call);
        onlooker.answered({ ...call, plugin, outcome: "ok", value });
        return value;
      } catch (error) {
        const outcome = error instanceof CallError ? error.code : "failed";
        onlooker.answered({ ...call, plugin, outcome });
        throw error;
      }
    },
  };
}
