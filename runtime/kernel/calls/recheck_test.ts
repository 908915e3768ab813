import assert from "node:assert/strict";
import { fakeSpec } from "../../../tests/support/fake_kernel.ts";
import { CallError } from "../../contract/errors.ts";
import { EMPTY_GRANT } from "../../policy/permissions/empty_grant.ts";
import { LIMITS } from "../../contract/limits.ts";
import { recheck } from "./recheck.ts";
import type { RecheckPorts } from "./recheck.ts";

const SPEC = fakeSpec({
  grant: { ...EMPTY_GRANT, net: ["127.0.0.1:8000", "127.0.0.1:11434"] },
});

const ports: RecheckPorts = {
  call: (_spec, { args: [path] }) => {
    if (path === "/large") return Promise.resolve("x".repeat(LIMITS.recheckedChars));
    if (path === "/gone") return Promise.reject(new CallError("not_found", "It is gone"));
    if (path === "/broken") return Promise.reject(new TypeError("A bug"));
    return Promise.resolve(`text of ${path}`);
  },
  listeners: (addresses) => Promise.resolve(addresses),
};

const read = (path: string) => ({ service: "facts", method: "read", args: [path] });

Deno.test("recheck answers each call in order, by value or by code", async () => {
  const calls = ["/there", "/gone", "/large", "/broken"].map(read);
  assert.deepEqual(await recheck(SPEC, { calls, addresses: [] }, ports), {
    answers: [
      { outcome: "ok", value: "text of /there" },
      { outcome: "not_found" },
      { outcome: "too_large" },
      { outcome: "failed" },
    ],
    listeners: [],
  });
});

Deno.test("recheck connects to no address that was not granted", async () => {
  const addresses = ["127.0.0.1:22", "127.0.0.1:11434", "169.254.169.254:80"];
  const { listeners } = await recheck(SPEC, { calls: [], addresses }, ports);
  assert.deepEqual(listeners, ["127.0.0.1:11434"]);
});

for (
  const [name, args] of [
    ["no calls", { addresses: [] }],
    ["no addresses", { calls: [] }],
    ["calls that are none", { calls: [{ service: "facts" }], addresses: [] }],
    ["addresses that are none", { calls: [], addresses: [8000] }],
    ["too many calls", {
      calls: Array.from({ length: LIMITS.recheckedCalls + 1 }, () => read("/there")),
      addresses: [],
    }],
  ] as const
) {
  Deno.test(`recheck refuses ${name}`, async () => {
    await assert.rejects(
      recheck(SPEC, args, ports),
      (error) => error instanceof CallError && error.code === "bad_arguments",
    );
  });
}
