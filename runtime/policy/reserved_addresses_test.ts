import assert from "node:assert/strict";
import { isReserved, reservedAddresses } from "./reserved_addresses.ts";

const CONFIGS = {
  llm: { targets: [{ url: "http://127.0.0.1:28200", apiKeyEnv: "KEY" }, { url: "https://gpu-1" }] },
  other: { address: "10.0.0.7:9000", note: "not an address" },
};

Deno.test("isReserved keeps what the operator wrote for one plugin from the others", () => {
  const reserved = reservedAddresses(CONFIGS, undefined);
  for (const item of ["127.0.0.1:28200", "localhost:28200", "[::1]:28200", "127.9.9.9:28200"]) {
    assert.equal(isReserved(reserved, item, "thief"), true, item);
    assert.equal(isReserved(reserved, item, "llm"), false, item);
  }
  assert.equal(isReserved(reserved, "gpu-1:443", "thief"), true);
  assert.equal(isReserved(reserved, "10.0.0.7:9000", "llm"), true);
  assert.equal(isReserved(reserved, "10.0.0.7:9000", "other"), false);
  assert.equal(isReserved(reserved, "127.0.0.1:28201", "thief"), false);
});

Deno.test("isReserved keeps the container engine from every plugin", () => {
  for (const engine of ["tcp://127.0.0.1:2375", "http://127.0.0.1:2375"]) {
    const reserved = reservedAddresses({}, engine);
    assert.equal(isReserved(reserved, "localhost:2375", "any"), true);
  }
  assert.equal(reservedAddresses({}, "unix:///var/run/docker.sock").size, 0);
});
