import assert from "node:assert/strict";
import { eventually } from "../../../tests/support/eventually.ts";
import { findServiceManager } from "./service_manager.ts";

/** Starts a manager that writes down what it would send. */
function recorded(env: Record<string, string>) {
  const sent: string[] = [];
  const manager = findServiceManager(env, (address) => (message) => {
    sent.push(`${address} ${message}`);
    return true;
  });
  return { manager, sent };
}

Deno.test("a service manager is told of the beginning and of the end", () => {
  const { manager, sent } = recorded({ NOTIFY_SOCKET: "/n" });
  manager.ready("Listening on http://127.0.0.1:8090");
  manager.stopping();
  manager.close();
  assert.deepEqual(sent, [
    "/n READY=1\nSTATUS=Listening on http://127.0.0.1:8090",
    "/n STOPPING=1",
  ]);
});

Deno.test("signs of life are sent to who wants them, until the end", async () => {
  const { manager, sent } = recorded({
    NOTIFY_SOCKET: "/n",
    WATCHDOG_USEC: "2000",
    WATCHDOG_PID: String(Deno.pid),
  });
  manager.ready("");
  await eventually("two signs of life", () => sent.length >= 3);
  manager.close();
  assert.equal(sent[1], "/n WATCHDOG=1");
});

Deno.test("signs of life are not sent for another process, nor at a time that is none", () => {
  const wanted = { NOTIFY_SOCKET: "/n", WATCHDOG_USEC: "1" };
  for (
    const env of [{ ...wanted, WATCHDOG_PID: "1" }, { ...wanted, WATCHDOG_USEC: "soon" }, {
      ...wanted,
      WATCHDOG_USEC: "0",
    }]
  ) {
    const { manager } = recorded(env);
    // The test would end with a timer that runs.
    manager.ready("");
  }
});

Deno.test("nobody is told where nobody asked, or nobody can be", () => {
  const opened: string[] = [];
  const open = (address: string) => void opened.push(address);
  for (const env of [{}, { NOTIFY_SOCKET: "/n", WATCHDOG_USEC: "1" }]) {
    const manager = findServiceManager(env, open as () => undefined);
    manager.ready("");
    manager.stopping();
  }
  assert.deepEqual(opened, ["/n"]);
});
