import assert from "node:assert/strict";
import { configSchema } from "../contract/config.ts";
import { toAddress } from "./server_address.ts";

Deno.test("toAddress gives an address that can be asked", () => {
  const tls = { certFile: "a", keyFile: "b" };
  const cases: [Record<string, unknown>, string][] = [
    [{}, "http://127.0.0.1:8090"],
    [{ host: "0.0.0.0", port: 9 }, "http://127.0.0.1:9"],
    [{ host: "::" }, "http://[::1]:8090"],
    [{ host: "fd00::1", tls }, "https://[fd00::1]:8090"],
    [{ host: "monitor.lan", tls }, "https://monitor.lan:8090"],
  ];
  for (const [server, expected] of cases) {
    assert.equal(toAddress(configSchema.parse({ server }).server), expected);
  }
});
