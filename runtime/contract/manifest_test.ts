import assert from "node:assert/strict";
import fc from "fast-check";
import { manifestSchema, PLUGIN_NAME, RESERVED_PLUGIN_NAMES } from "./manifest.ts";
import { formatPath } from "./issue.ts";

const METRIC = {
  name: "llm_monitor_gpu_power_watts",
  type: "gauge",
  help: "Power.",
  labels: ["gpu"],
};
const LEAST = {
  apiVersion: 1,
  name: "gpu",
  version: "1.0.0",
  description: "NVIDIA GPUs",
  metrics: [METRIC],
};

/** `path: message` of each issue of the least manifest with a change. */
function issuesOf(change: Record<string, unknown>): string[] {
  const result = manifestSchema.safeParse({ ...LEAST, ...change });
  return (result.error?.issues ?? []).map(({ path, message }) => `${formatPath(path)}: ${message}`);
}

Deno.test("manifestSchema fills in every default, and nothing of the permissions", () => {
  assert.deepEqual(manifestSchema.parse(LEAST), {
    ...LEAST,
    entry: "mod.ts",
    interval: 15_000,
    timeout: 10_000,
    memory: 67_108_864,
    permissions: {
      net: [],
      env: [],
      read: [],
      facts: [],
      exec: [],
      docker: [],
      kmsg: [],
      memory: [],
      series: [],
    },
    config: {},
    view: [],
    limits: { series: 5_000 },
  });
});

Deno.test("manifestSchema reads what a manifest can say", () => {
  const manifest = manifestSchema.parse({
    ...LEAST,
    entry: "main.js",
    interval: "1m",
    timeout: "500ms",
    memory: "128MiB",
    permissions: {
      net: ["{targets}"],
      exec: [{ command: "nvidia-smi", args: ["-L"] }, { command: "uname" }],
    },
    config: { targets: { type: "string[]", description: "Servers", default: [] } },
    limits: { series: 10 },
  });
  assert.equal(manifest.interval, 60_000);
  assert.equal(manifest.timeout, 500);
  assert.equal(manifest.memory, 134_217_728);
  assert.deepEqual(manifest.permissions.exec[1], { command: "uname", args: [] });
});

Deno.test("manifestSchema refuses what breaks a rule, at its place", () => {
  const cases: [change: Record<string, unknown>, problem: RegExp][] = [
    [{ other: 1 }, /^: must not have the unknown key other/],
    [{ permissions: { sys: true } }, /^permissions: must not have the unknown key sys/],
    [{ permissions: { net: "*" } }, /^permissions\.net: /],
    [{ permissions: { exec: [{ command: "/bin/sh" }] } }, /exec\[0\]\.command: must be the bare/],
    [{ permissions: { exec: [{ command: "-x" }] } }, /exec\[0\]\.command: must be the bare/],
    [
      { permissions: { exec: [{ command: "x", env: {} }] } },
      /exec\[0\]: must not have the unknown key/,
    ],
    [{ apiVersion: 2 }, /^apiVersion: must be 1/],
    [{ apiVersion: "1" }, /^apiVersion: must be 1/],
    [{ name: "Gpu" }, /^name: must be 1 to 32/],
    [{ name: "../gpu" }, /^name: must be 1 to 32/],
    [{ name: "gpu\n" }, /^name: must be 1 to 32/],
    [{ name: "host" }, /^name: is reserved/],
    [{ version: "1.0" }, /^version: must be a version/],
    [{ description: " " }, /^description: must not be empty/],
    [{ description: "a\u001b[2Jb" }, /^description: must not contain control/],
    [{ entry: "../../x.ts" }, /^entry: must be a \.ts/],
    [{ entry: "/etc/passwd" }, /^entry: must be a \.ts/],
    [{ entry: ".hidden.ts" }, /^entry: must be a \.ts/],
    [{ entry: "mod.json" }, /^entry: must be a \.ts/],
    [{ interval: 15 }, /^interval: must be a duration in quotes/],
    [{ interval: "0s" }, /^interval: Cannot read duration/],
    [{ interval: "30d" }, /^interval: Cannot read duration: expected at most/],
    [{ memory: 64 }, /^memory: must be a size in quotes/],
    [{ memory: "1MiB" }, /^memory: must be between 16MiB and 2GiB/],
    [{ memory: "3GiB" }, /^memory: must be between/],
    [{ metrics: [] }, /^metrics: must declare at least one/],
    [{ metrics: [METRIC, METRIC] }, /^metrics\[1\]\.name: declares "llm_monitor_gpu_power_watts"/],
    [{ metrics: [{ ...METRIC, name: "x" }] }, /^metrics\[0\]: "x" must look like/],
    [{ metrics: [{ ...METRIC, unit: "W" }] }, /^metrics\[0\]: must not have the unknown key/],
    [{ metrics: [{ ...METRIC, type: "summary" }] }, /^metrics\[0\]\.type: /],
    [{ limits: { series: 0 } }, /^limits\.series: /],
    [{ limits: { series: 1e9 } }, /^limits\.series: /],
    [
      { config: { targets: { type: "any", description: "x" } } },
      /^config\.targets\.type: must be one/,
    ],
  ];
  for (const [change, problem] of cases) {
    assert.match(issuesOf(change).join("\n"), problem, JSON.stringify(change));
  }
});

Deno.test("manifestSchema refuses any key that it does not know", () => {
  const known = Object.keys(manifestSchema.shape);
  fc.assert(fc.property(fc.string(), fc.jsonValue(), (key, value) => {
    fc.pre(!known.includes(key) && key !== "__proto__");
    assert.notDeepEqual(issuesOf({ [key]: value }), []);
  }));
});

Deno.test("manifestSchema takes any JSON without an error of its own", () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => {
    assert.equal(manifestSchema.safeParse(value).success, false);
  }));
});

Deno.test("PLUGIN_NAME holds for reserved names, which are refused by name", () => {
  for (const name of RESERVED_PLUGIN_NAMES) {
    assert.match(name, PLUGIN_NAME);
    assert.deepEqual(issuesOf({ name }), ["name: is reserved, choose another name"]);
  }
});

Deno.test("manifestSchema refuses families that share a name in one of the formats", () => {
  const pairs: [string, string][] = [
    ["{gauge} llm_monitor_demo_runs", "{counter} llm_monitor_demo_runs_total"],
    ["{gauge} llm_monitor_demo_build", "{info} llm_monitor_demo_build_info"],
  ];
  for (const pair of pairs) {
    const metrics = pair.map((text) => {
      const [type = "", name = ""] = text.replace("{", "").split("} ");
      return { name, type, help: "Something." };
    });
    const { error } = manifestSchema.safeParse({
      apiVersion: 1,
      name: "demo",
      version: "1.0.0",
      description: "A demo",
      metrics,
    });
    assert.match(error?.issues[0]?.message ?? "", /cannot stand beside/);
  }
});

/** Returns the issues of one option, in a plugin that may read secrets of it. */
function optionIssues(option: Record<string, unknown>, others: Record<string, unknown> = {}) {
  const described = { description: "An option", ...option };
  return issuesOf({ config: { key: described, ...others } }).join("\n");
}

Deno.test("manifestSchema refuses options that no value could ever fit", () => {
  const one = { type: "integer", description: "An option" };
  const nested = (fields: Record<string, unknown>) => ({ type: "object[]", fields });
  const cases: [Record<string, unknown>, RegExp][] = [
    [{ type: "integer", default: "big" }, /^config\.key\.default: must be a whole number$/],
    [{ type: "duration", default: 5 }, /^config\.key\.default: must be a duration/],
    [{ type: "integer", default: 1, required: true }, /^config\.key\.default: must be absent/],
    [{ type: "integer", min: 2, max: 1 }, /^config\.key\.min: must not be above max$/],
    [{ type: "integer", min: "2" }, /^config\.key\.min: /],
    [{ type: "boolean", min: 2 }, /^config\.key: must not have the unknown key min$/],
    [{ type: "duration", max: "5 minutes" }, /^config\.key\.max: Cannot read duration/],
    [{ type: "integer", notAbove: "more" }, /^config\.key\.notAbove: must name another option/],
    [{ type: "enum" }, /^config\.key\.values: /],
    [{ type: "enum", values: ["a", "a"] }, /^config\.key\.values: must not contain a value twice$/],
    [{ type: "enum", values: ["a"], default: "b" }, /^config\.key\.default: must be one of a$/],
    [{ type: "object" }, /^config\.key\.fields: /],
    [nested({ a: { ...one, default: 0.5 } }), /^config\.key\.fields\.a\.default: must be a whole/],
    [
      { ...nested({ a: one }), default: [{ b: 1 }] },
      /^config\.key\.default\[0\]: .*unknown key b$/,
    ],
    [nested({ constructor: one }), /^config\.key\.fields\.constructor: /],
    [
      nested({ a: nestedTwice({ type: "object", description: "x", fields: {} }) }),
      /^config\.key\.fields\.a\.fields\.b\.fields\.c\.type: .*objects at most 3 levels deep$/,
    ],
  ];
  for (const [option, problem] of cases) {
    assert.match(optionIssues(option), problem, JSON.stringify(option));
  }
});

function nestedTwice(innermost: Record<string, unknown>): Record<string, unknown> {
  const object = (fields: Record<string, unknown>) => ({
    type: "object",
    description: "x",
    fields,
  });
  return object({ b: object({ c: innermost }) });
}

Deno.test("manifestSchema refuses secrets that no permission lets be read", () => {
  const secret = { type: "secret", description: "A key" };
  const permissions = (path: string) => ({ env: [`{${path}Env}`], read: [`{${path}File}`] });
  const cases: [Record<string, unknown>, string][] = [
    [{ permissions: permissions("key"), config: { key: secret } }, ""],
    [
      { permissions: { env: ["{keyEnv}"] }, config: { key: secret } },
      'config.key: cannot be read without "{keyFile}" of permissions.read',
    ],
    [{
      permissions: permissions("all.key"),
      config: { all: { type: "object[]", description: "x", fields: { key: secret } } },
    }, ""],
    [
      { config: { all: { type: "object", description: "x", fields: { key: secret } } } },
      "config.all.fields.key: must be at the top level, or in the objects of a top-level list",
    ],
    [
      {
        permissions: permissions("key"),
        config: { key: secret, keyEnv: { type: "string", description: "x" } },
      },
      "config.keyEnv: is also a key of a secret",
    ],
  ];
  for (const [change, expected] of cases) assert.equal(issuesOf(change).join("\n"), expected);
});

Deno.test("manifestSchema reads a view, every field as a list of sources", () => {
  const metrics = [
    { name: "llm_monitor_gpu_up", type: "gauge", help: "Up.", labels: ["gpu"] },
    { name: "llm_monitor_gpu_info", type: "info", help: "Card.", labels: ["gpu", "name"] },
    { name: "llm_monitor_gpu_clock_hertz", type: "gauge", help: "Clock.", detail: "full" },
  ];
  const view = [{
    kind: "gpu",
    key: ["gpu"],
    fields: {
      up: { metric: "llm_monitor_gpu_up" },
      name: [{ metric: "llm_monitor_gpu_info", label: "name" }],
    },
  }];
  const manifest = manifestSchema.parse({ ...LEAST, metrics, view });
  assert.deepEqual(manifest.view[0]?.fields.up, [{ metric: "llm_monitor_gpu_up" }]);
  assert.deepEqual(manifest.view[0]?.fields.name, view[0]?.fields.name);
  const cases: [view: unknown, problem: RegExp][] = [
    [{ kind: "card", fields: {} }, /view\[0\]\.kind/],
    [{ kind: "gpu", fields: { upp: { metric: "llm_monitor_gpu_up" } } }, /did you mean "up"/],
    [{ kind: "gpu", fields: { up: { metric: "other" } } }, /not among the metrics/],
    [
      { kind: "gpu", key: [], fields: { up: { metric: "llm_monitor_gpu_clock_hertz" } } },
      /left out/,
    ],
    [{ kind: "gpu", key: ["card"], fields: { up: view[0]?.fields.up } }, /has no label "card"/],
    [{ kind: "gpu", fields: { up: { ...view[0]?.fields.up, say: "x" } } }, /is a number/],
    [{ kind: "gpu", fields: { name: { metric: "llm_monitor_gpu_info" } } }, /label or say/],
    [{ kind: "gpu", fields: { memory_by: { metric: "llm_monitor_gpu_up" } } }, /needs a label/],
    [{ kind: "gpu", fields: { up: { metric: "llm_monitor_gpu_up", where: { x: ["1"] } } } }, /"x"/],
  ];
  for (const [one, problem] of cases) {
    const { error } = manifestSchema.safeParse({ ...LEAST, metrics, view: [one] });
    assert.match(describeIssues(error?.issues ?? []), problem);
  }
});

function describeIssues(issues: readonly { path: PropertyKey[]; message: string }[]): string {
  return issues.map(({ path, message }) =>
    `${
      path.map((part) => typeof part === "number" ? `[${part}]` : `.${String(part)}`).join("")
    }: ${message}`
  ).join("\n");
}
