import assert from "node:assert/strict";
import { EMPTY_GRANT } from "../../policy/permissions/empty_grant.ts";
import { EMPTY_LOCK } from "../../contract/lock.ts";
import { needsRoot } from "../../../tests/support/tools.ts";
import { makeApproval, readLock } from "./approvals.ts";

const DIGEST = "a".repeat(64);
const OTHER = "b".repeat(64);
const GRANT = {
  net: [],
  env: [],
  read: [],
  facts: ["/proc/*/cgroup"],
  exec: [{ command: "ls", args: ["*"] }],
  docker: ["read"],
  kmsg: [],
  memory: [],
  series: [],
};
const ENTRY = { digest: DIGEST, grant: GRANT, approvedAt: "2026-01-01T00:00:00Z" };

async function withFile(test: (file: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    await test(`${dir}/plugins.lock.json`);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

const SOUND = { version: 1, plugins: { one: ENTRY } };
const BROKEN: Readonly<Record<string, string>> = {
  "no JSON": "{",
  "nothing": "",
  "another version": JSON.stringify({ ...SOUND, version: 2 }),
  "an unknown key": JSON.stringify({ ...SOUND, more: true }),
  "a wrong digest": JSON.stringify({ ...SOUND, plugins: { one: { ...ENTRY, digest: "A" } } }),
  "a grant without all its kinds": JSON.stringify({
    ...SOUND,
    plugins: { one: { ...ENTRY, grant: { net: [] } } },
  }),
  "one broken entry of two": JSON.stringify({ ...SOUND, plugins: { one: ENTRY, two: {} } }),
  "a name that is none": JSON.stringify({ ...SOUND, plugins: { "../one": ENTRY } }),
  "too many bytes": JSON.stringify(SOUND) + " ".repeat(1024 ** 2),
};
for (const [title, text] of Object.entries(BROKEN)) {
  Deno.test(`readLock believes nothing of a file with ${title}`, () =>
    withFile(async (file) => {
      await Deno.writeTextFile(file, text);
      const { lock, issues } = await readLock(file);
      assert.deepEqual(lock, EMPTY_LOCK);
      assert.ok(issues.length > 0 && issues.every(({ code }) => code === "lock_invalid"));
    }));
}

Deno.test("readLock refuses what is no file", () =>
  withFile(async (file) => {
    await Deno.mkdir(file);
    assert.equal((await readLock(file)).issues[0]?.code, "lock_invalid");
  }));

Deno.test("readLock believes nothing of a file that everybody can write, and says so", () =>
  withFile(async (file) => {
    await Deno.writeTextFile(file, JSON.stringify(SOUND));
    await Deno.chmod(file, 0o666);
    const { lock, issues } = await readLock(file);
    assert.deepEqual(lock, EMPTY_LOCK);
    assert.deepEqual(issues.map(({ code }) => code), ["lock_unsafe"]);
    assert.match(
      issues[0]?.rule ?? "",
      /by everybody \(owner \d+, mode 0666\); it approves nothing/,
    );
    await Deno.chmod(file, 0o644);
    assert.deepEqual((await readLock(file)).lock, SOUND);
  }));

Deno.test({
  name: "readLock believes nothing of another user's file, or of what another user's link leads to",
  ignore: needsRoot("files of other users"),
  fn: () =>
    withFile(async (file) => {
      await Deno.writeTextFile(file, JSON.stringify(SOUND));
      await Deno.symlink(file, `${file}.link`);
      await new Deno.Command("chown", { args: ["-h", "61001", `${file}.link`] }).output();
      assert.deepEqual((await readLock(`${file}.link`)).lock, EMPTY_LOCK);
      assert.deepEqual((await readLock(file)).lock, SOUND);
      await Deno.chown(file, 61_001, 61_001);
      const { lock, issues } = await readLock(file);
      assert.deepEqual(lock, EMPTY_LOCK);
      assert.match(issues[0]?.rule ?? "", /by user 61001/);
    }),
});

Deno.test("approvalOf tells approved, changed and not approved apart", () => {
  const lock = { version: 1 as const, plugins: { one: ENTRY } };
  const narrower = { ...GRANT, facts: [] };
  const wider = { ...GRANT, env: ["HOME"] };
  const cases = [
    ["one", DIGEST, GRANT, "approved", "approved"],
    ["one", DIGEST, narrower, "approved", "approved"],
    ["one", OTHER, GRANT, "changed_since_approval", "none"],
    ["one", OTHER, narrower, "changed_since_approval", "none"],
    ["one", OTHER, wider, "none", "none"],
    ["one", DIGEST, wider, "none", "none"],
    ["two", DIGEST, GRANT, "none", "none"],
    ["constructor", DIGEST, EMPTY_GRANT, "none", "none"],
  ] as const;
  for (const [name, digest, grant, byGrant, byDigest] of cases) {
    assert.equal(makeApproval(lock, { name, digest, grant }, "grant"), byGrant);
    assert.equal(makeApproval(lock, { name, digest, grant }, "digest"), byDigest);
  }
});
