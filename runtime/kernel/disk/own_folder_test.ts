import assert from "node:assert/strict";
import { needsRoot } from "../../../tests/support/tools.ts";
import { claimFolder, claimStateFolder, requireOwnFolders } from "./own_folder.ts";
import { readTrust } from "./who_may_write.ts";

const STRANGER = 61_001;
const isNotRoot = needsRoot("folders of other users");

async function withFolder(use: (dir: string) => Promise<void>) {
  const dir = await Deno.realPath(await Deno.makeTempDir());
  try {
    await use(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

async function modeOf(path: string): Promise<number> {
  return ((await Deno.lstat(path)).mode ?? 0) & 0o7777;
}

const UNSAFE = { name: "CodedError", code: "state_dir_unsafe", hint: /LLM_MONITOR_STATE_DIR/ };

Deno.test("claimStateFolder makes the folder for us alone, whatever the umask is", () =>
  withFolder(async (dir) => {
    for (const [index, mask] of [0o000, 0o077].entries()) {
      const state = `${dir}/${index}/state`;
      const before = Deno.umask(mask);
      try {
        await claimStateFolder(state);
      } finally {
        Deno.umask(before);
      }
      assert.equal(await modeOf(state), Deno.uid() === 0 ? 0o711 : 0o700);
      await claimStateFolder(state);
    }
  }));

Deno.test("claimStateFolder refuses a link, a file, and what others could have written", () =>
  withFolder(async (dir) => {
    await Deno.mkdir(`${dir}/target`);
    await Deno.symlink(`${dir}/target`, `${dir}/link`);
    await assert.rejects(claimStateFolder(`${dir}/link`), { ...UNSAFE, message: /symbolic link/ });
    await Deno.writeTextFile(`${dir}/file`, "");
    await assert.rejects(claimStateFolder(`${dir}/file`), { ...UNSAFE, message: /not a folder/ });
    await Deno.mkdir(`${dir}/open/staged`, { recursive: true });
    await Deno.chmod(`${dir}/open`, 0o777);
    const message = /Cannot trust .*\/open \(owner \d+, mode 0777\): everybody can write there/;
    await assert.rejects(claimStateFolder(`${dir}/open`), { ...UNSAFE, message });
    assert.equal(await modeOf(`${dir}/open`), 0o777);
  }));

Deno.test("claimStateFolder closes an empty folder of ours, as a file system just mounted", () =>
  withFolder(async (dir) => {
    await Deno.mkdir(`${dir}/fresh`);
    await Deno.chmod(`${dir}/fresh`, 0o1777);
    await claimStateFolder(`${dir}/fresh`);
    assert.equal(await modeOf(`${dir}/fresh`), 0o755);
  }));

Deno.test("claimStateFolder refuses a place where everybody could exchange the folder", () =>
  withFolder(async (dir) => {
    await Deno.mkdir(`${dir}/shared/state`, { recursive: true });
    await Deno.chmod(`${dir}/shared`, 0o777);
    const message = /Cannot trust .*\/shared \(.*everybody can replace/;
    await assert.rejects(claimStateFolder(`${dir}/shared/state`), { ...UNSAFE, message });
    await Deno.chmod(`${dir}/shared`, 0o1777);
    await claimStateFolder(`${dir}/shared/state`);
  }));

Deno.test({
  name:
    "claimStateFolder refuses what belongs to another user: the folder, its parent, a link to it",
  ignore: isNotRoot,
  fn: () =>
    withFolder(async (dir) => {
      await Deno.mkdir(`${dir}/theirs/state`, { recursive: true });
      await Deno.chown(`${dir}/theirs/state`, STRANGER, STRANGER);
      const theirs = { ...UNSAFE, message: /belongs to user 61001/ };
      await assert.rejects(claimStateFolder(`${dir}/theirs/state`), theirs);
      await Deno.chown(`${dir}/theirs`, STRANGER, STRANGER);
      const parent = { ...UNSAFE, message: /user 61001 can replace/ };
      await assert.rejects(claimStateFolder(`${dir}/theirs/new`), parent);
      await Deno.symlink(dir, `${dir}/link`);
      await new Deno.Command("chown", { args: ["-h", String(STRANGER), `${dir}/link`] }).output();
      await assert.rejects(claimStateFolder(`${dir}/link/state`), parent);
    }),
});

Deno.test("claimFolder gives the exact mode, and never through a link", () =>
  withFolder(async (dir) => {
    const trust = await readTrust();
    await claimFolder(`${dir}/a`, 0o555, trust);
    assert.equal(await modeOf(`${dir}/a`), 0o555);
    await claimFolder(`${dir}/a`, 0o755, trust);
    assert.equal(await modeOf(`${dir}/a`), 0o755);
    await Deno.symlink(`${dir}/a`, `${dir}/b`);
    await assert.rejects(claimFolder(`${dir}/b`, 0o555, trust), UNSAFE);
    assert.equal(await modeOf(`${dir}/a`), 0o755);
  }));

Deno.test("requireOwnFolders refuses links in a folder, and closes what everybody could write", () =>
  withFolder(async (dir) => {
    const trust = await readTrust();
    await Deno.mkdir(`${dir}/root/one`, { recursive: true });
    await Deno.chmod(`${dir}/root/one`, 0o777);
    await requireOwnFolders(`${dir}/root`, trust);
    assert.equal(await modeOf(`${dir}/root/one`), 0o755);
    await Deno.symlink("/etc", `${dir}/root/two`);
    await assert.rejects(requireOwnFolders(`${dir}/root`, trust), UNSAFE);
  }));
