/** Too little memory for everything of ours together, as in a small container: somebody has to go. */
import assert from "node:assert/strict";
import { lacksCgroups, withCgroup } from "../support/cgroup.ts";
import { eventually } from "../support/eventually.ts";
import { withMonitor } from "../support/monitor.ts";
import { descendantsOf, survivors } from "../support/processes.ts";
import { scrapeThroughout } from "./scrape_throughout.ts";

const MIB = 1024 * 1024;
/** Takes more than there is, and touches every page of it. */
const EAT = `for (const kept = [];;) {
    kept.push(new Uint8Array(${MIB}).fill(1));
    await new Promise((resolve) => setTimeout(resolve, 1));
  }`;
/** Gives one result, and then eats. */
const GREEDY = `globalThis.runs = (globalThis.runs ?? 0) + 1;
  if (globalThis.runs > 1) ${EAT}
  return new FamilySet().gauge("llm_monitor_greedy_value_ratio", {}, 0.5).families();`;

Deno.test({
  name: "without memory a guest goes and comes back; kernel, host and endpoint stay",
  ignore: await lacksCgroups(),
  fn: () =>
    withCgroup({ memory: 256 * MIB }, (group) =>
      withMonitor(
        async (project) => {
          await project.writeConfig("policy: { free: { memory: 1GiB } }\n");
          await project.writePlugin("good");
          // Its own limit is far away, so that it is the machine that ends it.
          await project.writePlugin("greedy", { manifest: "memory: 1GiB\n", collect: GREEDY });
        },
        async (monitor, project) => {
          await monitor.untilState("good", "idle");
          const ours = (await descendantsOf(monitor.pid))
            .filter(({ command }) => command.includes("runtime/host/main.ts"));
          assert.equal(ours.length, 1);
          await scrapeThroughout(monitor, async () => {
            const lost = await monitor.untilLogged(/"plugin":"greedy","code":"signal"/);
            assert.match(lost.message, /SIGKILL/);
            assert.equal(lost.level, "warn");
            await eventually("it comes back", async () => {
              const { restarts = 0 } = await monitor.plugin("greedy") ?? {};
              return restarts > 0 &&
                await monitor.value('llm_monitor_plugin_up{plugin="greedy"}') === 1;
            }, 60_000);
            await project.removePlugin("greedy");

            const [program = "", ...words] = group.enter;
            const outsider = new Deno.Command(program, {
              args: [...words, Deno.execPath(), "eval", EAT],
              stdin: "null",
              stdout: "null",
              stderr: "null",
            }).spawn();
            assert.equal((await outsider.status).signal, "SIGKILL");
            const { collections = 0 } = await monitor.plugin("good") ?? {};
            await eventually(
              "the good plugin goes on, in its process or in another",
              async () => ((await monitor.plugin("good"))?.collections ?? 0) > collections + 1,
              90_000,
            );
            assert.equal(await monitor.value('llm_monitor_plugin_up{plugin="good"}'), 1);
          });
          assert.equal((await survivors(ours)).length, 1, "the host was lost");
          assert.deepEqual(monitor.logs.filter(({ level }) => level === "error"), []);
        },
        {},
        group.enter,
      )),
});
