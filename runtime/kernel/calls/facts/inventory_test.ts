import assert from "node:assert/strict";
import { EMPTY_GRANT } from "../../../contract/grant.ts";
import { Inventory } from "./inventory.ts";
import { withService } from "../../process/services/testing_service.ts";

/** The test's service knows these in place of systeminformation's functions. */
const CALLER = {
  name: "system",
  grant: { ...EMPTY_GRANT, facts: ["system:pid", "system:hang", "system:fail", "/proc/stat"] },
};

Deno.test("Inventory asks the service, and once for all who ask at the same time", async () => {
  await withService(async (service) => {
    const inventory = new Inventory(service, 10_000);
    const pids = await Promise.all([1, 2].map(() => inventory.ask(CALLER, "pid")));
    assert.deepEqual(pids, [service.pid, service.pid]);
  });
});

Deno.test("Inventory refuses what is not granted, and names the line that would allow it", async () => {
  await withService(async (service) => {
    await assert.rejects(new Inventory(service, 10_000).ask(CALLER, "users"), {
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
      await assert.rejects(new Inventory(service, 10_000).ask(CALLER, name), {
        code: "bad_arguments",
      });
    });
  });
}

Deno.test("Inventory replaces the process of a function that hangs", async () => {
  await withService(async (service) => {
    const inventory = new Inventory(service, 1_000);
    const first = await inventory.ask(CALLER, "pid");
    await assert.rejects(inventory.ask(CALLER, "hang"), { code: "timed_out" });
    assert.equal(service.pid, undefined);
    assert.notEqual(await inventory.ask(CALLER, "pid"), first);
  });
});

Deno.test("Inventory keeps the process of a function that fails", async () => {
  await withService(async (service) => {
    const inventory = new Inventory(service, 10_000);
    const first = await inventory.ask(CALLER, "pid");
    await assert.rejects(inventory.ask(CALLER, "fail"), { code: "failed" });
    assert.equal(await inventory.ask(CALLER, "pid"), first);
  });
});
