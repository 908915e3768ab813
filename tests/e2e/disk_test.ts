/** A state folder that is full or read-only. Both need a mount of their own, so root. */
import assert from "node:assert/strict";
import { eventually } from "../support/eventually.ts";
import { leaveOut } from "../support/leave_out.ts";
import { Monitor } from "../support/monitor.ts";
import { TempProject } from "../support/temp_project.ts";
import { needsRoot, run } from "../support/tools.ts";

const lacksMounts = needsRoot("a mount of their own") ||
  ((await run("unshare", ["--mount", "true"])).code !== 0 &&
    leaveOut("nothing may be mounted here"));

/** Runs a test with a tiny file system of its own for the state folder. */
async function withSmallDisk(
  test: (monitor: Monitor, project: TempProject) => Promise<void>,
): Promise<void> {
  const project = await TempProject.create();
  const state = `${project.dir}/.llm-monitor`;
  await Deno.mkdir(state);
  const { code, output } = await run("mount", [
    "-t",
    "tmpfs",
    "-o",
    "size=256k,mode=755",
    "tmpfs",
    state,
  ]);
  assert.equal(code, 0, output);
  try {
    await project.writePlugin("demo");
    const monitor = await Monitor.start(project);
    try {
      await monitor.untilState("demo", "idle");
      await test(monitor, project);
    } finally {
      await monitor.stop();
    }
  } finally {
    await run("umount", ["-l", state]);
    await project.remove();
  }
}

Deno.test({
  name: "a full state folder keeps new plugins out, says so, and costs nothing that runs",
  ignore: lacksMounts,
  fn: async () => {
    await withSmallDisk(async (monitor, project) => {
      await project.writeFile("late", "filler.txt", "x".repeat(600_000));
      await project.writePlugin("late");
      const line = await monitor.untilLogged(/No space left/);
      assert.equal(line.code, "plugin_unreadable");
      assert.equal((await monitor.plugin("late"))?.state, "rejected");
      assert.equal(await monitor.value("llm_monitor_demo_value_ratio"), 0.5);
      await Deno.remove(`${project.pluginsDir}/late/filler.txt`);
      await eventually(
        "it runs once there is room",
        async () => await monitor.value("llm_monitor_late_value_ratio") === 0.5,
      );
    });
  },
});

Deno.test({
  name: "a state folder that becomes read-only keeps changes out and what runs running",
  ignore: lacksMounts,
  fn: async () => {
    await withSmallDisk(async (monitor, project) => {
      await run("mount", ["-o", "remount,ro", `${project.dir}/.llm-monitor`]);
      await project.writePlugin("late");
      await monitor.untilLogged(/[Rr]ead-only/);
      assert.equal((await monitor.get("/ready")).status, 200);
      assert.equal(await monitor.value("llm_monitor_demo_value_ratio"), 0.5);

      const demo = await monitor.plugin("demo");
      assert.ok(demo?.pid);
      Deno.kill(demo.pid, "SIGKILL");
      await monitor.untilReplaced(demo);
    });
  },
});

Deno.test("a state folder that cannot be made is one clear error", async () => {
  const project = await TempProject.create();
  await Deno.writeTextFile(`${project.dir}/file`, "");
  await project.writeConfig("state: { dir: file/below }\n");
  const monitor = new Monitor(project, [], {});
  assert.equal((await monitor.exited()).code, 1);
  assert.match(JSON.stringify(monitor.logs), /state_dir_unusable.*file\/below/);
  await project.remove();
});
