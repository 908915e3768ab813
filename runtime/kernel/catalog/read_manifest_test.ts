import assert from "node:assert/strict";
import { IssuesError } from "../../contract/issue.ts";
import type { Issue } from "../../contract/issue.ts";
import { LIMITS } from "../../contract/limits.ts";
import { readManifest } from "./read_manifest.ts";

const GOOD = `apiVersion: 1
name: one
version: 1.0.0
description: A plugin of a test
metrics:
  - { name: llm_monitor_one_value_ratio, type: gauge, help: A value. }
`;

/** Reads a manifest of the given text out of a folder that holds mod.ts, too. */
async function read(text: string | Uint8Array | undefined, name = "one") {
  const dir = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${dir}/mod.ts`, "");
    await Deno.mkdir(`${dir}/folder.ts`);
    const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
    if (bytes) await Deno.writeFile(`${dir}/plugin.yaml`, bytes);
    return await readManifest(dir, { name, displayFile: "plugins/one/plugin.yaml" });
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

async function issuesOf(text: string | Uint8Array | undefined): Promise<readonly Issue[]> {
  try {
    await read(text);
  } catch (error) {
    assert.ok(error instanceof IssuesError, String(error));
    return error.issues;
  }
  assert.fail("It was taken");
}

Deno.test("readManifest fills in defaults, and knows where keys stand", async () => {
  const { manifest, lineOf } = await read(GOOD);
  assert.equal(manifest.entry, "mod.ts");
  assert.equal(manifest.interval, 15_000);
  assert.equal(manifest.memory, 64 * 1024 ** 2);
  assert.equal(lineOf(["version"]), 3);
  assert.equal(lineOf(["metrics", 0, "type"]), 6);
});

const REFUSED: Readonly<
  Record<
    string,
    { text: string | Uint8Array | undefined; code: string; line?: number; says: RegExp }
  >
> = {
  "no file": { text: undefined, code: "manifest_missing", says: /missing/ },
  "an empty file": { text: "", code: "manifest_invalid", says: /apiVersion/ },
  "more than 64 KiB": {
    text: `${GOOD}#${"x".repeat(LIMITS.manifestBytes)}`,
    code: "manifest_too_large",
    says: /64KiB/,
  },
  "bytes that are no UTF-8": {
    text: new Uint8Array([0x61, 0x3a, 0xff]),
    code: "yaml_invalid",
    says: /UTF-8/,
  },
  "an unknown key": {
    text: `${GOOD}colour: red\n`,
    code: "manifest_invalid",
    line: 7,
    says: /colour.*unknown key/,
  },
  "an unknown permission": {
    text: `${GOOD}permissions:\n  ffi: [a]\n`,
    code: "manifest_invalid",
    line: 8,
    says: /permissions\.ffi.*unknown key/,
  },
  "a key twice": { text: `${GOOD}name: one\n`, code: "yaml_invalid", line: 7, says: /unique/ },
  "another name": {
    text: GOOD.replace("name: one", "name: two"),
    code: "plugin_name_mismatch",
    line: 2,
    says: /"two".*"one"/,
  },
  "a missing entry": {
    text: `${GOOD}entry: other.ts\n`,
    code: "manifest_invalid",
    line: 7,
    says: /entry.*other\.ts/,
  },
  "a folder for an entry": {
    text: `${GOOD}entry: folder.ts\n`,
    code: "manifest_invalid",
    line: 7,
    says: /entry/,
  },
  "a wrong metric": {
    text: GOOD.replace("type: gauge", "type: counter"),
    code: "manifest_invalid",
    line: 6,
    says: /metrics\[0\]/,
  },
  "a key of objects": { text: `${GOOD}__proto__: {}\n`, code: "yaml_invalid", says: /__proto__/ },
};
for (const entry of ["../mod.ts", "/etc/passwd", "a/mod.ts", "mod.sh", ".mod.ts", "..ts"]) {
  Object.assign(REFUSED, {
    [`the entry ${entry}`]: {
      text: `${GOOD}entry: ${entry}\n`,
      code: "manifest_invalid",
      line: 7,
      says: /entry/,
    },
  });
}

for (const [title, { text, code, line, says }] of Object.entries(REFUSED)) {
  Deno.test(`readManifest refuses ${title}`, async () => {
    const issues = await issuesOf(text);
    assert.equal(issues[0]?.code, code);
    assert.equal(issues[0]?.file, "plugins/one/plugin.yaml");
    if (line !== undefined) assert.equal(issues[0]?.line, line);
    assert.match(new IssuesError(issues).message, says);
  });
}

Deno.test("readManifest says everything that is wrong at once", async () => {
  const issues = await issuesOf(`${GOOD.replace("1.0.0", "one")}interval: never\nx: 1\n`);
  assert.deepEqual(issues.map(({ path }) => path).sort(), ["interval", "version", "x"]);
});
