import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { closedImports } from "../../contract/closed_surface.ts";
import { makeLayout } from "./layout.ts";
import { prepareState } from "./prepare_state.ts";

async function withLayout(use: (layout: ReturnType<typeof makeLayout>) => Promise<void>) {
  const dir = await Deno.realPath(await Deno.makeTempDir());
  try {
    await use(makeLayout({ pluginsDir: `${dir}/plugins`, stateDir: `${dir}/a/state`, env: {} }));
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

Deno.test("prepareState makes the folders, a DENO_DIR that nobody writes, and the import map", async () => {
  await withLayout(async (layout) => {
    await prepareState(layout);
    assert.ok((await Deno.stat(layout.stagedRoot)).isDirectory);
    assert.equal(((await Deno.stat(layout.guestDenoDir)).mode ?? 0) & 0o777, 0o555);
    const map = JSON.parse(await Deno.readTextFile(layout.importMap));
    const { "@llm-monitor/sdk": _, ...closed } = map.imports;
    assert.deepEqual(closed, closedImports());
    assert.ok((await Deno.stat(new URL(map.imports["@llm-monitor/sdk"]))).isFile);
  });
});

Deno.test("prepareState maps the SDK of a project in a folder with an odd name", async () => {
  await withLayout(async (layout) => {
    await prepareState({ ...layout, projectDir: "/my #1 %41 project" });
    const { imports } = JSON.parse(await Deno.readTextFile(layout.importMap));
    assert.equal(
      fileURLToPath(imports["@llm-monitor/sdk"]),
      "/my #1 %41 project/runtime/sdk/mod.ts",
    );
  });
});

Deno.test("prepareState may be called again, also at once, and leaves no other file", async () => {
  await withLayout(async (layout) => {
    await Promise.all([1, 2, 3].map(() => prepareState(layout)));
    const names = (await Array.fromAsync(Deno.readDir(layout.stateDir))).map(({ name }) => name);
    assert.deepEqual(names.toSorted(), [
      "guest_deno_dir",
      "import_map.json",
      "manifests",
      "staged",
      "transpiled",
    ]);
  });
});

Deno.test("prepareState says what to do when the folder cannot be used", async () => {
  await withLayout(async (layout) => {
    const parent = layout.stateDir.slice(0, layout.stateDir.lastIndexOf("/"));
    await Deno.writeTextFile(parent, "a file");
    await assert.rejects(prepareState(layout), {
      name: "CodedError",
      code: "state_dir_unusable",
      message: /^Cannot use the state folder .*\/a\/state: /,
      hint: /LLM_MONITOR_STATE_DIR/,
    });
  });
});

Deno.test("prepareState writes no import map that is there, and another in place of a wrong one", async () => {
  await withLayout(async (layout) => {
    await prepareState(layout);
    const { ino } = await Deno.stat(layout.importMap);
    const text = await Deno.readTextFile(layout.importMap);
    await prepareState(layout);
    assert.equal((await Deno.stat(layout.importMap)).ino, ino);
    await Deno.writeTextFile(layout.importMap, "{}");
    await prepareState(layout);
    assert.equal(await Deno.readTextFile(layout.importMap), text);
  });
});
