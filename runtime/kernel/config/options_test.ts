import assert from "node:assert/strict";
import { configSchema } from "../../contract/config.ts";
import { setOption } from "./env_overrides.ts";
import { environmentName, listOptions } from "./options.ts";

Deno.test("listOptions names every leaf of the defaults", () => {
  const paths = new Set(listOptions().map(({ path }) => path));
  const leaves = (value: unknown, path: string): string[] =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.entries(value).flatMap(([key, inner]) =>
        leaves(inner, path ? `${path}.${key}` : key)
      )
      : [path];
  assert.deepEqual(leaves(configSchema.parse({}), "").filter((path) => !paths.has(path)), []);
  // These have no default, so the above does not see them.
  for (const path of ["server.tls.certFile", "server.auth.bearerTokenEnv"]) {
    assert.ok(paths.has(path), path);
  }
});

Deno.test("listOptions gives each option a name of its own and a description", () => {
  const options = listOptions();
  assert.equal(new Set(options.map(({ env }) => env)).size, options.length);
  const mute = options.filter(({ path, description }) =>
    description === "" && !path.startsWith("policy.")
  );
  assert.deepEqual(mute.map(({ path }) => path), []);
});

Deno.test("listOptions gives types, choices and defaults that the schema takes", () => {
  const byPath = new Map(listOptions().map((option) => [option.path, option]));
  assert.equal(byPath.get("server.port")?.type, "integer");
  assert.equal(byPath.get("policy.free.net")?.type, "string[]");
  assert.equal(byPath.get("supervisor.minInterval")?.default, '"5s"');
  assert.deepEqual(byPath.get("policy.pin")?.choices, ["grant", "digest"]);
  let config: Record<string, unknown> = {};
  for (const { keys, default: text } of byPath.values()) {
    if (text !== "") config = setOption(config, keys, JSON.parse(text));
  }
  assert.deepEqual(configSchema.parse(config), configSchema.parse({}));
});

Deno.test("environmentName writes camelCase as words", () => {
  const cases: [string[], string][] = [
    [["server", "port"], "LLM_MONITOR_SERVER_PORT"],
    [["supervisor", "idleTimeout"], "LLM_MONITOR_SUPERVISOR_IDLE_TIMEOUT"],
    [["services", "facts", "procRoot"], "LLM_MONITOR_SERVICES_FACTS_PROC_ROOT"],
  ];
  for (const [keys, name] of cases) assert.equal(environmentName(keys), name);
});
