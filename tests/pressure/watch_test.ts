/** The system tells of no changed files: all inotify instances of the user are taken. */
import assert from "node:assert/strict";
import { eventually } from "../support/eventually.ts";
import { leaveOut } from "../support/leave_out.ts";
import { withMonitor } from "../support/monitor.ts";
import { needs, run } from "../support/tools.ts";

const LIMIT = "/proc/sys/user/max_inotify_instances";
/** A user namespace has a limit of its own, which takes none of anybody else's. */
const ENTER = ["unshare", "--user", "--map-root-user", "sh", "-c", `echo 0 > ${LIMIT}; exec "$@"`];
const UP = "llm_monitor_runtime_file_watch_up";

const NO_NAMESPACES = await lacksUserNamespaces();

Deno.test({
  name: "without inotify it says so, looks by itself, and watches again as soon as it can",
  ignore: NO_NAMESPACES,
  fn: () =>
    withMonitor(
      (project) => project.writePlugin("demo"),
      async (monitor, project) => {
        const told = await monitor.untilLogged(
          /watch_unavailable.*plugins|plugins.*watch_unavailable/,
        );
        assert.equal(told.level, "warn");
        await monitor.untilReady();
        assert.equal(await monitor.value(UP), 0);
        await project.writePlugin("late");
        await monitor.untilState("late", "idle");
        await project.writeConfig("plugins: { late: { enabled: false } }\n");
        await monitor.untilState("late", "disabled");

        const raised = await run("nsenter", [
          `--target=${monitor.pid}`,
          "--user",
          "--preserve-credentials",
          "sh",
          "-c",
          `echo 128 > ${LIMIT}`,
        ]);
        assert.equal(raised.code, 0, raised.output);
        await monitor.untilLogged(/plugins is watched again/);
        await eventually("the metric says so", async () => await monitor.value(UP) === 1);
      },
      {},
      [...ENTER, "sh"],
    ),
});

async function lacksUserNamespaces(): Promise<boolean> {
  const [program = "", ...args] = ENTER;
  if (!needs(program, "util-linux") && (await run(program, [...args, "sh", "true"])).code === 0) {
    return false;
  }
  const what = "util-linux's unshare is missing, or user namespaces are turned off here";
  if (Deno.env.get("CI")) throw new Error(`Cannot run the tests: ${what}`);
  return leaveOut(what);
}
