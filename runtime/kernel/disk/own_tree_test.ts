import assert from "node:assert/strict";
import { listOwnTree } from "./own_tree.ts";
import { readTrust } from "./who_may_write.ts";

Deno.test("listOwnTree lists files, and refuses links and what others can write", async () => {
  const trust = await readTrust();
  const dir = await Deno.makeTempDir();
  await Deno.mkdir(`${dir}/b/c`, { recursive: true });
  for (const file of ["z", "b/c/y"]) await Deno.writeTextFile(`${dir}/${file}`, "");
  assert.deepEqual(listOwnTree(dir, trust), ["b/c/y", "z"]);
  await Deno.chmod(`${dir}/z`, 0o666);
  assert.throws(() => listOwnTree(dir, trust), /\/z can be written by everybody/);
  await Deno.chmod(`${dir}/z`, 0o644);
  await Deno.chmod(`${dir}/b/c`, 0o777);
  assert.throws(() => listOwnTree(dir, trust), /\/b\/c can be written by everybody/);
  await Deno.chmod(`${dir}/b/c`, 0o755);
  await Deno.symlink("/etc/hostname", `${dir}/b/link`);
  assert.throws(() => listOwnTree(dir, trust), /\/b\/link is neither a file nor a folder/);
  await Deno.remove(dir, { recursive: true });
});
