import assert from "node:assert/strict";
import { configSchema } from "../contract/config.ts";
import { EMPTY_GRANT } from "./permissions/empty_grant.ts";
import { permissionsSchema } from "../contract/permissions.ts";
import type { Permissions } from "../contract/permissions.ts";
import { decideGrant } from "./decide.ts";
import type { DecideOptions } from "./decide.ts";

const NONE: Permissions = permissionsSchema.parse({});

function decide(
  permissions: Partial<Permissions>,
  { policy, ...more }: { policy?: unknown } & Partial<Omit<DecideOptions, "policy">> = {},
) {
  return decideGrant({
    permissions: { ...NONE, ...permissions },
    config: more.operatorConfig ?? {},
    policy: configSchema.parse({ policy }).policy,
    ownPort: 8090,
    ...more,
  });
}

const SMI = { command: "nvidia-smi", args: ["-L"] };

Deno.test("decideGrant gives nothing to a plugin that asks for nothing", () => {
  assert.deepEqual(decide({}), { grant: EMPTY_GRANT, denied: [], needsApproval: [], problems: [] });
});

Deno.test("decideGrant lets loopback be free and asks approval for all else by default", () => {
  const { grant, denied, needsApproval, problems } = decide({
    net: ["127.0.0.1:8000", "10.0.0.5:9000"],
    env: ["HF_HOME"],
    read: ["/models"],
    facts: ["/proc/stat", "system:osInfo", "statfs:/"],
    exec: [SMI, SMI],
    docker: ["read"],
    kmsg: [],
    memory: [],
    series: [],
  });
  assert.deepEqual(grant, {
    net: ["127.0.0.1:8000", "10.0.0.5:9000"],
    env: ["HF_HOME"],
    read: ["/models"],
    facts: ["/proc/stat", "system:osInfo", "statfs:/"],
    exec: [SMI],
    docker: ["read"],
    kmsg: [],
    memory: [],
    series: [],
  });
  assert.deepEqual(needsApproval, [
    "docker read",
    "env HF_HOME",
    'exec nvidia-smi ["-L"]',
    "facts /proc/stat",
    "facts statfs:/",
    "facts system:osInfo",
    "net 10.0.0.5:9000",
    "read /models",
  ]);
  assert.deepEqual([...denied, ...problems], []);
});

Deno.test("decideGrant drops what lies outside the ceiling and says what would allow it", () => {
  const ceiling = {
    net: ["*:8000"],
    env: ["HF_*"],
    read: ["/models"],
    facts: ["/proc/**"],
    exec: ["nvidia-*"],
    docker: [],
    kmsg: [],
  };
  const { grant, denied } = decide({
    net: ["a:8000", "a:9000"],
    env: ["HF_HOME", "HOME"],
    read: ["/models/llama", "/srv"],
    facts: ["/proc/stat", "/sys/class/net/**", "system:cpu"],
    exec: [SMI, { command: "rocm-smi", args: [] }],
    docker: ["read"],
    kmsg: [],
    memory: [],
    series: [],
  }, { policy: { ceiling } });
  assert.deepEqual(grant, {
    net: ["a:8000"],
    env: ["HF_HOME"],
    read: ["/models/llama"],
    facts: ["/proc/stat"],
    exec: [SMI],
    docker: [],
    kmsg: [],
    memory: [],
    series: [],
  });
  assert.deepEqual(denied, [
    'permissions.net[1] "a:9000" is outside policy.ceiling.net of config.yaml; ' +
    'add "a:9000" to that list to allow it',
    'permissions.env[1] "HOME" is outside policy.ceiling.env of config.yaml; ' +
    'add "HOME" to that list to allow it',
    'permissions.read[1] "/srv" is outside policy.ceiling.read of config.yaml; ' +
    'add "/srv" to that list to allow it',
    'permissions.facts[1] "/sys/class/net/**" is outside policy.ceiling.facts of config.yaml; ' +
    'add "/sys/class/net/**" to that list to allow it',
    'permissions.facts[2] "system:cpu" is outside policy.ceiling.facts of config.yaml; ' +
    'add "system:cpu" to that list to allow it',
    'permissions.exec[1] "rocm-smi []" is outside policy.ceiling.exec of config.yaml; ' +
    'add "rocm-smi" to that list to allow it',
    'permissions.docker "read" is outside policy.ceiling.docker of config.yaml; ' +
    'add "read" to that list to allow it',
  ]);
});

Deno.test("decideGrant needs no approval for what the free list names", () => {
  const free = { facts: ["/proc/**"], exec: ["nvidia-smi"], read: ["/models/*"] };
  const asked = { facts: ["/proc/stat"], exec: [SMI], read: ["/models/a/b"] };
  assert.deepEqual(decide(asked, { policy: { free } }).needsApproval, []);
});

Deno.test("decideGrant frees a target that the operator set, not one that the author did", () => {
  const operatorConfig = { targets: ["http://10.0.0.5:8000"] };
  const own = decide({ net: ["{targets}"] }, { operatorConfig });
  assert.deepEqual([own.grant.net, own.needsApproval], [["10.0.0.5:8000"], []]);
  const authors = decide({ net: ["{targets}"] }, { config: operatorConfig });
  assert.deepEqual(authors.grant.net, ["10.0.0.5:8000"]);
  assert.deepEqual(authors.needsApproval, ["net 10.0.0.5:8000"]);
  const ceiling = { net: ["127.0.0.1:*"] };
  const above = decide({ net: ["{targets}"] }, { operatorConfig, policy: { ceiling } });
  assert.deepEqual(above.grant.net, []);
  assert.match(above.denied[0] ?? "", /\(from config\.targets\) is outside policy\.ceiling\.net/);
});

Deno.test("decideGrant takes the operator's own config as the word for a variable, not for a file", () => {
  const operatorConfig = { targets: [{ apiKeyEnv: "VLLM_KEY", apiKeyFile: "/run/key" }] };
  const asked = { env: ["{targets.apiKeyEnv}"], read: ["{targets.apiKeyFile}"] };
  const own = decide(asked, { operatorConfig });
  assert.deepEqual([own.grant.env, own.grant.read], [["VLLM_KEY"], ["/run/key"]]);
  assert.deepEqual(own.needsApproval, ["read /run/key"]);
  const authors = decide(asked, { config: operatorConfig });
  assert.deepEqual(authors.needsApproval, ["env VLLM_KEY", "read /run/key"]);
});

Deno.test("decideGrant never grants our port, the inspector, link-local or unspecified", () => {
  for (
    const item of ["127.0.0.1:8090", "127.0.0.1:9229", "169.254.169.254:80", "0.0.0.0:80"]
  ) {
    const literal = decide({ net: [item] });
    assert.deepEqual(literal.grant.net, [], item);
    assert.match(literal.problems[0]?.rule ?? "", /never granted/, item);
    const set = decide({ net: ["{targets}"] }, { operatorConfig: { targets: item } });
    assert.deepEqual(set.grant.net, [], item);
    assert.match(set.denied[0] ?? "", /never granted/, item);
  }
  assert.deepEqual(decide({ net: ["127.0.0.1:8090"] }, { ownPort: 0 }).problems, []);
});

Deno.test("decideGrant reports crafted permission strings as problems and grants none", () => {
  const { grant, problems } = decide({
    net: ["*", "0.0.0.0/0", "x --allow-all", "a,b", "-A", "unix:/run/docker.sock"],
    env: ["*"],
    read: ["/", ".", "~", "/proc", "/sys/class", "/dev", "/a,/etc", "/mnt/proc"],
    facts: ["/proc/self/environ", "/proc/*/mem", "system:*"],
    exec: [{ command: "sh", args: ["-c", "*"] }],
  }, { closedPaths: ["/mnt/proc"] });
  assert.deepEqual(grant, EMPTY_GRANT);
  assert.equal(problems.length, 19);
});
