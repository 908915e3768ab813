import assert from "node:assert/strict";
import { EMPTY_GRANT } from "../../../policy/permissions/empty_grant.ts";
import type { Caller } from "../caller.ts";
import { askFacts, factsWith } from "../testing_facts.ts";
import { Inventory } from "./inventory.ts";
import type { ServiceProcess } from "../../process/services/service_process.ts";
import { withService } from "../../process/services/testing_service.ts";

/** The test's service knows these in place of systeminformation's functions. */
const CALLER = {
  name: "system",
  grant: { ...EMPTY_GRANT, facts: ["system:pid", "system:hang", "system:fail", "/proc/stat"] },
};

const FIVE_MINUTES_MS = 5 * 60_000;

/** An inventory, and a clock that stands still until it is moved. */
function makeInventory(service: ServiceProcess, timeoutMs = 10_000) {
  let atMs = 0;
  const inventory = new Inventory(service, { timeoutMs, nowMs: () => atMs });
  return { inventory, wait: (ms: number) => atMs += ms };
}

/** Makes the call `facts.system`. */
function ask(inventory: Inventory, caller: Caller, name: unknown): Promise<unknown> {
  return askFacts(factsWith({ inventory }), caller, "system", [name]);
}

Deno.test("Inventory asks the service, and once for all who ask at the same time", async () => {
  await withService(async (service) => {
    const { inventory } = makeInventory(service);
    const pids = await Promise.all([1, 2].map(() => ask(inventory, CALLER, "pid")));
    assert.deepEqual(pids, [service.pid, service.pid]);
  });
});

Deno.test("Inventory refuses what is not granted, and names the line that would allow it", async () => {
  await withService(async (service) => {
    await assert.rejects(ask(makeInventory(service).inventory, CALLER, "users"), {
      code: "not_granted",
      message: 'Cannot ask the inventory for users: plugin "system" was not granted it; add ' +
        '"system:users" to permissions.facts in plugins/system/plugin.yaml, then run: ' +
        "deno task plugin approve system",
    });
    assert.equal(service.pid, undefined);
  });
});

for (const name of ["", "a b", "os-info", "x".repeat(41), "*", "osInfo\n", 7, null, ["pid"]]) {
  Deno.test(`Inventory refuses ${JSON.stringify(name)} as no name of a function`, async () => {
    await withService(async (service) => {
      await assert.rejects(ask(makeInventory(service).inventory, CALLER, name), {
        code: "bad_arguments",
      });
    });
  });
}

Deno.test("Inventory replaces the process of a function that hangs", async () => {
  await withService(async (service) => {
    const { inventory, wait } = makeInventory(service, 1_000);
    const first = await ask(inventory, CALLER, "pid");
    await assert.rejects(ask(inventory, CALLER, "hang"), { code: "timed_out" });
    assert.equal(service.pid, undefined);
    wait(FIVE_MINUTES_MS);
    assert.notEqual(await ask(inventory, CALLER, "pid"), first);
  });
});

Deno.test("Inventory keeps the process of a function that fails", async () => {
  await withService(async (service) => {
    const { inventory, wait } = makeInventory(service);
    const first = await ask(inventory, CALLER, "pid");
    await assert.rejects(ask(inventory, CALLER, "fail"), { code: "failed" });
    wait(FIVE_MINUTES_MS);
    assert.equal(await ask(inventory, CALLER, "pid"), first);
  });
});

Deno.test("Inventory keeps an answer for each caller, once, for five minutes", async () => {
  await withService(async (service) => {
    const { inventory, wait } = makeInventory(service);
    const first = await ask(inventory, CALLER, "pid");
    service.abandon();
    wait(FIVE_MINUTES_MS - 1);
    assert.equal(await ask(inventory, CALLER, "pid"), first);
    assert.equal(await ask(inventory, { ...CALLER, name: "other" }, "pid"), first);
    assert.equal(service.pid, undefined, "nothing was started for what is known");
    const second = await ask(inventory, CALLER, "pid");
    assert.notEqual(second, first, "it was taken");
    service.abandon();
    wait(FIVE_MINUTES_MS);
    assert.notEqual(await ask(inventory, CALLER, "pid"), second, "it is old");
  });
});

Deno.test("Inventory gives what it keeps to nobody who was not granted it", async () => {
  await withService(async (service) => {
    const { inventory } = makeInventory(service);
    await ask(inventory, CALLER, "pid");
    await assert.rejects(ask(inventory, { name: "other", grant: EMPTY_GRANT }, "pid"), {
      code: "not_granted",
    });
  });
});

Deno.test("Inventory keeps no failure", async () => {
  await withService(async (service) => {
    const { inventory } = makeInventory(service);
    for (const _ of [1, 2]) {
      await assert.rejects(ask(inventory, CALLER, "fail"), { code: "failed" });
    }
    assert.equal(typeof await ask(inventory, CALLER, "pid"), "number");
  });
});
