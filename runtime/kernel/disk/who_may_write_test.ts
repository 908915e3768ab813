import assert from "node:assert/strict";
import { foreignReplacer, foreignWriter, formatMode, readTrust } from "./who_may_write.ts";

const TRUST = { gid: 1_000, uids: new Set([0, 1_000]) };
const of = (uid: number, gid: number, mode: number) => ({ uid, gid, mode });

Deno.test("foreignWriter names who can write besides root and ourselves", () => {
  const cases: [ReturnType<typeof of>, string | undefined][] = [
    [of(1_000, 1_000, 0o644), undefined],
    [of(0, 0, 0o644), undefined],
    [of(1_001, 1_000, 0o400), "user 1001"],
    [of(1_000, 1_000, 0o666), "everybody"],
    [of(1_000, 1_000, 0o664), undefined],
    [of(1_000, 1_001, 0o664), "group 1001"],
    [of(1_000, 1_001, 0o644), undefined],
    // /usr/local/bin of Debian belongs to staff, 50.
    [of(0, 50, 0o42775), undefined],
    [of(0, 100, 0o775), "group 100"],
  ];
  for (const [info, writer] of cases) assert.equal(foreignWriter(info, TRUST), writer);
});

Deno.test("foreignReplacer lets a sticky folder pass, unless it belongs to another user", () => {
  assert.equal(foreignReplacer(of(0, 0, 0o41777), TRUST), undefined);
  assert.equal(foreignReplacer(of(0, 0, 0o40777), TRUST), "everybody");
  assert.equal(foreignReplacer(of(1_001, 0, 0o41777), TRUST), "user 1001");
});

Deno.test("readTrust trusts root and this process", async () => {
  const { uids } = await readTrust();
  assert.ok(uids.has(0) && uids.has(Deno.uid() ?? -1));
});

Deno.test("formatMode writes bits as chmod takes them", () => {
  assert.deepEqual([0o100644, 0o41777, 0o7, null].map(formatMode), [
    "0644",
    "01777",
    "0007",
    "0000",
  ]);
});
