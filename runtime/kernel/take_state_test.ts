import assert from "node:assert/strict";
import { loadConfig } from "./config/load.ts";
import type { LoadedConfig } from "./config/load.ts";
import { takeState } from "./take_state.ts";

async function withConfig(use: (loaded: LoadedConfig, dir: string) => Promise<void>) {
  const dir = await Deno.realPath(await Deno.makeTempDir());
  try {
    await use(await loadConfig({ env: {}, cwd: dir }), dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

Deno.test("takeState gives a single run the folder itself while nobody uses it", () =>
  withConfig(async (loaded) => {
    await using state = await takeState(loaded, { once: true });
    assert.equal(state.loaded.config.state.dir, loaded.config.state.dir);
  }));

Deno.test("takeState gives a single run beside a service a folder of its own, and removes it", () =>
  withConfig(async (loaded) => {
    await using _service = await takeState(loaded, { once: false });
    await assert.rejects(takeState(loaded, { once: false }), { code: "state_dir_in_use" });
    let own = "";
    {
      await using state = await takeState(loaded, { once: true });
      own = state.loaded.config.state.dir;
      assert.notEqual(own, loaded.config.state.dir);
      assert.equal(((await Deno.stat(own)).mode ?? 0) & 0o022, 0);
    }
    await assert.rejects(Deno.stat(own), Deno.errors.NotFound);
  }));

Deno.test("takeState says what is wrong with a folder that cannot be made", () =>
  withConfig(async (loaded, dir) => {
    await Deno.writeTextFile(`${dir}/file`, "");
    const config = { ...loaded.config, state: { dir: `${dir}/file/below` } };
    await assert.rejects(takeState({ ...loaded, config }, { once: true }), {
      code: "state_dir_unusable",
      message: /file\/below/,
    });
  }));
