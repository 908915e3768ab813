import assert from "node:assert/strict";
import { CodedError } from "../../contract/errors.ts";
import type { Bundle } from "./bundle.ts";
import { packBundle, unpackBundle } from "./bundle_files.ts";
import { writeTar } from "./tar.ts";
import { readBundle } from "./read_bundle.ts";

const BUNDLE: Bundle = {
  origin: {
    madeAt: "2026-11-26T12:00:00.000Z",
    monitor: "0.2.0",
    versions: { deno: "2" },
    leftOut: [],
  },
  doctor: { checks: [] },
  config: { plugins: {} },
  instance: null,
  metrics: "up 1\n",
  answers: {
    commands: [{ command: "nvidia-smi", args: ["-L"], code: 0, stdout: "GPU 0\n", stderr: "" }],
    pages: [
      {
        method: "GET",
        url: "http://host-1:8000/metrics",
        status: 200,
        contentType: "text/plain",
        body: "x 1",
      },
    ],
    engine: [{ path: "/version", status: 200, document: { ApiVersion: "1.50" } }],
    facts: { "/proc/stat": "cpu 1\n", "/proc/driver/nvidia/gpus/0000:18:00.0/information": "x" },
    kernelLog: [{ unixSeconds: 1, text: "NVRM: Xid" }],
  },
};

Deno.test("unpackBundle reads what packBundle wrote", () => {
  assert.deepEqual(unpackBundle(packBundle(BUNDLE).archive, "x.tar"), BUNDLE);
});

/** The bundle with one of its files changed. */
function withFile(name: string, text: string | undefined): Uint8Array {
  const { files } = packBundle(BUNDLE);
  const others = files.filter((file) => file.name !== name);
  const more = text === undefined ? [] : [{ name, bytes: new TextEncoder().encode(text) }];
  return writeTar([...others, ...more], 0);
}

const about = (change: object) =>
  JSON.stringify({ format: "llm-monitor bundle", version: 1, ...BUNDLE.origin, ...change });
const command = (change: object) =>
  JSON.stringify([{ command: "a", args: [], code: 0, stdout: "", stderr: "", ...change }]);

for (
  const [title, archive, why] of [
    ["is no archive", new Uint8Array(600), /not a tar archive|has no bundle.json/],
    ["lacks a file", withFile("facts.json", undefined), /has no facts.json/],
    ["has a file that is no JSON", withFile("pages.json", "{"), /pages.json is not JSON/],
    ["is another archive", withFile("bundle.json", "{}"), /bundle.json format/],
    ["is of another version", withFile("bundle.json", about({ version: 2 })), /has version 2/],
    [
      "has a command with a path",
      withFile("commands.json", command({ command: "../x" })),
      /command/,
    ],
    ["has a fact elsewhere", withFile("facts.json", '{"/etc/passwd":"x"}'), /facts.json/],
    ["has a fact that leads out", withFile("facts.json", '{"/proc/../etc/x":"x"}'), /facts.json/],
    [
      "has a page of a file",
      withFile(
        "pages.json",
        JSON.stringify([
          { method: "GET", url: "file:///etc/passwd", status: 200, contentType: "", body: "" },
        ]),
      ),
      /pages.json \[0\]\.url/,
    ],
  ] as const
) {
  Deno.test(`unpackBundle refuses a bundle that ${title}, by one error`, () => {
    assert.throws(() => unpackBundle(archive, "x.tar"), (error) => {
      assert(error instanceof CodedError);
      assert.equal(error.code, "bundle_invalid");
      assert.match(error.message, /^Cannot use the bundle x\.tar: /);
      assert.match(error.message, why);
      return true;
    });
  });
}

Deno.test("readBundle reads nothing of a file that is too large, and no device", async () => {
  const path = await Deno.makeTempFile();
  try {
    // Ten gigabytes that take no room.
    await Deno.truncate(path, 10 * 1024 ** 3);
    await assert.rejects(readBundle(path), /has 10737418240 bytes, more than/);
    await assert.rejects(readBundle("/dev/zero"), /it is not a file/);
    await assert.rejects(readBundle(`${path}.missing`), { code: "bundle_invalid" });
  } finally {
    await Deno.remove(path);
  }
});
