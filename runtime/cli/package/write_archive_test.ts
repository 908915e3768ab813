import assert from "node:assert/strict";
import { tarHeader } from "./tar_entry.ts";
import { writeArchive } from "./write_archive.ts";
import type { ArchiveFile } from "./write_archive.ts";

const FILES: readonly ArchiveFile[] = [
  { path: "x/b.txt", content: { text: "second" }, isExecutable: false },
  { path: "x/a.sh", content: { text: "#!/bin/sh\n" }, isExecutable: true },
  { path: `${"long/".repeat(20)}${"n".repeat(90)}`, content: { text: "" }, isExecutable: false },
];

async function withFolder(test: (dir: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir();
  await test(dir);
  await Deno.remove(dir, { recursive: true });
}

Deno.test("writeArchive sorts, and says nothing of who made it and when", async () => {
  await withFolder(async (dir) => {
    await writeArchive(`${dir}/x.tar.gz`, FILES, { mtime: 315_532_800 });
    const { stdout } = await new Deno.Command("tar", {
      args: ["--utc", "--numeric-owner", "-tvzf", `${dir}/x.tar.gz`],
      env: { LC_ALL: "C" },
    }).output();
    const lines = new TextDecoder().decode(stdout).trim().split("\n")
      .map((line) => line.replaceAll(/ +/g, " "));
    assert.deepEqual(lines, [
      `-rw-r--r-- 0/0 0 1980-01-01 00:00 ${FILES[2]?.path}`,
      "-rwxr-xr-x 0/0 10 1980-01-01 00:00 x/a.sh",
      "-rw-r--r-- 0/0 6 1980-01-01 00:00 x/b.txt",
    ]);
  });
});

Deno.test("writeArchive makes the same bytes of the same files, in whatever order, and their hash", async () => {
  await withFolder(async (dir) => {
    const first = await writeArchive(`${dir}/1`, FILES, { mtime: 7 });
    const second = await writeArchive(`${dir}/2`, FILES.toReversed(), { mtime: 7 });
    assert.equal(first, second);
    const bytes = await Deno.readFile(`${dir}/1`);
    assert.deepEqual(bytes, await Deno.readFile(`${dir}/2`));
    const digest = await crypto.subtle.digest("SHA-256", bytes);
    assert.equal(first, new Uint8Array(digest).toHex());
    assert.notEqual(first, await writeArchive(`${dir}/3`, FILES, { mtime: 8 }));
  });
});

Deno.test("writeArchive leaves nothing behind when a file cannot be read", async () => {
  await withFolder(async (dir) => {
    const missing = { path: "y", content: { file: `${dir}/none` }, isExecutable: false };
    await assert.rejects(
      writeArchive(`${dir}/x`, [...FILES, missing], { mtime: 0 }),
      Deno.errors.NotFound,
    );
    assert.deepEqual(await Array.fromAsync(Deno.readDir(dir)), []);
  });
});

Deno.test("tarHeader refuses what the format cannot carry", () => {
  const entry = { path: "x", size: 1, isExecutable: false, mtime: 0 };
  assert.throws(() => tarHeader({ ...entry, path: "n".repeat(101) }), RangeError);
  assert.throws(() => tarHeader({ ...entry, path: `${"p/".repeat(200)}x` }), RangeError);
  assert.throws(() => tarHeader({ ...entry, size: 8 ** 11 }), RangeError);
});
