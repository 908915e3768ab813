import assert from "node:assert/strict";
import { eventually } from "../support/eventually.ts";
import { withMonitor } from "../support/monitor.ts";
import type { TempProject } from "../support/temp_project.ts";
import { run } from "../support/tools.ts";

const CLI = new URL("../../runtime/cli/plugin/main.ts", import.meta.url).pathname;

function readingText(path: string): { collect: string; manifest: string } {
  return {
    collect: `const text = await context.facts.read("${path}");
      return new FamilySet().gauge("llm_monitor_demo_value_ratio", {}, text.length).families();`,
    manifest: `permissions: { facts: ["${path}"] }\n`,
  };
}

function plugin(
  project: TempProject,
  ...args: string[]
): Promise<{ code: number; output: string }> {
  return run(Deno.execPath(), ["run", "-A", "--quiet", CLI, ...args], { cwd: project.dir });
}

Deno.test("what asks for more than is free waits for approval, and a wider version waits again", async () => {
  await withMonitor((project) => project.writePlugin("demo", readingText("/proc/loadavg")), async (
    monitor,
    project,
  ) => {
    await monitor.untilReady();
    const pending = await monitor.untilState("demo", "pending");
    assert.match(pending.pending?.message ?? "", /deno task plugin approve demo/);
    const refused = await plugin(project, "approve", "demo");
    assert.equal(refused.code, 4, refused.output);
    const approved = await plugin(project, "approve", "demo", "--yes");
    assert.equal(approved.code, 0, approved.output);
    assert.match(approved.output, /facts \/proc\/loadavg/);
    const first = await monitor.untilState("demo", "idle");
    assert.equal(first.approval, "approved");
    await project.writePlugin("demo", readingText("/proc/uptime"));
    await eventually(
      "the wider version waits",
      async () => (await monitor.plugin("demo"))?.pending !== null,
    );
    const old = await monitor.plugin("demo");
    assert.equal(old?.digest, first.digest);
    assert.equal(old?.state, "idle");
    assert.equal((await plugin(project, "approve", "demo", "--yes")).code, 0);
    await eventually("the wider version runs", async () => {
      const now = await monitor.plugin("demo");
      return now?.pending === null && now.digest !== first.digest && now.state === "idle";
    });
    assert.equal((await plugin(project, "revoke", "demo")).code, 0);
    await monitor.untilState("demo", "pending");
    assert.equal(await monitor.value("llm_monitor_demo_value_ratio"), undefined);
  });
});

Deno.test("a call that was not granted is refused, counted, and says which line would allow it", async () => {
  await withMonitor(
    (project) =>
      project.writePlugin("demo", {
        collect: `await context.facts.read("/proc/stat"); return [];`,
      }),
    async (
      monitor,
    ) => {
      const error = await eventually("it failed", async () => {
        return (await monitor.plugin("demo"))?.last_error ?? undefined;
      });
      assert.match(
        error.message,
        /permissions\.facts.*plugins\/demo\/plugin\.yaml/s,
      );
      const series =
        'llm_monitor_plugin_service_calls_total{plugin="demo",service="facts",outcome="not_granted"}';
      await eventually("it is counted", async () => await monitor.value(series) === 1);
    },
  );
});
