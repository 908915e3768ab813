import assert from "node:assert/strict";
import { walkPath } from "./walk_path.ts";

async function withFolder(use: (dir: string) => Promise<void>) {
  const dir = await Deno.realPath(await Deno.makeTempDir());
  try {
    await use(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

Deno.test("walkPath lists the folders and links that lead to a path, and the folders behind them", () =>
  withFolder(async (dir) => {
    await Deno.mkdir(`${dir}/real/deep`, { recursive: true });
    await Deno.symlink("real", `${dir}/relative`);
    await Deno.symlink(`${dir}/relative/deep`, `${dir}/absolute`);
    const steps = (await walkPath(`${dir}/absolute/state`)).map(({ path }) => path);
    for (const path of ["/", dir, "absolute", "relative", "real", "real/deep"]) {
      const full = path.startsWith("/") ? path : `${dir}/${path}`;
      assert.ok(steps.includes(full), `${full} is in ${steps}`);
    }
    assert.ok(!steps.includes(`${dir}/absolute/state`));
  }));

Deno.test("walkPath stops where the path is not there yet", () =>
  withFolder(async (dir) => {
    assert.equal((await walkPath(`${dir}/a/b/c`)).at(-1)?.path, dir);
  }));

Deno.test("walkPath gives up on links that lead to themselves", () =>
  withFolder(async (dir) => {
    await Deno.symlink(`${dir}/loop`, `${dir}/loop`);
    await assert.rejects(walkPath(`${dir}/loop/state`), /too many symbolic links/);
  }));
