import type { HostControl } from "../../../contract/syscall.ts";

/** Handlers of the host's control messages. */
export type ControlHandlers = {
  readonly [Type in HostControl["type"]]: (
    message: Extract<HostControl, { type: Type }>,
  ) => void;
};

/** Hands a message to the handler of its type; one of a type that there is not does nothing. */
export function dispatchControl(message: HostControl, handlers: ControlHandlers): void {
  if (!Object.hasOwn(handlers, message.type)) return;
  (handlers[message.type] as (message: HostControl) => void)(message);
}
