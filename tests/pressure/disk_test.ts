/** Not a byte is free: where the state folder lies, and where the log goes. */
import assert from "node:assert/strict";
import { eventually } from "../support/eventually.ts";
import { freePort } from "../support/free_port.ts";
import { leaveOut } from "../support/leave_out.ts";
import { Monitor } from "../support/monitor.ts";
import { TempProject } from "../support/temp_project.ts";
import { run } from "../support/tools.ts";
import { scrapeThroughout } from "./scrape_throughout.ts";

const NO_MOUNT = await cannotMount();

/** A file system of a test's own, below the project. */
async function withSmallDisk(
  test: (project: TempProject, dir: string) => Promise<void>,
): Promise<void> {
  const project = await TempProject.create();
  const dir = `${project.dir}/.llm-monitor`;
  await Deno.mkdir(dir);
  const { code, output } = await run("mount", [
    "-t",
    "tmpfs",
    "-o",
    "size=512k,mode=755",
    "tmpfs",
    dir,
  ]);
  assert.equal(code, 0, output);
  try {
    await test(project, dir);
  } finally {
    await run("umount", ["-l", dir]);
    await project.remove();
  }
}

/** Takes every byte that is left. */
async function fill(dir: string): Promise<void> {
  await run("dd", ["if=/dev/zero", `of=${dir}/filler`, "bs=4k"]);
  const { output } = await run("df", ["--output=avail", dir]);
  assert.match(output, /\n\s*0\s*$/);
}

Deno.test({
  name: "on a full disk what is there starts and runs, and what is new comes once there is room",
  ignore: NO_MOUNT,
  fn: () =>
    withSmallDisk(async (project, dir) => {
      await project.writePlugin("demo");
      const first = await Monitor.start(project);
      await first.untilState("demo", "idle");
      await first.stop();
      await fill(dir);

      const monitor = await Monitor.start(project);
      const demo = await monitor.untilState("demo", "idle");
      await scrapeThroughout(monitor, async () => {
        await project.writePlugin("late");
        const line = await monitor.untilLogged(/No space left/);
        assert.equal(line.code, "plugin_unreadable");
        assert.equal(line.level, "error");
        const late = await monitor.untilState("late", "rejected");
        assert.match(late.last_error?.message ?? late.detail, /No space left/);
        assert.ok(demo.pid);
        Deno.kill(demo.pid, "SIGKILL");
        await monitor.untilReplaced(demo);

        // Nobody touches the plugin, or says that there is room.
        await Deno.remove(`${dir}/filler`);
        await eventually("the new plugin runs", async () =>
          await monitor.value("llm_monitor_late_value_ratio") === 0.5, 30_000);
      });
      assert.equal((await monitor.stop()).code, 0);
    }),
});

Deno.test({
  name: "the first start on a full disk is one clear error, and leaves nothing behind",
  ignore: NO_MOUNT,
  fn: () =>
    withSmallDisk(async (project, dir) => {
      await project.writePlugin("demo");
      await fill(dir);
      const monitor = new Monitor(project, [], {});
      assert.equal((await monitor.exited()).code, 1);
      assert.match(JSON.stringify(monitor.logs), /state_dir_unusable.*No space left/);
      const names = (await Array.fromAsync(Deno.readDir(dir))).map(({ name }) => name);
      assert.deepEqual(names.filter((name) => name.includes("import_map")), []);
    }),
});

Deno.test({
  name: "a log on a full disk is written later, and stops nothing",
  ignore: NO_MOUNT,
  fn: () =>
    withSmallDisk(async (project, dir) => {
      const port = freePort();
      await project.writeConfig(`server: { port: ${port} }\nstate: { dir: state }\n`);
      await project.writePlugin("demo");
      await fill(dir);
      const into = ["sh", "-c", `exec "$@" 2>> ${dir}/log`, "sh"];
      const monitor = new Monitor(project, [], {}, into);
      const value = async () => {
        const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
        return text.includes("\nllm_monitor_demo_value_ratio 0.5\n");
      };
      await eventually("it collects", value);
      assert.equal((await Deno.stat(`${dir}/log`)).size, 0);
      await Deno.remove(`${dir}/filler`);
      const log = await eventually("the log is written", async () => {
        const text = await Deno.readTextFile(`${dir}/log`);
        return text.includes("collects") && text;
      });
      // Nothing was lost, and no line is torn.
      const messages = log.trim().split("\n").map((line) => JSON.parse(line).message);
      assert.equal(messages[0], "Listening");
      assert.equal((await monitor.stop()).code, 0);
    }),
});

async function cannotMount(): Promise<boolean> {
  if (Deno.uid() === 0 && (await run("unshare", ["--mount", "true"])).code === 0) return false;
  const what = "a file system of their own needs root and the right to mount";
  if (Deno.env.get("CI")) throw new Error(`Cannot run the tests: ${what}`);
  return leaveOut(what);
}
