import assert from "node:assert/strict";
import { ServiceProcess } from "./service_process.ts";
import { isRunning, until } from "../child/testing_commands.ts";
import { withService } from "./testing_service.ts";

const TIMEOUT_MS = 10_000;

Deno.test("ServiceProcess starts one process when it is asked, and asks it again", async () => {
  await withService(async (service) => {
    assert.equal(service.pid, undefined);
    assert.deepEqual(await service.call("echo", [1, "a"], TIMEOUT_MS), [1, "a"]);
    const { pid } = service;
    assert.ok(pid);
    assert.equal(await service.call("pid", [], TIMEOUT_MS), pid);
    assert.equal(await service.call("nothing", [], TIMEOUT_MS), null);
    assert.equal(service.pid, pid);
  });
});

Deno.test("ServiceProcess answers many requests at once, each its own", async () => {
  await withService(async (service) => {
    const answers = Array.from({ length: 50 }, (_, id) => service.call("echo", [id], TIMEOUT_MS));
    assert.deepEqual(await Promise.all(answers), answers.map((_, id) => [id]));
    const large = await service.call("large", [], TIMEOUT_MS);
    assert.equal(String(large).length, 2_000_000);
  });
});

for (
  const [method, code, message] of [
    ["refuse", "access_denied", /^Not for you$/],
    ["fail", "failed", /^broken$/],
    ["absent", "not_found", /nonexistent|No such file/],
    ["toString", "unknown_method", /"toString"/],
  ] as const
) {
  Deno.test(`ServiceProcess passes on that ${method} ends in ${code}`, async () => {
    await withService(async (service) => {
      await assert.rejects(service.call(method, [], TIMEOUT_MS), {
        name: "CallError",
        code,
        message,
      });
      assert.deepEqual(await service.call("echo", [], TIMEOUT_MS), []);
    });
  });
}

for (const method of ["crash", "garbage", "noMessage"]) {
  Deno.test(`ServiceProcess fails what is open on ${method}, and then starts again`, async () => {
    await withService(async (service) => {
      await service.call("echo", [], TIMEOUT_MS);
      const first = service.pid;
      const open = service.call("hang", [], TIMEOUT_MS);
      const outcomes = await Promise.allSettled([open, service.call(method, [], TIMEOUT_MS)]);
      const [hung] = outcomes;
      assert.equal(hung.status === "rejected" && hung.reason.code, "unavailable");
      assert.deepEqual(await service.call("echo", ["again"], TIMEOUT_MS), ["again"]);
      assert.notEqual(service.pid, first);
    });
  });
}

Deno.test("ServiceProcess gives up a request in time, and goes on with others", async () => {
  await withService(async (service) => {
    await service.call("echo", [], TIMEOUT_MS);
    await assert.rejects(service.call("hang", [], 50), {
      code: "timed_out",
      message: 'Cannot answer "hang": demo took longer than 50 ms',
    });
    assert.deepEqual(await service.call("echo", [2], TIMEOUT_MS), [2]);
  });
});

Deno.test("ServiceProcess reads standard error, however much it is", async () => {
  await withService(async (service) => {
    assert.equal(await service.call("noise", [], TIMEOUT_MS), "ok");
  });
});

Deno.test("ServiceProcess ends its process when nobody asks for a while", async () => {
  await withService(async (service) => {
    const pid = Number(await service.call("pid", [], TIMEOUT_MS));
    assert.ok(await until(async () => !await isRunning(pid)));
    assert.equal(service.pid, undefined);
    assert.notEqual(await service.call("pid", [], TIMEOUT_MS), pid);
  }, { idleTimeoutMs: 50 });
});

Deno.test("ServiceProcess does not end a process that answers longer than its rest", async () => {
  await withService(async (service) => {
    await service.call("echo", [], TIMEOUT_MS);
    const lost = service.call("hang", [], TIMEOUT_MS).catch(() => {});
    service.abandon();
    // Asked before the lost request has settled: its rest must not become this one's end.
    const slow = service.call("hang", [], 400);
    await lost;
    await assert.rejects(slow, { code: "timed_out" });
  }, { idleTimeoutMs: 100 });
});

Deno.test("ServiceProcess refuses a request that is too large, and goes on", async () => {
  await withService(async (service) => {
    const large = "x".repeat(9_000_000);
    await assert.rejects(service.call("echo", [large], TIMEOUT_MS), {
      code: "too_large",
      message: 'Cannot ask for "echo": the request is too large',
    });
    // What is allowed goes in several writes.
    const fits = "x".repeat(3_000_000);
    const answers = await Promise.all([1, 2].map((id) => service.call("echo", [id, fits], 30_000)));
    assert.deepEqual(answers, [[1, fits], [2, fits]]);
  });
});

Deno.test("ServiceProcess replaces a process that reads nothing any more", async () => {
  await withService(async (service) => {
    const pid = Number(await service.call("pid", [], TIMEOUT_MS));
    Deno.kill(pid, "SIGSTOP");
    // More than a pipe holds: the write stalls.
    const stalled = service.call("echo", ["x".repeat(1_000_000)], 60_000);
    await assert.rejects(stalled, { code: "unavailable" });
    assert.notEqual(await service.call("pid", [], TIMEOUT_MS), pid);
  });
});

Deno.test("ServiceProcess keeps what its process said last", async () => {
  await withService(async (service) => {
    assert.equal(service.lastWords, "");
    await assert.rejects(service.call("confess", [], TIMEOUT_MS), { code: "unavailable" });
    assert.equal(service.lastWords, "it was me");
  });
});

Deno.test("ServiceProcess fails for a command that cannot be started", async () => {
  const service = new ServiceProcess({
    name: "demo",
    command: ["/nonexistent/deno"],
    env: {},
    idleTimeoutMs: 100,
  });
  await assert.rejects(service.call("echo", [], 100), { name: "CallError", code: "unavailable" });
  assert.equal(service.pid, undefined);
});
