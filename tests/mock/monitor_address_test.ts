import assert from "node:assert/strict";
import { requestedAddress } from "../../mock/run/monitor_address.ts";

function requested(flags: Record<string, string>, env: Record<string, string>) {
  const values = new Map(Object.entries(flags));
  return requestedAddress({ values, switches: new Set(), operands: [] }, env);
}

Deno.test("requestedAddress takes flags, then the monitor's variables, then the defaults", () => {
  const env = { LLM_MONITOR_SERVER_HOST: "0.0.0.0", LLM_MONITOR_SERVER_PORT: "8095" };
  assert.deepEqual(requested({}, {}), { host: "127.0.0.1", port: 8090 });
  assert.deepEqual(requested({}, env), { host: "0.0.0.0", port: 8095 });
  assert.deepEqual(requested({ host: "::1", port: "0" }, env), { host: "::1", port: 0 });
});

Deno.test("requestedAddress refuses a variable that is no port", () => {
  for (const port of ["x", "-1", "65536", "80.5"]) {
    assert.throws(() => requested({}, { LLM_MONITOR_SERVER_PORT: port }), {
      code: "usage",
      message: new RegExp(`LLM_MONITOR_SERVER_PORT=${port}`),
    });
  }
});
