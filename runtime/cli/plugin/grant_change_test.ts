import assert from "node:assert/strict";
import { EMPTY_GRANT } from "../../policy/permissions/empty_grant.ts";
import { describeChange, isApproved } from "./grant_change.ts";
import type { GrantChange } from "./grant_change.ts";
import { createStyle } from "../style.ts";

const CHANGE: GrantChange = {
  digest: "a".repeat(64),
  grant: EMPTY_GRANT,
  approvedDigest: "a".repeat(64),
  added: [],
  removed: [],
  needsApproval: [],
  denied: [],
};

Deno.test("isApproved wants the very digest and the very grant", () => {
  assert(isApproved(CHANGE));
  const others: Partial<GrantChange>[] = [
    { approvedDigest: undefined },
    { digest: "b" },
    { added: ["net a:1"] },
    { removed: ["net a:1"] },
  ];
  for (const other of others) {
    assert(!isApproved({ ...CHANGE, ...other }), JSON.stringify(other));
  }
});

Deno.test("describeChange marks what is new, gone and impossible", () => {
  const style = createStyle({ isTerminal: false, env: {} });
  const lines = describeChange({
    ...CHANGE,
    approvedDigest: undefined,
    added: ["facts /proc/stat"],
    removed: ["net a:1"],
    denied: ['permissions.exec[0] "x" is outside policy.ceiling.exec'],
  }, style);
  assert.deepEqual(lines, [
    "+ facts /proc/stat",
    "- net a:1",
    '! permissions.exec[0] "x" is outside policy.ceiling.exec',
    "  digest none -> aaaaaaaaaaaa",
  ]);
});
