/** Items 20, 76, 79, 85, 86 of the list of attacks: what happens between approval and run. */
import assert from "node:assert/strict";
import { eventually } from "../support/eventually.ts";
import { withMonitor } from "../support/monitor.ts";
import type { TempProject } from "../support/temp_project.ts";
import { run } from "../support/tools.ts";

const CLI = new URL("../../runtime/cli/plugin/main.ts", import.meta.url).pathname;
const LOADAVG = 'permissions: { facts: ["/proc/loadavg"] }\n';
const SERIES = "llm_monitor_demo_value_ratio";

const gauge = (value: number) =>
  `return new FamilySet().gauge("${SERIES}", {}, ${value}).families();`;

async function approve(project: TempProject): Promise<void> {
  const args = ["run", "-A", "--quiet", CLI, "approve", "demo", "--yes"];
  const { code, output } = await run(Deno.execPath(), args, { cwd: project.dir });
  assert.equal(code, 0, output);
}

Deno.test("items 20, 85: with pin digest, code that is swapped after its approval does not run", async () => {
  await withMonitor(async (project) => {
    await project.writeConfig("policy: { pin: digest }\n");
    await project.writePlugin("demo", { collect: gauge(1), manifest: LOADAVG });
    await approve(project);
  }, async (monitor, project) => {
    await monitor.untilState("demo", "idle");
    await project.writePlugin("demo", { collect: gauge(666), manifest: LOADAVG });
    await eventually(
      "the swapped code waits",
      async () => (await monitor.plugin("demo"))?.pending !== null,
    );
    assert.equal(await monitor.value(SERIES), 1);
  });
});

Deno.test("item 85: a manifest that grew after its approval waits, whatever the version says", async () => {
  await withMonitor(async (project) => {
    await project.writePlugin("demo", { collect: gauge(1), manifest: LOADAVG });
    await approve(project);
    const manifest = 'permissions: { facts: ["/proc/loadavg", "/proc/stat"] }\n';
    await project.writePlugin("demo", { collect: gauge(666), manifest });
  }, async (monitor) => {
    const pending = await monitor.untilState("demo", "pending");
    assert.match(pending.pending?.message ?? "", /\/proc\/stat/);
    assert.equal(await monitor.value(SERIES), undefined);
  });
});

Deno.test("item 20: a staged copy that is changed on the disk does not run", async () => {
  await withMonitor((project) => project.writePlugin("demo", { collect: gauge(1) }), async (
    monitor,
    project,
  ) => {
    const demo = await monitor.untilState("demo", "idle");
    const copy = `${project.dir}/.llm-monitor/staged/demo/${demo.digest}/mod.ts`;
    await Deno.chmod(copy, 0o644);
    await Deno.writeTextFile(copy, (await Deno.readTextFile(copy)).replace(", 1)", ", 666)"));
    assert.ok(demo.pid);
    Deno.kill(demo.pid, "SIGKILL");
    const after = await monitor.untilReplaced(demo, 30_000);
    assert.equal(after.digest, demo.digest);
    assert.equal(await monitor.value(SERIES), 1);
    assert.match(await Deno.readTextFile(copy), /, 1\)/);
  });
});

for (
  const [title, text] of [
    ["that is no JSON", "{"],
    ["with a key too many", '{ "version": 1, "plugins": {}, "everything": true }'],
    ["that approves by a pattern", '{ "version": 1, "plugins": { "*": {} } }'],
  ] as const
) {
  Deno.test(`item 86: a lock file ${title} approves nothing`, async () => {
    await withMonitor(async (project) => {
      await project.writePlugin("demo", { collect: gauge(1), manifest: LOADAVG });
      await approve(project);
      await Deno.writeTextFile(`${project.dir}/plugins.lock.json`, text);
    }, async (monitor) => {
      await monitor.untilState("demo", "pending");
      assert.equal((await monitor.untilLogged(/lock_invalid/)).level, "error");
    });
  });
}

Deno.test("items 76, 79: a reload cannot take the names of a neighbour", async () => {
  await withMonitor(async (project) => {
    await project.writePlugin("demo", { collect: gauge(1) });
    await project.writePlugin("thief");
  }, async (monitor, project) => {
    await monitor.untilState("demo", "idle");
    await monitor.untilState("thief", "idle");
    await project.writePlugin("thief", {
      collect: gauge(666),
      manifest: `  - { name: ${SERIES}, type: gauge, help: Stolen. }\n`,
    });
    await monitor.untilLogged(/metric_name_taken/);
    assert.equal(await monitor.value(SERIES), 1);
    assert.equal(await monitor.value("llm_monitor_thief_value_ratio"), 0.5);
  });
});
