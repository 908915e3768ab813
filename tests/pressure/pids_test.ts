/** The limit of processes is reached: nothing new can be started. */
import assert from "node:assert/strict";
import { lacksCgroups, withCgroup } from "../support/cgroup.ts";
import { eventually } from "../support/eventually.ts";
import { withMonitor } from "../support/monitor.ts";

Deno.test({
  name: "without a pid left it says which plugin cannot start, answers, and starts it once it can",
  ignore: await lacksCgroups(),
  fn: () =>
    withCgroup({}, (group) =>
      withMonitor(
        async (project) => {
          await project.writePlugin("demo");
          await project.writePlugin("other");
        },
        async (monitor) => {
          const demo = await monitor.untilState("demo", "idle");
          await monitor.untilState("other", "idle");
          // Deno starts threads of its own in its first second.
          await new Promise((resolve) => setTimeout(resolve, 2_000));
          await group.limit({ pids: 1 });
          assert.ok(demo.pid);
          Deno.kill(demo.pid, "SIGKILL");
          const line = await monitor.untilLogged(/spawn_failed/);
          assert.equal(line.plugin, "demo");
          assert.match(line.message, /Resource temporarily unavailable/);
          assert.equal(await monitor.value('llm_monitor_plugin_up{plugin="demo"}'), 0);

          // Longer than idle threads of ours live.
          const ok = 'llm_monitor_plugin_collections_total{plugin="other",result="ok"}';
          const before = await monitor.value(ok) ?? NaN;
          await eventually(
            "the other plugin goes on",
            async () => (await monitor.value(ok) ?? 0) >= before + 3,
            30_000,
          );
          assert.equal((await monitor.plugin("demo"))?.last_stop?.reason, "spawn_failed");
          assert.deepEqual(monitor.logs.filter(({ level }) => level === "error"), []);

          await group.limit({ pids: undefined });
          await monitor.untilReplaced(demo, 90_000);
          assert.equal(await monitor.value('llm_monitor_plugin_up{plugin="demo"}'), 1);
        },
        {},
        group.enter,
      )),
});
