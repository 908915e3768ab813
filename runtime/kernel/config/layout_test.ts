import assert from "node:assert/strict";
import { findDenoDir, makeLayout } from "./layout.ts";

Deno.test("layoutOf derives every place from the two folders and the project", async () => {
  const layout = makeLayout({
    pluginsDir: "/data/plugins",
    stateDir: "/data/state",
    env: { DENO_DIR: "/cache" },
  });
  const { projectDir, denoPath, ...places } = layout;
  assert.deepEqual(places, {
    pluginsDir: "/data/plugins",
    stateDir: "/data/state",
    stagedRoot: "/data/state/staged",
    transpiledRoot: "/data/state/transpiled",
    manifestsRoot: "/data/state/manifests",
    guestDenoDir: "/data/state/guest_deno_dir",
    denoDir: "/cache",
    importMap: "/data/state/import_map.json",
    callFilters: { offline: "/data/state/offline.bpf", online: "/data/state/online.bpf" },
    lockFile: "/data/plugins.lock.json",
  });
  assert.equal(denoPath, Deno.execPath());
  for (const file of ["deno.json", "runtime/kernel/main.ts"]) {
    assert.ok((await Deno.stat(`${projectDir}/${file}`)).isFile, file);
  }
});

for (
  const [env, expected] of [
    [{ DENO_DIR: "/a", XDG_CACHE_HOME: "/b", HOME: "/c" }, "/a"],
    [{ DENO_DIR: "", XDG_CACHE_HOME: "/b", HOME: "/c" }, "/b/deno"],
    [{ HOME: "/c" }, "/c/.cache/deno"],
    [{}, "/root/.cache/deno"],
  ] as const
) {
  Deno.test(`findDenoDir ${JSON.stringify(env)} is ${expected}`, () => {
    assert.equal(findDenoDir(env), expected);
  });
}

Deno.test("denoDirOf agrees with Deno itself", async () => {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json"],
    clearEnv: true,
    env: { HOME: "/nonexistent/home" },
  }).output();
  const { denoDir } = JSON.parse(new TextDecoder().decode(stdout));
  assert.equal(findDenoDir({ HOME: "/nonexistent/home" }), denoDir);
});
