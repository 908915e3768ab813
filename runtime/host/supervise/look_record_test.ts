import assert from "node:assert/strict";
import { FakeKernel, fakeSpec } from "../../../tests/support/fake_kernel.ts";
import type { CallOutcome } from "../../contract/codes.ts";
import { EMPTY_GRANT } from "../../policy/permissions/empty_grant.ts";
import { LIMITS } from "../../contract/limits.ts";
import type { PluginCall, RecheckedCall } from "../../contract/syscall.ts";
import type { CallAnswer } from "./answer_call.ts";
import { KernelError } from "../kernel_error.ts";
import { LookRecord } from "./look_record.ts";

const READ: PluginCall = { service: "facts", method: "read", args: ["/sys/card"] };
const SMI: PluginCall = { service: "exec", method: "run", args: ["nvidia-smi", ["-L"]] };
const NET = fakeSpec({ grant: { ...EMPTY_GRANT, net: ["127.0.0.1:8000", "127.0.0.1:8080"] } });

function answered(
  { service }: PluginCall,
  outcome: CallOutcome,
  value: unknown = null,
): CallAnswer {
  const message = outcome === "ok"
    ? { type: "return", id: 1, ok: true, value } as const
    : { type: "return", id: 1, ok: false, code: outcome, message: "It failed" } as const;
  return { service, outcome, message };
}

/** A record of these calls, and a kernel that answers them anew. */
function setUp(asked: readonly (readonly [PluginCall, CallOutcome, unknown?])[]) {
  const record = new LookRecord();
  for (const [call, outcome, value] of asked) record.note(call, answered(call, outcome, value));
  const kernel = new FakeKernel();
  const find = (answers: readonly RecheckedCall[], listeners: readonly string[] = []) => {
    kernel.recheck = { answers, listeners };
    return record.recheck(kernel, NET);
  };
  return { record, kernel, find };
}

Deno.test("LookRecord sees that answers are what they were, and that one is not", async () => {
  const { find } = setUp([[READ, "ok", { state: "off" }], [SMI, "command_not_found"]]);
  const smi = { outcome: "command_not_found" } as const;
  assert.equal(await find([{ outcome: "ok", value: { state: "off" } }, smi]), "same");
  assert.equal(await find([{ outcome: "ok", value: { state: "on" } }, smi]), "changed");
  assert.equal(await find([{ outcome: "not_found" }, smi]), "changed");
  assert.equal(
    await find([{ outcome: "ok", value: { state: "off" } }, { outcome: "ok" }]),
    "changed",
  );
});

Deno.test("LookRecord sees that somebody listens where nobody did", async () => {
  const { find } = setUp([]);
  assert.equal(await find([]), "same");
  assert.equal(await find([], ["127.0.0.1:8000"]), "changed");
});

Deno.test("LookRecord leaves a stranger in peace, who may become one to watch", async () => {
  const { kernel, find } = setUp([]);
  assert.equal(await find([], ["127.0.0.1:8080"]), "unknown");
  assert.equal(await find([]), "unknown");
  assert.deepEqual(
    kernel.requests.map(({ args }) => (args as { addresses: string[] }).addresses),
    [["127.0.0.1:8000", "127.0.0.1:8080"], ["127.0.0.1:8000"]],
  );
  assert.equal(await find([], ["127.0.0.1:8000"]), "changed");
});

for (
  const [name, call, outcome] of [
    ["a command that ran", SMI, "ok"],
    ["a command that failed", SMI, "failed"],
    ["an inventory", { service: "facts", method: "system", args: ["gpu"] }, "ok"],
    ["lines of the kernel's log", { service: "kmsg", method: "lines", args: ["NVRM", -1] }, "ok"],
    ["containers", { service: "docker", method: "containers", args: [] }, "ok"],
  ] as const
) {
  Deno.test(`LookRecord does not ask for ${name} again, and so cannot know`, async () => {
    const { kernel, find } = setUp([[READ, "not_found"], [call, outcome]]);
    assert.equal(await find([{ outcome: "not_found" }]), "unknown");
    assert.deepEqual((kernel.requests[0]?.args as { calls: unknown }).calls, [READ]);
    assert.equal(await find([{ outcome: "ok", value: "" }]), "changed");
  });
}

Deno.test("LookRecord cannot know of files that the plugin reads itself", async () => {
  const { record, kernel } = setUp([]);
  const spec = fakeSpec({ grant: { ...EMPTY_GRANT, read: ["/etc/demo"] } });
  assert.equal(await record.recheck(kernel, spec), "unknown");
});

Deno.test("LookRecord keeps so much and no more", async () => {
  const { kernel, find } = setUp([
    [READ, "ok", "x".repeat(LIMITS.recheckedChars - 100)],
    [READ, "ok", "y".repeat(100)],
    [READ, "ok", "z"],
  ]);
  const first = { outcome: "ok", value: "x".repeat(LIMITS.recheckedChars - 100) } as const;
  assert.equal(await find([first]), "unknown");
  assert.equal((kernel.requests[0]?.args as { calls: unknown[] }).calls.length, 1);
});

Deno.test("LookRecord knows nothing while the kernel refuses", async () => {
  const { record, kernel } = setUp([]);
  kernel.request = () => Promise.reject(new KernelError("plugin_not_found", "No such revision"));
  assert.equal(await record.recheck(kernel, NET), "unknown");
});
