import assert from "node:assert/strict";
import { readTar, TarError, writeTar } from "./tar.ts";
import type { TarFile } from "./tar.ts";

const LIMITS = { maxFiles: 10, maxBytes: 1024 * 1024 };
const FILES: TarFile[] = [
  { name: "empty.txt", bytes: new Uint8Array() },
  { name: "folder/one.txt", bytes: new TextEncoder().encode("one\n") },
  { name: "block.bin", bytes: new Uint8Array(512).fill(7) },
  { name: "longer.bin", bytes: new Uint8Array(513).fill(8) },
];

/** Lets the tar of this machine look at an archive. */
async function runTar(args: string[], archive: Uint8Array): Promise<string> {
  const process = new Deno.Command("tar", {
    args,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  })
    .spawn();
  const writer = process.stdin.getWriter();
  await writer.write(archive);
  await writer.close();
  const { success, stdout, stderr } = await process.output();
  const decoder = new TextDecoder();
  assert(success, decoder.decode(stderr));
  assert.equal(decoder.decode(stderr), "");
  return decoder.decode(stdout);
}

Deno.test("tar reads what writeTar wrote: names, modes, sizes, time, contents", async () => {
  const archive = writeTar(FILES, 1_700_000_000);
  assert.deepEqual(
    (await runTar(["-t"], archive)).trim().split("\n"),
    FILES.map(({ name }) => name),
  );
  const listed = await runTar(["-tv", "--utc", "--numeric-owner", "--full-time"], archive);
  for (const { name, bytes } of FILES) {
    const line = new RegExp(`^-rw------- 0/0 +${bytes.length} 2023-11-14 22:13:20 ${name}$`, "m");
    assert.match(listed, line);
  }
  assert.equal(await runTar(["-xO", "folder/one.txt"], archive), "one\n");
});

Deno.test("readTar reads what writeTar wrote", () => {
  const read = readTar(writeTar(FILES, 0), LIMITS);
  assert.deepEqual(
    [...read].map(([name, bytes]) => ({ name, bytes: new Uint8Array(bytes) })),
    FILES,
  );
  assert.deepEqual(readTar(writeTar([], 0), LIMITS), new Map());
});

Deno.test("writeTar refuses names that lead elsewhere", () => {
  for (const name of ["/etc/passwd", "../x", "a/../b", "", ".x", "a//b", "x".repeat(101)]) {
    assert.throws(() => writeTar([{ name, bytes: new Uint8Array() }], 0), TypeError, name);
  }
});

/** Changes the header of the only file, checksum included. */
function changed(change: (header: Uint8Array) => void): Uint8Array {
  const archive = writeTar([{ name: "a.txt", bytes: new Uint8Array(10) }], 0);
  const header = archive.subarray(0, 512);
  change(header);
  header.fill(32, 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.set(new TextEncoder().encode(`${sum.toString(8).padStart(6, "0")}\0 `), 148);
  return archive;
}

const put = (header: Uint8Array, at: number, text: string) =>
  header.set(new TextEncoder().encode(text), at);

for (
  const [title, archive, why] of [
    ["is empty", new Uint8Array(), /not a tar archive/],
    ["is something else", new Uint8Array(2048).fill(65), /not a tar archive/],
    ["is larger than allowed", new Uint8Array(LIMITS.maxBytes + 1), /larger than/],
    [
      "leads out of its folder",
      changed((h) => put(h, 0, "../a.txt")),
      /does not belong in a bundle/,
    ],
    ["has an absolute path", changed((h) => put(h, 0, "/etc/x")), /does not belong in a bundle/],
    ["has a prefix", changed((h) => put(h, 345, "..")), /does not belong in a bundle/],
    ["has a symbolic link", changed((h) => put(h, 156, "2")), /not a plain file/],
    ["has a hard link", changed((h) => put(h, 156, "1")), /not a plain file/],
    ["has a device", changed((h) => put(h, 156, "3")), /not a plain file/],
    ["has a folder", changed((h) => put(h, 156, "5")), /not a plain file/],
    ["says more than it has", changed((h) => put(h, 124, "77777777777")), /in the middle/],
    ["has a size that is no number", changed((h) => put(h, 124, "-0000000001")), /not a number/],
    ["is cut off", writeTar(FILES, 0).subarray(0, 512), /its end is missing/],
    [
      "is damaged",
      (() => {
        const archive = writeTar(FILES, 0);
        archive[0] = 66;
        return archive;
      })(),
      /checksum/,
    ],
    [
      "has a file twice",
      writeTar([FILES[0], FILES[0]].filter((file) => file !== undefined), 0),
      /twice/,
    ],
    [
      "has too many files",
      writeTar(
        Array.from({ length: 11 }, (_, n) => ({ name: `f${n}`, bytes: new Uint8Array() })),
        0,
      ),
      /more than 10 files/,
    ],
  ] as const
) {
  Deno.test(`readTar refuses an archive that ${title}`, () => {
    assert.throws(() => readTar(archive, LIMITS), (error) => {
      assert(error instanceof TarError);
      assert.match(error.message, why);
      return true;
    });
  });
}
