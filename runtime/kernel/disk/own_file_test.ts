import assert from "node:assert/strict";
import { writeOwnFile } from "./own_file.ts";
import { readTrust } from "./who_may_write.ts";

const BYTES = new Uint8Array([1, 2, 3]);

async function inFolder(use: (path: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    await use(`${dir}/file`);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

Deno.test("writeOwnFile writes what differs, leaves alone what does not, and corrects the mode", async () => {
  const trust = await readTrust();
  await inFolder(async (path) => {
    await writeOwnFile(path, BYTES, trust);
    const { ino } = await Deno.stat(path);
    await Deno.chmod(path, 0o666);
    await writeOwnFile(path, BYTES, trust);
    const info = await Deno.stat(path);
    assert.deepEqual([info.ino, (info.mode ?? 0) & 0o777], [ino, 0o644]);
    await writeOwnFile(path, new Uint8Array([1, 2, 4]), trust);
    assert.deepEqual(await Deno.readFile(path), new Uint8Array([1, 2, 4]));
  });
});

Deno.test("writeOwnFile follows no link and takes no folder for a file", async () => {
  const trust = await readTrust();
  await inFolder(async (path) => {
    await Deno.symlink("/etc/hostname", path);
    await assert.rejects(writeOwnFile(path, BYTES, trust), { code: "state_dir_unsafe" });
    await Deno.remove(path);
    await Deno.mkdir(path);
    await assert.rejects(writeOwnFile(path, BYTES, trust), { code: "state_dir_unsafe" });
  });
});
