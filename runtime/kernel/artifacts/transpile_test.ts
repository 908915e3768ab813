import assert from "node:assert/strict";
import { filesBelow } from "../../../tests/support/files_below.ts";
import { removeCopy } from "./stage.ts";
import { describeFiles, setOpen, transpile } from "./transpile.ts";
import type { TranspileOptions } from "./transpile.ts";

async function withFolder(use: (dir: string) => Promise<void>) {
  const dir = await Deno.realPath(await Deno.makeTempDir());
  try {
    await use(dir);
  } finally {
    await removeCopy(dir);
  }
}

/** A transpiler that makes these files, by their paths on the machine. */
function making(...paths: string[]): TranspileOptions["run"] {
  return async (denoDir) => {
    for (const path of paths) {
      const file = `${denoDir}/gen/file${path}.js`;
      await Deno.mkdir(file.slice(0, file.lastIndexOf("/")), { recursive: true });
      await Deno.writeTextFile(file, path, { mode: 0o600 });
    }
    await Deno.writeTextFile(`${denoDir}/dep_analysis_cache_v2`, "a database");
    return true;
  };
}

const FOLDERS = ["/project/runtime/sdk", "/state/staged/one/abc"];

function makeOptions(dir: string, run: TranspileOptions["run"]): TranspileOptions {
  return { target: `${dir}/one/abc-1`, folders: FOLDERS, run, onChanged: assert.fail };
}

Deno.test("transpile keeps the JavaScript of the wanted folders, and nothing else", () =>
  withFolder(async (dir) => {
    const run = making(
      "/project/runtime/sdk/mod.ts",
      "/state/staged/one/abc/mod.ts",
      "/state/staged/one/abc/parse/stat.ts",
      "/root/secrets.ts",
    );
    assert.equal(await transpile(makeOptions(dir, run)), true);
    assert.deepEqual(await filesBelow(`${dir}/one`), [
      "abc-1/digest",
      "abc-1/gen/file/project/runtime/sdk/mod.ts.js",
      "abc-1/gen/file/state/staged/one/abc/mod.ts.js",
      "abc-1/gen/file/state/staged/one/abc/parse/stat.ts.js",
    ]);
    const file = `${dir}/one/abc-1/gen/file/state/staged/one/abc/mod.ts.js`;
    assert.equal(((await Deno.stat(file)).mode ?? 0) & 0o777, 0o444);
  }));

Deno.test("transpile does its work once, and for two at a time leaves one result", () =>
  withFolder(async (dir) => {
    const run = making("/state/staged/one/abc/mod.ts");
    const options = makeOptions(dir, run);
    assert.deepEqual(await Promise.all([transpile(options), transpile(options)]), [true, true]);
    assert.deepEqual(await filesBelow(`${dir}/one`), [
      "abc-1/digest",
      "abc-1/gen/file/state/staged/one/abc/mod.ts.js",
    ]);
    assert.equal(await transpile({ ...options, run: () => assert.fail("a second time") }), true);
  }));

Deno.test("transpile leaves nothing behind when the transpiler fails", () =>
  withFolder(async (dir) => {
    const failures: TranspileOptions["run"][] = [
      () => Promise.resolve(false),
      () => Promise.reject(new Error("no such program")),
      // As Deno leaves it on a full disk, with exit code 0.
      async (denoDir) => {
        const folder = `${denoDir}/gen/file/state/staged/one/abc`;
        await Deno.mkdir(folder, { recursive: true });
        await Deno.writeTextFile(`${folder}/mod.ts.1234.tmp`, "");
        return true;
      },
    ];
    for (const run of failures) {
      assert.equal(await transpile(makeOptions(dir, run)), false);
      assert.deepEqual(await Array.fromAsync(Deno.readDir(`${dir}/one`)), []);
    }
  }));

Deno.test("setOpen closes what Deno would write to, for its owner as well, and opens it again", () =>
  withFolder(async (dir) => {
    await transpile(makeOptions(dir, making("/state/staged/one/abc/mod.ts")));
    const modeOf = async (place: string) =>
      ((await Deno.stat(`${dir}/one/abc-1${place}`)).mode ?? 0) & 0o777;
    for (const [isOpen, mode] of [[false, 0o555], [true, 0o755]] as const) {
      await setOpen(`${dir}/one/abc-1`, isOpen);
      for (const place of ["", "/gen", "/gen/file"]) assert.equal(await modeOf(place), mode, place);
    }
  }));

Deno.test("describeFiles changes with each module, and not with its tests", () =>
  withFolder(async (dir) => {
    await Deno.writeTextFile(`${dir}/a.ts`, "1");
    const before = await describeFiles([dir]);
    await Deno.writeTextFile(`${dir}/a_test.ts`, "1");
    assert.equal(await describeFiles([dir]), before);
    await Deno.writeTextFile(`${dir}/b.ts`, "1");
    const more = await describeFiles([dir]);
    assert.notEqual(more, before);
    await Deno.writeTextFile(`${dir}/b.ts`, "22");
    assert.notEqual(await describeFiles([dir]), more);
  }));

Deno.test("transpile makes anew what was changed, replaced or added since it was made, and says so", () =>
  withFolder(async (dir) => {
    const module = "/state/staged/one/abc/mod.ts";
    const target = `${dir}/one/abc-1`;
    const file = `${target}/gen/file${module}.js`;
    const overwrite = async () => {
      await Deno.chmod(file, 0o644);
      await Deno.writeTextFile(file, "evil()");
    };
    const changes: Record<string, () => Promise<unknown>> = {
      "its text": overwrite,
      "a link in its place": async () => {
        await Deno.remove(file);
        await Deno.symlink("/etc/hostname", file);
      },
      "a cache of code beside it": () => Deno.writeTextFile(`${target}/v8_code_cache_v2`, "evil"),
      "a mode that lets everybody write": () => Deno.chmod(file, 0o666),
      "a digest that is gone, as of an earlier version": () => Deno.remove(`${target}/digest`),
    };
    for (const [what, change] of Object.entries(changes)) {
      const said: string[] = [];
      const options = {
        ...makeOptions(dir, making(module)),
        onChanged: (why: string) => said.push(why),
      };
      assert.equal(await transpile(options), true);
      assert.deepEqual(said, [], what);
      await setOpen(target, true);
      await change();
      assert.equal(await transpile(options), true);
      assert.equal(said.length, 1, what);
      assert.equal(await Deno.readTextFile(file), module, what);
      assert.deepEqual(await filesBelow(target), ["digest", `gen/file${module}.js`], what);
      await setOpen(target, false);
    }
  }));
