import assert from "node:assert/strict";
import fc from "fast-check";
import { configSchema } from "./config.ts";
import { formatPath } from "./issue.ts";

/** `path: message` of each issue of a config. */
function issuesOf(input: unknown): string[] {
  const result = configSchema.safeParse(input);
  return (result.error?.issues ?? []).map(({ path, message }) => `${formatPath(path)}: ${message}`);
}

Deno.test("configSchema makes a whole configuration of an empty one", () => {
  const config = configSchema.parse({});
  assert.deepEqual(config.server, { host: "127.0.0.1", port: 8090, allowedHosts: [] });
  assert.deepEqual(config.plugins, { dir: "plugins" });
  assert.deepEqual(config.log, { level: "info", format: "auto" });
  assert.equal(config.supervisor.minInterval, 5_000);
  assert.equal(config.supervisor.recycleAfter, 86_400_000);
  assert.equal(config.services.facts.maxBytes, 1_048_576);
  assert.equal(config.services.facts.procRoot, "/proc");
});

Deno.test("configSchema makes nothing free but loopback", () => {
  const { free, ceiling, pin } = configSchema.parse({}).policy;
  assert.deepEqual(free, {
    net: ["127.0.0.1:*", "[::1]:*", "localhost:*"],
    env: [],
    read: [],
    facts: [],
    exec: [],
    docker: [],
    kmsg: [],
    memory: ["256MiB"],
    series: ["50000"],
  });
  assert.deepEqual(ceiling.exec, ["*"]);
  assert.deepEqual(ceiling.docker, ["read"]);
  assert.equal(pin, "grant");
});

Deno.test("configSchema keeps the other defaults of a section that is set in part", () => {
  const config = configSchema.parse({
    server: { port: 0 },
    policy: { free: { exec: ["nvidia-smi"] }, ceiling: { net: [] } },
    plugins: { gpu: { interval: "30s" } },
  });
  assert.deepEqual(config.server, { host: "127.0.0.1", port: 0, allowedHosts: [] });
  assert.deepEqual(config.policy.free.net, ["127.0.0.1:*", "[::1]:*", "localhost:*"]);
  assert.deepEqual(config.policy.ceiling.net, []);
  assert.deepEqual(config.policy.ceiling.read, ["/**"]);
  assert.deepEqual(config.plugins.gpu, { enabled: true, interval: 30_000, config: {} });
});

Deno.test("configSchema gives each parse defaults of its own", () => {
  const first = configSchema.parse({}).policy.free.net;
  first.push("*");
  assert.equal(configSchema.parse({}).policy.free.net.includes("*"), false);
});

Deno.test("configSchema refuses what breaks a rule, at its place", () => {
  const cases: [input: unknown, problem: RegExp][] = [
    [{ sever: {} }, /^: must not have the unknown key sever/],
    [{ server: { prot: 1 } }, /^server: must not have the unknown key prot/],
    [{ server: { port: 65_536 } }, /^server\.port: /],
    [{ server: { port: "8090" } }, /^server\.port: /],
    [{ server: { host: "" } }, /^server\.host: /],
    [{ server: { allowedHosts: ["http://a"] } }, /^server\.allowedHosts\[?\.?0\]?: must be a name/],
    [{ server: { tls: { certFile: "a" } } }, /^server\.tls\.keyFile: /],
    [{ server: { auth: { token: "x" } } }, /^server\.auth: must not have the unknown key/],
    [{ plugins: { "Bad-Name": {} } }, /^plugins\.Bad-Name: is neither `dir` nor the name/],
    [{ plugins: { gpu: { intervall: "1s" } } }, /^plugins\.gpu: must not have the unknown key/],
    [{ plugins: { gpu: { interval: 30 } } }, /^plugins\.gpu\.interval: must be a duration/],
    [{ plugins: { dir: "" } }, /^plugins\.dir: /],
    [{ policy: { free: { net: [""] } } }, /^policy\.free\.net\[0\]: /],
    [{ policy: { free: { sys: [] } } }, /^policy\.free: must not have the unknown key/],
    [{ policy: { pin: "none" } }, /^policy\.pin: /],
    [{ supervisor: { minInterval: "0s" } }, /^supervisor\.minInterval: Cannot read duration/],
    [{ supervisor: { quarantineAfter: 0 } }, /^supervisor\.quarantineAfter: /],
    [{ services: { facts: { procRoot: "proc" } } }, /^services\.facts\.procRoot: /],
    [{ services: { exec: { maxOutputBytes: "1MB" } } }, /maxOutputBytes: Cannot read size/],
    [{ log: { level: "trace" } }, /^log\.level: /],
  ];
  for (const [input, problem] of cases) {
    assert.match(issuesOf(input).join("\n"), problem, JSON.stringify(input));
  }
});

Deno.test("configSchema takes any JSON without an error of its own", () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => {
    const isEmpty = typeof value === "object" && value !== null && !Array.isArray(value) &&
      Object.keys(value).length === 0;
    assert.equal(configSchema.safeParse(value).success, isEmpty);
  }));
});
