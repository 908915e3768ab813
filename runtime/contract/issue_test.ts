import assert from "node:assert/strict";
import { z } from "zod";
import { formatIssue, formatPath, IssuesError, issuesFromZod } from "./issue.ts";
import type { Issue } from "./issue.ts";

const ISSUE: Issue = {
  code: "manifest_invalid",
  file: "plugin.yaml",
  path: "permissions.net[0]",
  value: '"*"',
  rule: "must name a port",
  fix: "Add one",
  line: 7,
};

const schema = z.strictObject({
  name: z.string("must be text"),
  list: z.array(z.strictObject({ port: z.int("must be a whole number") })).default([]),
  options: z.record(z.string().regex(/^[a-z]+$/, "must be a lower-case word"), z.unknown())
    .default({}),
});

function issuesOf(input: unknown, lineOf?: (path: readonly PropertyKey[]) => number | undefined) {
  const result = schema.safeParse(input);
  assert.ok(!result.success);
  return issuesFromZod(result.error, input, {
    code: "config_invalid",
    file: "config.yaml",
    ...(lineOf ? { lineOf } : {}),
  });
}

Deno.test("formatIssue writes file, line, path, value, rule and fix on one line", () => {
  const { line: _, fix: __, value: ___, ...bare } = ISSUE;
  assert.equal(
    formatIssue(ISSUE),
    'plugin.yaml:7: permissions.net[0] is "*": must name a port. Add one',
  );
  assert.equal(formatIssue(bare), "plugin.yaml: permissions.net[0]: must name a port");
  assert.equal(formatIssue({ ...bare, path: "" }), "plugin.yaml: must name a port");
});

Deno.test("formatPath writes keys with dots and indexes in brackets", () => {
  assert.equal(formatPath(["permissions", "exec", 0, "command"]), "permissions.exec[0].command");
  assert.equal(formatPath([]), "");
});

Deno.test("issuesFromZod gives one issue for each thing that is wrong", () => {
  const issues = issuesOf(
    { name: 5, list: [{ port: "x", prot: 1 }], other: true },
    (path) => path.length,
  );
  assert.deepEqual(issues.map(formatIssue).sort(), [
    "config.yaml:1: name is 5: must be text",
    "config.yaml:1: other is true: unknown key. Remove it, or correct its spelling",
    'config.yaml:3: list[0].port is "x": must be a whole number',
    "config.yaml:3: list[0].prot is 1: unknown key. Remove it, or correct its spelling",
  ]);
});

Deno.test("issuesFromZod says which keys a schema has, and which of them is meant", () => {
  const nested = z.strictObject({
    server: z.strictObject({ port: z.int() }).prefault({ port: 1 }),
    plugins: z.record(z.string(), z.strictObject({ interval: z.string() })).default({}),
    hosts: z.array(z.strictObject({ address: z.string().optional() })).optional(),
  });
  const input = {
    servr: 1,
    server: { port: 1, prot: 2 },
    plugins: { gpu: { interval: "1s", intervall: "2s" } },
    hosts: [{ zebra: 1 }],
  };
  const { error } = nested.safeParse(input);
  assert.ok(error);
  const issues = issuesFromZod(error, input, {
    code: "config_invalid",
    file: "c.yaml",
    schema: nested,
  });
  assert.deepEqual(issues.map(({ path, fix }) => `${path}: ${fix}`).sort(), [
    "hosts[0].zebra: There are: address",
    "plugins.gpu.intervall: Did you mean interval? There are: interval",
    "server.prot: Did you mean port? There are: port",
    "servr: Did you mean server? There are: server, plugins, hosts",
  ]);
});

Deno.test("issuesFromZod says the rule that a key breaks", () => {
  assert.deepEqual(issuesOf({ name: "x", options: { "A-B": 1 } }).map(formatIssue), [
    "config.yaml: options.A-B is 1: must be a lower-case word",
  ]);
});

Deno.test("issuesFromZod shows no secret and cuts what is long", () => {
  const [hidden] = issuesOf({ name: "x", bearerToken: "s3cret" });
  assert.equal(hidden?.value, "(hidden)");
  const [shown] = issuesOf({ name: "x", bearerTokenFile: "/run/token" });
  assert.equal(shown?.value, '"/run/token"');
  const [long] = issuesOf({ name: ["x".repeat(500)] });
  assert.equal(long?.value?.length, 80);
});

Deno.test("issuesFromZod shows no value that is not there", () => {
  const [missing] = issuesOf({});
  assert.ok(missing && !("value" in missing) && !("line" in missing));
});

Deno.test("IssuesError carries every issue and the code of the first", () => {
  const error = new IssuesError([ISSUE, { ...ISSUE, code: "yaml_invalid", path: "name" }]);
  assert.equal(error.code, "manifest_invalid");
  assert.equal(error.issues.length, 2);
  assert.equal(error.message.split("\n").length, 2);
  assert.equal(new IssuesError([]).code, "internal");
});

Deno.test("issuesFromZod tells twenty issues of a file and how many more there are, with short paths", () => {
  const schema = z.strictObject({});
  const input = Object.fromEntries(
    Array.from({ length: 5_000 }, (_, index) => [`k${index}${"x".repeat(500)}`, 1]),
  );
  const { error } = schema.safeParse(input);
  assert.ok(error);
  const issues = issuesFromZod(error, input, { code: "manifest_invalid", file: "plugin.yaml" });
  assert.equal(issues.length, 21);
  assert.equal(issues[20]?.rule, "and 4980 more");
  assert.ok(issues.every(({ path }) => path.length <= 200));
});
