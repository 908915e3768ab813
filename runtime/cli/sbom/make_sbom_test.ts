import assert from "node:assert/strict";
import { projectDir } from "../project_dir.ts";
import { DEPENDENCIES } from "./dependencies.ts";
import { makeSbom } from "./make_sbom.ts";
import type { LockFile } from "./make_sbom.ts";

const LOCK: LockFile = {
  specifiers: { "npm:app@1.0.0": "1.0.0", "npm:@dev/tool@2.0.0": "2.0.0_peer@3.0.0" },
  npm: {
    "app@1.0.0": { integrity: "sha512-AAEC", dependencies: ["shared@1.1.0", "leaf"] },
    "@dev/tool@2.0.0_peer@3.0.0": { integrity: "sha512-AwQF", dependencies: ["shared@2.0.0"] },
    "leaf@4.0.0": { integrity: "sha512-/w==" },
    "shared@1.1.0": { integrity: "sha512-AQ==" },
    "shared@2.0.0": { integrity: "sha512-Ag==" },
  },
};

Deno.test("makeSbom lists every package with its hash, its scope and what it needs", () => {
  const dependencies = {
    app: { use: "runtime" as const, why: "It is the app" },
    "@dev/tool": { use: "development" as const, why: "A tool" },
  };
  const options = { lock: LOCK, version: "0.1.0", denoVersion: "2.0.0", dependencies };
  const library = (purl: string, rest: Record<string, unknown>) => ({
    type: "library",
    "bom-ref": purl,
    ...rest,
    purl,
  });
  const hash = (content: string) => [{ alg: "SHA-512", content }];
  assert.deepEqual(makeSbom(options), {
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    metadata: {
      component: {
        type: "application",
        "bom-ref": "pkg:generic/llm-monitor@0.1.0",
        name: "llm-monitor",
        version: "0.1.0",
      },
    },
    components: [
      { type: "platform", "bom-ref": "pkg:generic/deno@2.0.0", name: "deno", version: "2.0.0" },
      library("pkg:npm/%40dev/tool@2.0.0", {
        group: "@dev",
        name: "tool",
        version: "2.0.0",
        scope: "excluded",
        hashes: hash("030405"),
      }),
      library("pkg:npm/app@1.0.0", {
        name: "app",
        version: "1.0.0",
        scope: "required",
        hashes: hash("000102"),
      }),
      library("pkg:npm/leaf@4.0.0", {
        name: "leaf",
        version: "4.0.0",
        scope: "required",
        hashes: hash("ff"),
      }),
      library("pkg:npm/shared@1.1.0", {
        name: "shared",
        version: "1.1.0",
        scope: "required",
        hashes: hash("01"),
      }),
      library("pkg:npm/shared@2.0.0", {
        name: "shared",
        version: "2.0.0",
        scope: "excluded",
        hashes: hash("02"),
      }),
    ],
    dependencies: [
      {
        ref: "pkg:generic/llm-monitor@0.1.0",
        dependsOn: ["pkg:npm/%40dev/tool@2.0.0", "pkg:npm/app@1.0.0"],
      },
      { ref: "pkg:npm/%40dev/tool@2.0.0", dependsOn: ["pkg:npm/shared@2.0.0"] },
      {
        ref: "pkg:npm/app@1.0.0",
        dependsOn: ["pkg:npm/leaf@4.0.0", "pkg:npm/shared@1.1.0"],
      },
      { ref: "pkg:npm/leaf@4.0.0", dependsOn: [] },
      { ref: "pkg:npm/shared@1.1.0", dependsOn: [] },
      { ref: "pkg:npm/shared@2.0.0", dependsOn: [] },
    ],
  });
});

Deno.test("makeSbom knows every package of deno.lock, and every package of deno.json has a reason", async () => {
  const read = async (file: string) =>
    JSON.parse(await Deno.readTextFile(`${projectDir()}/${file}`)) as unknown;
  const lock = await read("deno.lock") as LockFile;
  const { imports } = await read("deno.json") as { imports: Record<string, string> };
  const named = Object.entries(imports).filter(([, target]) => target.startsWith("npm:"));
  assert.deepEqual(named.map(([name]) => name).sort(), Object.keys(DEPENDENCIES).sort());
  const { components } = makeSbom({
    lock,
    version: "1.0.0",
    denoVersion: "2.0.0",
    dependencies: DEPENDENCIES,
  }) as { components: { purl?: string; scope?: string; hashes?: { content: string }[] }[] };
  const libraries = components.filter(({ purl }) => purl !== undefined);
  assert.ok(libraries.length > 60 && libraries.length <= Object.keys(lock.npm).length);
  assert.ok(libraries.every(({ hashes }) => hashes?.[0]?.content.length === 128));
  assert.ok(
    libraries.some(({ purl, scope }) => /npm\/zod@/.test(purl ?? "") && scope === "required"),
  );
  assert.ok(
    libraries.some(({ purl, scope }) => /fast-check@/.test(purl ?? "") && scope === "excluded"),
  );
});
