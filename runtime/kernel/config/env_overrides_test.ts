import assert from "node:assert/strict";
import { envOverrides, setOption } from "./env_overrides.ts";

Deno.test("envOverrides reads each value as its option's type", () => {
  const cases: [string, string, string, unknown][] = [
    ["LLM_MONITOR_SERVER_PORT", "9000", "server.port", 9_000],
    ["LLM_MONITOR_SERVER_PORT", "-1", "server.port", -1],
    ["LLM_MONITOR_SERVER_HOST", "0", "server.host", "0"],
    ["LLM_MONITOR_SUPERVISOR_IDLE_TIMEOUT", "30s", "supervisor.idleTimeout", "30s"],
    ["LLM_MONITOR_SERVICES_FACTS_PROC_ROOT", "/host/proc", "services.facts.procRoot", "/host/proc"],
    ["LLM_MONITOR_PLUGINS_DIR", "mine", "plugins.dir", "mine"],
    ["LLM_MONITOR_STATE_DIR", "s", "state.dir", "s"],
    ["LLM_MONITOR_LOG_LEVEL", "debug", "log.level", "debug"],
    ["LLM_MONITOR_POLICY_FREE_NET", "a:1, b:2,,", "policy.free.net", ["a:1", "b:2"]],
    ["LLM_MONITOR_POLICY_CEILING_EXEC", ",", "policy.ceiling.exec", []],
  ];
  for (const [name, text, path, value] of cases) {
    const { values, issues, warnings } = envOverrides({ [name]: text });
    assert.deepEqual(values.map(({ option, value }) => [option.path, value]), [[path, value]]);
    assert.deepEqual([issues, warnings], [[], []]);
  }
});

Deno.test("envOverrides says which variable holds no number", () => {
  for (const text of ["x", "1.5", "1e3", "0x10", " 1", "1 "]) {
    const { values, issues: [issue] } = envOverrides({ LLM_MONITOR_SERVER_PORT: text });
    assert.deepEqual(values, []);
    assert.equal(issue?.path, "LLM_MONITOR_SERVER_PORT");
    assert.equal(issue?.file, "environment");
    assert.equal(issue?.value, JSON.stringify(text));
  }
});

Deno.test("envOverrides ignores what is empty, what is not ours and the file's own name", () => {
  const { values, issues, warnings } = envOverrides({
    LLM_MONITOR_SERVER_PORT: "",
    LLM_MONITOR_CONFIG: "a.yaml",
    PATH: "/bin",
    llm_monitor_server_port: "1",
  });
  assert.deepEqual([values, issues, warnings], [[], [], []]);
});

Deno.test("envOverrides warns of unknown names without showing their value", () => {
  for (const name of ["LLM_MONITOR_SERVICE_HOST", "LLM_MONITOR_SERVER", "LLM_MONITOR_"]) {
    const { warnings, issues } = envOverrides({ [name]: "hunter2" });
    assert.deepEqual(issues, []);
    assert.equal(warnings.length, 1);
    assert.ok(warnings[0]?.includes(name) && !warnings[0].includes("hunter2"));
  }
});

Deno.test("envOverrides says which option a misspelt name means", () => {
  const [misspelt] = envOverrides({ LLM_MONITOR_SERVER_PROT: "1" }).warnings;
  assert.match(misspelt ?? "", /SERVER_PROT .*ignored\. Did you mean LLM_MONITOR_SERVER_PORT\?$/);
  // Of Kubernetes, for a service of our name.
  const [other] = envOverrides({ LLM_MONITOR_PORT: "tcp://10.0.0.1:8090" }).warnings;
  assert.match(other ?? "", /is ignored$/);
});

Deno.test("setOption changes a copy, and makes sections that are missing", () => {
  const config = { server: { port: 1, host: "a" } };
  assert.deepEqual(setOption(config, ["server", "port"], 2), { server: { port: 2, host: "a" } });
  assert.deepEqual(setOption({}, ["a", "b", "c"], 1), { a: { b: { c: 1 } } });
  assert.equal(config.server.port, 1);
});

Deno.test("setOption leaves a section that is none to the schema", () => {
  for (const server of [5, null, ["a"], "x"]) {
    assert.deepEqual(setOption({ server }, ["server", "port"], 2), { server });
  }
});
