import assert from "node:assert/strict";
import { manifestSchema } from "../../contract/manifest.ts";
import { pluginBlocks } from "./plugin_tables.ts";

const BARE = {
  apiVersion: 1,
  name: "queue",
  version: "1.0.0",
  description: "Queues",
  metrics: [{
    name: "llm_monitor_queue_up",
    type: "gauge",
    help: "Up | down.",
    labels: ["a", "b"],
  }],
};

Deno.test("pluginBlocks names every metric, option and permission", () => {
  const blocks = pluginBlocks(manifestSchema.parse({
    ...BARE,
    permissions: {
      net: ["{targets}"],
      facts: ["/proc/stat"],
      exec: [{ command: "tool", args: ["-q", "*"] }],
    },
    config: { targets: { type: "string[]", description: "Servers", default: ["a:1"] } },
  }));
  assert.match(
    blocks.get("metrics") ?? "",
    /\| `llm_monitor_queue_up` \| gauge \| `a`, `b` \| Up \\\| down\. \|/,
  );
  assert.match(blocks.get("options") ?? "", /`plugins\.queue\.config`/);
  assert.match(
    blocks.get("options") ?? "",
    /\| `targets` \| `string\[\]` \| `\["a:1"\]` \| Servers/,
  );
  const permissions = blocks.get("permissions") ?? "";
  for (const item of ["`{targets}`", "`/proc/stat`", "`tool -q *`"]) {
    assert(permissions.includes(item), item);
  }
});

Deno.test("pluginBlocks says when there is nothing to say", () => {
  const blocks = pluginBlocks(manifestSchema.parse(BARE));
  assert.equal(blocks.get("options"), "It has no options.");
  assert.equal(blocks.get("permissions"), "It asks for nothing.");
});
