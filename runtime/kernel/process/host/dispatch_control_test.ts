import assert from "node:assert/strict";
import type { HostControl } from "../../../contract/syscall.ts";
import { dispatchControl } from "./dispatch_control.ts";
import type { ControlHandlers } from "./dispatch_control.ts";

Deno.test("dispatchControl calls the handler of a message, and none for a type that there is not", () => {
  const heard: string[] = [];
  const note = ({ type }: HostControl) => void heard.push(type);
  const handlers: ControlHandlers = {
    request: note,
    credit: note,
    log: note,
    listening: note,
    states: note,
    fatal: note,
    once_text: note,
    once_done: note,
    drained: note,
  };
  dispatchControl({ type: "drained" }, handlers);
  for (const type of ["shutdown", "constructor", "__proto__", undefined, 7]) {
    dispatchControl({ type } as unknown as HostControl, handlers);
  }
  assert.deepEqual(heard, ["drained"]);
});
