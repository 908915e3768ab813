import assert from "node:assert/strict";
import { checkKmsgItem, kmsgRules } from "./kmsg.ts";
import { judge } from "./testing_judge.ts";

Deno.test("checkKmsgItem takes the beginning of a line, and nothing that means any line", () => {
  judge(checkKmsgItem, [
    ["NVRM: ", undefined],
    ["amdgpu 0000:03:00.0: ", undefined],
    ["", /the beginning of a line/],
    ["NVR", /4 to 64/],
    ["    NVRM", /the beginning of a line/],
    ["NVRM\n", /plain characters/],
    ["x".repeat(65), /4 to 64/],
    ["NVRM*", /wildcard/],
    ["****", /wildcard/],
  ]);
});

Deno.test("an approved beginning covers a longer one, and no other", () => {
  assert.equal(kmsgRules.covers("NVRM: ", "NVRM: Xid"), true);
  assert.equal(kmsgRules.covers("NVRM: ", "NVRM: "), true);
  assert.equal(kmsgRules.covers("NVRM: Xid", "NVRM: "), false);
  assert.equal(kmsgRules.covers("NVRM: ", "audit: "), false);
  assert.equal(kmsgRules.matches("*", "NVRM: "), true);
  assert.equal(kmsgRules.matches("NVRM*", "NVRM: "), true);
  assert.equal(kmsgRules.matches("audit*", "NVRM: "), false);
});
