import assert from "node:assert/strict";
import { CodedError } from "../../contract/errors.ts";
import { LIMITS } from "../../contract/limits.ts";
import { readFolder } from "./read_folder.ts";

async function withFolder(test: (dir: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${dir}/one`);
    await test(`${dir}/one`);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

async function run(command: string, ...args: string[]): Promise<void> {
  const { success } = await new Deno.Command(command, { args }).output();
  assert.ok(success);
}

async function fill(dir: string, count: number, make: (path: string) => Promise<void>) {
  for (let index = 0; index < count; index++) await make(`${dir}/f${index}`);
}

const TOO_MANY = LIMITS.pluginFiles + 1;

/** Things that make a folder unfit, and the code and words that say so. */
const REFUSED: Readonly<
  Record<string, { code: string; says: RegExp; make: (dir: string) => Promise<unknown> }>
> = {
  "a link to a file": {
    code: "plugin_file_kind",
    says: /secret\.ts is neither/,
    make: (dir) => Deno.symlink("/etc/passwd", `${dir}/secret.ts`),
  },
  "a link to a folder": {
    code: "plugin_file_kind",
    says: /etc is neither/,
    make: (dir) => Deno.symlink("/etc", `${dir}/etc`),
  },
  "a link that leads nowhere, deeper down": {
    code: "plugin_file_kind",
    says: /inner\/none is neither/,
    make: async (dir) => {
      await Deno.mkdir(`${dir}/inner`);
      await Deno.symlink("/nowhere", `${dir}/inner/none`);
    },
  },
  "a pipe, which is not opened": {
    code: "plugin_file_kind",
    says: /pipe is neither/,
    make: (dir) => run("mkfifo", `${dir}/pipe`),
  },
  "a CommonJS module": {
    code: "plugin_file_kind",
    says: /lib\/a\.cjs turns modules into CommonJS.*import and export/,
    make: async (dir) => {
      await Deno.mkdir(`${dir}/lib`);
      await Deno.writeTextFile(`${dir}/lib/a.cjs`, "");
    },
  },
  "a package.json": {
    code: "plugin_file_kind",
    says: /package\.json turns modules into CommonJS/,
    make: (dir) => Deno.writeTextFile(`${dir}/package.json`, '{ "type": "commonjs" }'),
  },
  "too many files": {
    code: "plugin_too_many_files",
    says: /more than 200 files/,
    make: (dir) => fill(dir, TOO_MANY, (path) => Deno.writeTextFile(path, "")),
  },
  "too many folders": {
    code: "plugin_too_many_files",
    says: /more than 200 files/,
    make: (dir) => fill(dir, TOO_MANY, (path) => Deno.mkdir(path)),
  },
  "a file that is too large": {
    code: "plugin_too_large",
    says: /larger than 5MiB/,
    make: (dir) => Deno.truncate(`${dir}/mod.ts`, LIMITS.pluginBytes + 1),
  },
  "files that are too large together": {
    code: "plugin_too_large",
    says: /larger than 5MiB/,
    make: (dir) =>
      fill(dir, 2, (path) => Deno.writeFile(path, new Uint8Array(LIMITS.pluginBytes / 2 + 1))),
  },
};

for (const [title, { code, says, make }] of Object.entries(REFUSED)) {
  Deno.test(`readFolder refuses ${title}`, () =>
    withFolder(async (dir) => {
      await Deno.writeTextFile(`${dir}/mod.ts`, "");
      await make(dir);
      await assert.rejects(readFolder(dir), (error: unknown) => {
        assert.ok(error instanceof CodedError);
        assert.equal(error.code, code);
        assert.match(error.message, says);
        return true;
      });
    }));
}

Deno.test("readFolder reads a folder at its limits, sorted by path", () =>
  withFolder(async (dir) => {
    await fill(dir, LIMITS.pluginFiles - 1, (path) => Deno.writeTextFile(path, ""));
    await Deno.writeFile(`${dir}/mod.ts`, new Uint8Array(LIMITS.pluginBytes));
    const files = await readFolder(dir);
    const paths = files.map(({ path }) => path);
    assert.equal(files.length, LIMITS.pluginFiles);
    assert.deepEqual(paths, paths.toSorted());
    assert.equal(files.at(-1)?.bytes.length, LIMITS.pluginBytes);
  }));

Deno.test("readFolder reads below a link, but not through one that is the folder", () =>
  withFolder(async (dir) => {
    await Deno.writeTextFile(`${dir}/mod.ts`, "text");
    const parent = dir.slice(0, dir.lastIndexOf("/"));
    await Deno.symlink(parent, `${parent}/link`);
    await Deno.symlink(dir, `${parent}/same`);
    assert.equal((await readFolder(`${parent}/link/one`)).length, 1);
    await assert.rejects(readFolder(`${parent}/same`), { code: "plugin_file_kind" });
    await assert.rejects(readFolder(`${parent}/none`), { code: "plugin_unreadable" });
  }));

Deno.test("readFolder refuses a socket", () =>
  withFolder(async (dir) => {
    using _listener = Deno.listen({ transport: "unix", path: `${dir}/socket` });
    await assert.rejects(readFolder(dir), { code: "plugin_file_kind" });
  }));

Deno.test("readFolder never follows a folder that is swapped for a link meanwhile", () =>
  withFolder(async (dir) => {
    const outside = `${dir}-outside`;
    await Deno.mkdir(outside);
    await Deno.writeTextFile(`${outside}/a.ts`, "outside");
    let isDone = false;
    const swapping = (async () => {
      while (!isDone) {
        await Deno.mkdir(`${dir}/inner`);
        await Deno.writeTextFile(`${dir}/inner/a.ts`, "inside");
        await Deno.remove(`${dir}/inner`, { recursive: true });
        await Deno.symlink(outside, `${dir}/inner`);
        await Deno.remove(`${dir}/inner`);
      }
    })();
    const texts = new Set<string>();
    for (let round = 0; round < 3_000; round++) {
      for (const text of await textsIn(dir)) texts.add(text);
    }
    isDone = true;
    await swapping;
    // A file is empty for a moment before it is written.
    const known = new Set(["", "inside", "refused"]);
    assert.deepEqual([...texts.difference(known)], []);
  }));

/** The texts of a folder's files, or how reading it ended. */
async function textsIn(dir: string): Promise<string[]> {
  try {
    return (await readFolder(dir)).map(({ bytes }) => new TextDecoder().decode(bytes));
  } catch (error) {
    return [error instanceof CodedError ? "refused" : String(error)];
  }
}
