import assert from "node:assert/strict";
import { findCommand } from "./find_command.ts";

/** Two folders: a wrapper in the first, what is no command in both, the real one in the second. */
async function withFolders(use: (folders: { first: string; second: string }) => Promise<void>) {
  const dir = await Deno.makeTempDir();
  const [first, second] = [`${dir}/first`, `${dir}/second`];
  try {
    await Deno.mkdir(`${first}/folder`, { recursive: true });
    await Deno.mkdir(second);
    await Deno.writeTextFile(`${first}/plain`, "", { mode: 0o644 });
    await Deno.writeTextFile(`${first}/tool`, "#!/bin/sh\n", { mode: 0o755 });
    await Deno.writeTextFile(`${second}/plain`, "#!/bin/sh\n", { mode: 0o755 });
    await Deno.writeTextFile(`${second}/tool`, "#!/bin/sh\n", { mode: 0o755 });
    await Deno.symlink(`${second}/tool`, `${first}/link`);
    await Deno.symlink(`${dir}/nothing`, `${first}/dangling`);
    await use({ first, second });
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

Deno.test("findCommand takes the first executable file, so a wrapper in front is found", async () => {
  await withFolders(async ({ first, second }) => {
    const path = `/nonexistent:${first}/tool:${first}:${second}`;
    assert.equal(await findCommand("tool", path), `${first}/tool`);
    assert.equal(await findCommand("tool", `${second}:${first}`), `${second}/tool`);
    assert.equal(await findCommand("plain", path), `${second}/plain`);
    assert.equal(await findCommand("link", path), `${first}/link`);
  });
});

Deno.test("findCommand finds no folder, no dangling link, nothing in a relative folder", async () => {
  await withFolders(async ({ first }) => {
    for (const command of ["folder", "dangling", "absent"]) {
      assert.equal(await findCommand(command, first), undefined, command);
    }
    assert.equal(await findCommand("tool", `.:bin::${first.slice(1)}`), undefined);
    assert.equal(await findCommand("tool", ""), undefined);
  });
});

Deno.test("findCommand passes over a link that leads to itself", async () => {
  await withFolders(async ({ first, second }) => {
    await Deno.symlink("loop", `${first}/loop`);
    await Deno.symlink("plain", `${second}/loop`);
    assert.equal(await findCommand("loop", `${first}:${second}`), `${second}/loop`);
  });
});
