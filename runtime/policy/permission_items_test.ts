import assert from "node:assert/strict";
import { permissionsSchema } from "../contract/permissions.ts";
import type { Permissions } from "../contract/permissions.ts";
import { permissionItems } from "./permission_items.ts";

const NONE: Permissions = permissionsSchema.parse({});

function listItems(permissions: Partial<Permissions>, config: Record<string, unknown> = {}) {
  return permissionItems({ ...NONE, ...permissions }, { config, closedPaths: ["/proc"] });
}

Deno.test("permissionItems fills placeholders from the plugin's config", () => {
  const { items, problems } = listItems(
    { net: ["{targets}", "B:2"], read: ["{dirs}"], facts: ["statfs:{dirs}", "/proc/stat"] },
    { targets: ["http://a:1"], dirs: ["/models"] },
  );
  assert.deepEqual(problems, []);
  assert.deepEqual(items, [
    { kind: "net", path: "permissions.net[0]", value: "a:1", configKey: "targets" },
    { kind: "net", path: "permissions.net[1]", value: "b:2" },
    { kind: "read", path: "permissions.read[0]", value: "/models", configKey: "dirs" },
    { kind: "facts", path: "permissions.facts[0]", value: "statfs:/models", configKey: "dirs" },
    { kind: "facts", path: "permissions.facts[1]", value: "/proc/stat" },
  ]);
});

Deno.test("permissionItems fills nothing from a key that the config lacks", () => {
  for (const net of ["{targets}", "{constructor}", "{toString}"]) {
    assert.deepEqual(listItems({ net: [net] }), { items: [], problems: [] });
  }
});

Deno.test("permissionItems reports every item that breaks a rule, with its place", () => {
  const { items, problems } = listItems(
    {
      net: ["*", "{targets}"],
      env: ["HF_*"],
      read: ["/proc/1", "{dirs}"],
      facts: ["/etc/passwd"],
      exec: [{ command: "x", args: ["a\0", "b"] }, { command: "sh", args: ["*"] }],
    },
    { targets: ["nowhere"], dirs: ["/proc"] },
  );
  assert.deepEqual(items, []);
  assert.deepEqual(problems.map(({ path, value }) => `${path} ${value}`), [
    'permissions.net[0] "*"',
    'config.targets[0] "nowhere"',
    'permissions.env[0] "HF_*"',
    'permissions.read[0] "/proc/1"',
    'config.dirs[0] "/proc"',
    'permissions.facts[0] "/etc/passwd"',
    'permissions.exec[0].args[0] "a\\u0000"',
    'permissions.exec[1].command "sh"',
  ]);
});

Deno.test("permissionItems fills variables and files from fields of the config, and checks them", () => {
  const asked = { env: ["{targets.apiKeyEnv}"], read: ["{targets.apiKeyFile}"] };
  const { items, problems } = listItems(asked, {
    targets: [{ apiKeyEnv: "VLLM_KEY" }, { apiKeyFile: "/run/key" }, {}],
  });
  assert.deepEqual(problems, []);
  assert.deepEqual(items.map(({ kind, value }) => `${kind} ${value}`), [
    "env VLLM_KEY",
    "read /run/key",
  ]);
  const wrong = listItems(asked, {
    targets: [{ apiKeyEnv: "LD_PRELOAD" }, { apiKeyEnv: "A*" }, { apiKeyFile: "/proc/1/environ" }],
  });
  assert.deepEqual(wrong.items, []);
  assert.deepEqual(wrong.problems.map(({ path }) => path), [
    "config.targets[0].apiKeyEnv",
    "config.targets[1].apiKeyEnv",
    "config.targets[2].apiKeyFile",
  ]);
});
