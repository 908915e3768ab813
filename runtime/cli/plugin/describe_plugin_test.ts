import assert from "node:assert/strict";
import { describePlugin } from "./describe_plugin.ts";
import type { ProjectPlugin } from "../project.ts";

const LONG = "word ".repeat(40).trim();
const PLUGIN = {
  folder: { name: "queue", dir: "/opt/llm-monitor/plugins/queue" },
  candidate: {
    spec: {
      approval: "approved",
      digest: "a".repeat(64),
      denied: [],
      command: [
        "/usr/bin/deno",
        "run",
        ...Array.from({ length: 20 }, (_, n) => `--flag-${n}=it's`),
      ],
    },
  },
  manifest: {
    version: "1.0.0",
    description: LONG,
    interval: 15_000,
    timeout: 5_000,
    memory: 1024 ** 2,
    limits: { series: 10 },
    metrics: [{ name: "llm_monitor_queue_up", type: "gauge", labels: ["a", "b"], help: LONG }],
  },
  decision: { grant: emptyGrant(), needsApproval: [], denied: [LONG] },
  issues: [],
} as unknown as ProjectPlugin;
const COVERAGE = {
  columns: ["Kind", ...Array.from({ length: 12 }, (_, n) => `Column ${n}`)],
  rows: [["vllm", "yes", ...Array.from({ length: 11 }, () => "-")]],
};
const bold = (text: string) => text;

function emptyGrant() {
  return {
    net: [],
    exec: [],
    facts: [],
    env: [],
    read: [],
    docker: [],
    kmsg: [],
    memory: [],
    series: [],
  };
}

for (const columns of [40, 80, 120]) {
  Deno.test(`describePlugin fits a terminal of ${columns} columns`, () => {
    const lines = describePlugin(PLUGIN, COVERAGE, { bold, columns });
    // A word that is longer has a line of its own.
    const wide = lines.filter((line) => line.length > columns && line.trim().includes(" "));
    assert.deepEqual(wide, []);
    const text = lines.join("\n").replaceAll(/\s+/g, " ");
    for (const part of [LONG, "llm_monitor_queue_up", "Column 0: yes", "at most 10"]) {
      assert(text.includes(part), part);
    }
  });
}

Deno.test("describePlugin writes one line for each item into a pipe", () => {
  const lines = describePlugin(PLUGIN, COVERAGE, { bold, columns: undefined });
  assert(lines.includes(`  ${LONG}`));
  assert(lines.some((line) => line.startsWith("  llm_monitor_queue_up  gauge  a,b  word")));
});

Deno.test("the command line of a plugin can be pasted, also where it is broken into lines", async () => {
  const lines = describePlugin(PLUGIN, undefined, { bold, columns: 60 });
  const from = lines.indexOf("Process") + 1;
  const command = lines.slice(from, lines.indexOf("", from)).join("\n");
  const printed = command.replace("/usr/bin/deno", "printf '%s\\n'");
  const { stdout } = await new Deno.Command("sh", { args: ["-c", printed] }).output();
  const words = new TextDecoder().decode(stdout).trim().split("\n");
  assert.deepEqual(words, PLUGIN.candidate.spec?.command.slice(1));
});
