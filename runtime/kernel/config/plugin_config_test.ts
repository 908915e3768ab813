import assert from "node:assert/strict";
import { manifestSchema } from "../../contract/manifest.ts";
import type { Manifest } from "../../contract/manifest.ts";
import { resolvePluginConfig } from "./plugin_config.ts";

const SOURCE = { file: "config.yaml", lineOf: () => undefined };

function manifestWith(config: Record<string, { type: string; default?: unknown }>): Manifest {
  const options = Object.entries(config).map(([key, option]) =>
    [key, { description: "An option.", ...option }] as const
  );
  return manifestSchema.parse({
    apiVersion: 1,
    name: "one",
    version: "1.0.0",
    description: "A plugin of a test",
    config: Object.fromEntries(options),
    metrics: [{ name: "llm_monitor_one_value_ratio", type: "gauge", help: "A value." }],
  });
}

function resolve(
  options: Record<string, { type: string; default?: unknown }>,
  given?: Record<string, unknown>,
) {
  const settings = given && { enabled: true, config: given };
  return resolvePluginConfig(manifestWith(options), settings, SOURCE);
}

const RIGHT: Readonly<Record<string, readonly unknown[]>> = {
  boolean: [true, false],
  number: [0, -1.5],
  string: ["", "a"],
  "string[]": [[], ["a", "b"]],
  "object[]": [[], [{ url: "a" }]],
  duration: ["15s", "2m"],
};
const MILLISECONDS: Readonly<Record<string, number>> = { "15s": 15_000, "2m": 120_000 };
const WRONG: Readonly<Record<string, readonly unknown[]>> = {
  boolean: ["true", 1, null],
  number: ["1", NaN, Infinity, null],
  string: [1, null, ["a"]],
  "string[]": ["a", [1], ["a", null], {}],
  "object[]": [{}, ["a"], [[]], [null]],
  duration: [15, "15", "", ["15s"], null, { toString: "15s" }],
};

for (const type of Object.keys(RIGHT)) {
  Deno.test(`resolvePluginConfig takes and refuses values of ${type}`, () => {
    for (const value of RIGHT[type] ?? []) {
      assert.deepEqual(resolve({ key: { type } }, { key: value }), {
        config: { key: type === "duration" ? MILLISECONDS[String(value)] : value },
        issues: [],
      });
    }
    for (const value of WRONG[type] ?? []) {
      const { config, issues: [issue, ...more] } = resolve({ key: { type } }, { key: value });
      assert.deepEqual([config, more], [{}, []]);
      assert.equal(issue?.code, "plugin_config_invalid", JSON.stringify(value));
      assert.equal(issue?.file, "config.yaml");
      assert.match(issue?.path ?? "", /^plugins\.one\.config\.key(?:\[\d\])?$/);
    }
  });
}

Deno.test("resolvePluginConfig fills in defaults and leaves out what has none", () => {
  const options = { a: { type: "number", default: 1 }, b: { type: "number" } };
  assert.deepEqual(resolve(options).config, { a: 1 });
  assert.deepEqual(resolve(options, { a: 2 }).config, { a: 2 });
});

Deno.test("resolvePluginConfig refuses unknown keys and names the known ones", () => {
  const options = { size: { type: "number" }, url: { type: "string" } };
  const [issue] = resolve(options, { sise: 1 }).issues;
  assert.equal(issue?.path, "plugins.one.config.sise");
  assert.equal(issue?.rule, "unknown key");
  assert.equal(issue?.fix, "Did you mean size? There are: size, url");
  assert.equal(resolve({}, { constructor: 1 }).issues.length, 1);
});

Deno.test("resolvePluginConfig keeps what is right beside what is wrong", () => {
  const options = {
    a: { type: "number" },
    b: { type: "number" },
    c: { type: "number", default: 3 },
  };
  const { config, issues } = resolve(options, { a: "1", b: 2, d: 4 });
  assert.deepEqual(config, { b: 2, c: 3 });
  assert.deepEqual(issues.map(({ path }) => path).sort(), [
    "plugins.one.config.a",
    "plugins.one.config.d",
  ]);
});

Deno.test("resolvePluginConfig shows no secret", () => {
  const secret = "hunter2";
  const issues = [
    ...resolve({ apiToken: { type: "boolean" } }, { apiToken: secret }).issues,
    ...resolve({ targets: { type: "string[]" } }, { targets: [{ password: secret }] }).issues,
  ];
  assert.equal(issues.length, 2);
  assert.doesNotMatch(JSON.stringify(issues), /hunter2/);
});
