/** A quota of the CPU: everything of ours together gets a part of one core, as in a small container. */
import assert from "node:assert/strict";
import { lacksCgroups, withCgroup } from "../support/cgroup.ts";
import { eventually } from "../support/eventually.ts";
import { withMonitor } from "../support/monitor.ts";

const NO_CGROUPS = await lacksCgroups();
const NAMES = ["one", "two", "three", "four"];
/** The fate of a plugin that hangs, and never that of one that gets no processor. */
const PUNISHED = /start_timeout|call_timeout|quarantine/;

for (const { cores, seconds } of [{ cores: 0.25, seconds: 60 }, { cores: 0.1, seconds: 150 }]) {
  Deno.test({
    name: `with ${cores} of a core every plugin collects, and none is punished for what it lacks`,
    ignore: NO_CGROUPS,
    fn: () =>
      withCgroup({ cpu: cores }, (group) =>
        withMonitor(
          async (project) => {
            for (const name of NAMES) await project.writePlugin(name);
          },
          async (monitor) => {
            await eventually("all plugins have collected", async () => {
              const { status } = await monitor.get("/ready");
              const text = await monitor.metrics();
              // It is not ready before any plugin works.
              if (status === 200) assert.match(text, /_value_ratio 0\.5\n/);
              return NAMES.every((name) => text.includes(`llm_monitor_${name}_value_ratio 0.5\n`));
            }, seconds * 1_000);
            await eventually(
              "it is ready",
              async () => (await monitor.get("/ready")).status === 200,
            );
            assert.deepEqual(
              monitor.logs.filter((line) => PUNISHED.test(JSON.stringify(line))),
              [],
            );

            const total = 'llm_monitor_plugin_collections_total{plugin="one",result="ok"}';
            const before = await monitor.value(total) ?? NaN;
            await eventually(
              "collections go on",
              async () => (await monitor.value(total) ?? 0) >= before + 2,
              30_000,
            );
          },
          {},
          group.enter,
        )),
  });
}
