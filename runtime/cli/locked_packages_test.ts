import assert from "node:assert/strict";
import { copyPackages, findPackage, lockedPackages, missingPackages } from "./locked_packages.ts";

const LOCK = {
  npm: {
    "zod@4.0.0": {},
    "@dev/tool@2.0.0_peer@3.0.0": {},
    "@dev/tool@2.0.0_peer@4.0.0": {},
    "peer@3.0.0": {},
  },
};

/** A project with a lock file, and a `DENO_DIR` that holds some of its packages. */
async function withPackages(
  places: readonly string[],
  test: (dirs: { project: string; denoDir: string; target: string }) => Promise<void>,
): Promise<void> {
  const project = await Deno.makeTempDir();
  await Deno.writeTextFile(`${project}/deno.lock`, JSON.stringify(LOCK));
  const denoDir = `${project}/deno_dir`;
  for (const place of places) {
    await Deno.mkdir(`${denoDir}/npm/registry.npmjs.org/${place}/src`, { recursive: true });
    await Deno.writeTextFile(`${denoDir}/npm/registry.npmjs.org/${place}/src/mod.js`, place);
  }
  await test({ project, denoDir, target: `${project}/target` });
  await Deno.remove(project, { recursive: true });
}

Deno.test("lockedPackages lists each version once, whatever its peers are", async () => {
  await withPackages([], async ({ project }) => {
    assert.deepEqual(await lockedPackages(project), [
      { name: "zod", version: "4.0.0" },
      { name: "@dev/tool", version: "2.0.0" },
      { name: "peer", version: "3.0.0" },
    ]);
  });
});

Deno.test("missingPackages names what no registry of the cache holds", async () => {
  await withPackages(["zod/4.0.0", "peer/2.9.9"], async ({ project, denoDir, target }) => {
    assert.deepEqual(await missingPackages(project, denoDir), ["@dev/tool/2.0.0", "peer/3.0.0"]);
    assert.equal((await missingPackages(project, target)).length, 3);
    assert.equal(
      await findPackage(denoDir, { name: "zod", version: "4.0.0" }),
      "npm/registry.npmjs.org/zod/4.0.0",
    );
  });
});

Deno.test("copyPackages copies what is not there, and refuses a cache that is not whole", async () => {
  const all = ["zod/4.0.0", "@dev/tool/2.0.0", "peer/3.0.0"];
  await withPackages(all, async ({ project, denoDir, target }) => {
    await copyPackages(project, { from: denoDir, to: target });
    assert.deepEqual(await missingPackages(project, target), []);
    const file = `${target}/npm/registry.npmjs.org/zod/4.0.0/src/mod.js`;
    assert.equal(await Deno.readTextFile(file), "zod/4.0.0");
    await Deno.writeTextFile(file, "as it was");
    await copyPackages(project, { from: denoDir, to: target });
    assert.equal(await Deno.readTextFile(file), "as it was");
  });
  await withPackages(all.slice(1), async ({ project, denoDir, target }) => {
    await assert.rejects(copyPackages(project, { from: denoDir, to: target }), {
      code: "packages_unavailable",
      message: `zod 4.0.0 is not in ${denoDir}`,
    });
  });
});
