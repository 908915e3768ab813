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

Deno.test("pluginBlocks has a row for each field of an option, with its bounds", () => {
  const field = (type: string, more: Record<string, unknown> = {}) => ({
    type,
    description: "What it is",
    ...more,
  });
  const options = pluginBlocks(manifestSchema.parse({
    ...BARE,
    permissions: { env: ["{targets.keyEnv}"], read: ["{targets.keyFile}"] },
    config: {
      targets: field("object[]", {
        fields: {
          url: field("url", { required: true }),
          engine: field("enum", { values: ["a", "b"] }),
          key: field("secret"),
          probe: field("object", {
            toggle: true,
            fields: { interval: field("duration", { min: "1s", max: "1h", default: "5m" }) },
          }),
        },
      }),
    },
  })).get("options") ?? "";
  assert.deepEqual(
    options.split("\n").slice(4).map((row) => row.replaceAll(/ +\|/g, " |")),
    [
      "| `targets` | `object[]` | - | What it is |",
      "| `targets[].url` | `url` | required | What it is |",
      "| `targets[].engine` | `enum` | - | What it is. One of a, b |",
      "| `targets[].keyEnv` | `string` | - | What it is. Names the variable that holds it |",
      "| `targets[].keyFile` | `string` | - | Names the file that holds it, instead of `keyEnv` |",
      "| `targets[].probe` | `object` | - | What it is. `true` for its defaults |",
      '| `targets[].probe.interval` | `duration` | `"5m"` | What it is. From 1s to 1h |',
    ],
  );
});

Deno.test("pluginBlocks says when there is nothing to say", () => {
  const blocks = pluginBlocks(manifestSchema.parse(BARE));
  assert.equal(blocks.get("options"), "It has no options.");
  assert.equal(blocks.get("permissions"), "It needs no permission.");
});
