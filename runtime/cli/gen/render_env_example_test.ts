import assert from "node:assert/strict";
import { listOptions } from "../../kernel/config/options.ts";
import { renderEnvExample } from "./render_env_example.ts";

Deno.test("renderEnvExample comments out every option, with its default", () => {
  const stack = [
    { name: "PORT", description: "A port", default: "1", isRequired: false },
    { name: "GID", description: "A group", default: "", isRequired: true },
  ];
  const lines = renderEnvExample(stack).split("\n");
  assert.deepEqual(lines.slice(3, 9), [
    ...["", "# A port", "# PORT=1", "", "# A group (must be set)", "# GID="],
  ]);
  assert.ok(lines.every((line) => line === "" || line.startsWith("# ")));
  for (const { env } of listOptions()) {
    assert.equal(lines.filter((line) => line.startsWith(`# ${env}=`)).length, 1, env);
  }
  assert.ok(lines.includes("# LLM_MONITOR_SERVER_PORT=8090"));
  assert.ok(lines.includes("# LLM_MONITOR_POLICY_FREE_NET=127.0.0.1:*,[::1]:*,localhost:*"));
  assert.ok(lines.includes("# LLM_MONITOR_SERVER_TLS_CERT_FILE="));
});
