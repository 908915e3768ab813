import assert from "node:assert/strict";
import { isLoopback, isOpenToStrangers } from "./reach.ts";

Deno.test("isOpenToStrangers is what others reach without a secret", () => {
  for (const host of ["127.0.0.1", "127.1.2.3", "::1", "localhost"]) {
    assert.equal(isOpenToStrangers({ host }), false, host);
  }
  for (const host of ["0.0.0.0", "::", "10.0.0.7", "127.evil.example"]) {
    assert.equal(isOpenToStrangers({ host }), true, host);
    assert.equal(isOpenToStrangers({ host, auth: { bearerToken: "x" } }), false, host);
  }
});

Deno.test("isLoopback knows the addresses that only this machine reaches", () => {
  for (const hostname of ["localhost", "127.0.0.1", "127.255.0.9", "::1"]) {
    assert.ok(isLoopback(hostname), hostname);
  }
  for (const hostname of ["0.0.0.0", "::", "127.evil.example", "10.0.0.1"]) {
    assert.ok(!isLoopback(hostname), hostname);
  }
});
