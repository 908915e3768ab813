import assert from "node:assert/strict";
import { IssuesError } from "../../contract/issue.ts";
import { EMPTY_LOCK } from "../../contract/lock.ts";
import { readLock } from "../../kernel/catalog/approvals.ts";
import { approve, revoke } from "./change_approvals.ts";

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

async function withFile(test: (file: string, dir: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    await test(`${dir}/plugins.lock.json`, dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

Deno.test("approve and revoke write what readLock reads", () =>
  withFile(async (file, dir) => {
    assert.deepEqual(await readLock(file), { lock: EMPTY_LOCK, issues: [] });
    await approve(file, "two", ENTRY);
    await approve(file, "one", ENTRY);
    await approve(file, "one", { ...ENTRY, digest: OTHER });
    const text = await Deno.readTextFile(file);
    assert.ok(text.endsWith("}\n") && text.indexOf('"one"') < text.indexOf('"two"'));
    const { lock } = await readLock(file);
    assert.equal(lock.plugins.one?.digest, OTHER);
    assert.deepEqual(lock.plugins.two, ENTRY);
    await revoke(file, "one");
    assert.deepEqual(Object.keys((await readLock(file)).lock.plugins), ["two"]);
    const names = (await Array.fromAsync(Deno.readDir(dir))).map(({ name }) => name);
    assert.deepEqual(names, ["plugins.lock.json"]);
  }));

Deno.test("approve and revoke leave a file alone that cannot be believed", () =>
  withFile(async (file) => {
    for (const text of ["{", JSON.stringify({ version: 1, plugins: { one: ENTRY, two: {} } })]) {
      await Deno.writeTextFile(file, text);
      await assert.rejects(approve(file, "one", ENTRY), IssuesError);
      await assert.rejects(revoke(file, "one"), IssuesError);
      assert.equal(await Deno.readTextFile(file), text);
    }
  }));

Deno.test("approve lets nobody else write the file, whatever the umask and the mode were", () =>
  withFile(async (file) => {
    const modeOf = async () => ((await Deno.stat(file)).mode ?? 0) & 0o777;
    const before = Deno.umask(0o000);
    try {
      await approve(file, "one", ENTRY);
      assert.equal(await modeOf(), 0o644);
      await Deno.chmod(file, 0o600);
      await approve(file, "two", ENTRY);
      assert.equal(await modeOf(), 0o600);
    } finally {
      Deno.umask(before);
    }
  }));
