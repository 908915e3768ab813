import assert from "node:assert/strict";
import fc from "fast-check";
import { guestUid } from "./guest_uid.ts";

Deno.test("guestUid gives each plugin the same user at each start", () => {
  assert.equal(guestUid("system"), guestUid("system"));
  assert.notEqual(guestUid("system"), guestUid("gpu"));
});

Deno.test("guestUid stays within the range that no account has, and never is root", () => {
  fc.assert(fc.property(fc.string(), (name) => {
    const uid = guestUid(name);
    assert.ok(Number.isInteger(uid) && uid >= 61_184 && uid <= 65_519, `${uid}`);
  }));
});
