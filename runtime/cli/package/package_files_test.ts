import assert from "node:assert/strict";
import { listSources } from "./list_sources.ts";
import { packageFiles } from "./package_files.ts";

/** A project without git, with what is its operator's own beside what is ours. */
async function withProject(test: (dir: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir();
  const files = [
    ...["deno.json", "runtime/a.ts", "runtime/secrets.ts", "compose/compose.yaml", ".env.example"],
    ...["config.yaml", "compose/.env", "compose/secrets/smtp-password", ".llm-monitor/state"],
    ...["compose/compose.override.yaml", "tests/a_test.ts", "plugins/x/node_modules/y.js"],
  ];
  for (const file of files) {
    await Deno.mkdir(`${dir}/${file}`.replace(/\/[^/]*$/, ""), { recursive: true });
    await Deno.writeTextFile(`${dir}/${file}`, "");
  }
  await Deno.writeTextFile(`${dir}/deno.lock`, JSON.stringify({ npm: { "zod@4.0.0": {} } }));
  await test(dir);
  await Deno.remove(dir, { recursive: true });
}

Deno.test("listSources leaves settings, secrets, state and tests where they are", async () => {
  await withProject(async (dir) => {
    assert.deepEqual((await listSources(dir)).map(({ path }) => path).sort(), [
      ...[".env.example", "compose/compose.yaml", "deno.json", "deno.lock", "runtime/a.ts"],
      "runtime/secrets.ts",
    ]);
  });
});

Deno.test("listSources refuses a link, which may lead anywhere", async () => {
  await withProject(async (dir) => {
    await Deno.symlink("/etc/passwd", `${dir}/runtime/link.ts`);
    await assert.rejects(listSources(dir), {
      code: "usage",
      message: "Cannot package runtime/link.ts: it is not a regular file",
    });
  });
});

Deno.test("packageFiles refuses to make an archive that lacks a package", async () => {
  await withProject(async (dir) => {
    const parts = { projectDir: dir, denoDir: `${dir}/none`, deno: "/x", sbom: "", folder: "x" };
    await assert.rejects(packageFiles(parts), { code: "packages_unavailable" });
  });
});
