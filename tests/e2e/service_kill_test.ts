import assert from "node:assert/strict";
import { eventually } from "../support/eventually.ts";
import { withMonitor } from "../support/monitor.ts";
import { descendantsOf, survivors } from "../support/processes.ts";
import type { TempProject } from "../support/temp_project.ts";

const ASK = `
const answer = await context.facts.system("osInfo").then(() => 1, () => 0);
return new FamilySet().gauge("llm_monitor_asks_value_ratio", {}, answer).families();`;

/** One plugin that asks a service, and one that needs none. */
async function addPlugins(project: TempProject): Promise<void> {
  await project.writePlugin("good");
  await project.writePlugin("asks", {
    collect: ASK,
    manifest: 'permissions: { facts: ["system:osInfo"] }\n',
  });
}

Deno.test("a service that is killed at any moment costs the calls that were open, and is replaced", () =>
  withMonitor(async (project) => {
    await project.writeConfig(
      'supervisor: { minInterval: "100ms" }\n' +
        'plugins: { asks: { interval: "100ms" }, good: { interval: "100ms" } }\n' +
        'policy: { free: { facts: ["system:osInfo"] } }\n',
    );
    await addPlugins(project);
  }, async (monitor) => {
    await monitor.untilReady();
    const answered = () => monitor.value("llm_monitor_asks_value_ratio");
    const killed = new Set<number>();
    for (let round = 0; round < 10; round++) {
      const service = await eventually(
        "the service runs",
        async () =>
          (await descendantsOf(monitor.pid)).find(({ command, pid }) =>
            command.includes("services/inventory.ts") && !killed.has(pid)
          ),
      );
      // Anywhere between its start and the middle of an answer.
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 150));
      Deno.kill(service.pid, "SIGKILL");
      killed.add(service.pid);
    }
    await eventually("it is answered again", async () => await answered() === 1);
    // The host's own metrics may be two seconds old.
    await eventually(
      "it is up again",
      async () => await monitor.value('llm_monitor_plugin_up{plugin="asks"}') === 1,
    );
    assert.equal(await monitor.value('llm_monitor_plugin_up{plugin="good"}'), 1);
    assert.equal(
      await monitor.value('llm_monitor_plugin_restarts_total{plugin="good",reason="exit"}') ?? 0,
      0,
    );
    assert.match(
      await monitor.metrics(),
      /service_calls_total\{plugin="asks",service="facts",outcome="unavailable"\} [1-9]/,
    );
    // Nobody waits for a process that is gone.
    const { code, stdout } = await new Deno.Command("ps", { args: ["-eo", "stat,pid"] }).output();
    assert.equal(code, 0);
    const zombies = new TextDecoder().decode(stdout).split("\n")
      .filter((line) => /^Z/.test(line) && killed.has(Number(line.trim().split(/\s+/)[1])));
    assert.deepEqual(zombies, []);
  }));

Deno.test("a service that hangs costs the calls that wait for it, is told, and is replaced", () =>
  withMonitor(async (project) => {
    await project.writeConfig(
      'supervisor: { minInterval: "100ms" }\n' +
        'plugins: { asks: { interval: "1s" }, good: { interval: "100ms" } }\n' +
        "services: { inventory: { timeout: 1s } }\n" +
        'policy: { free: { facts: ["system:osInfo"] } }\n',
    );
    await addPlugins(project);
  }, async (monitor) => {
    const service = await eventually(
      "the service has answered",
      async () =>
        await monitor.value("llm_monitor_asks_value_ratio") === 1 &&
        (await descendantsOf(monitor.pid)).find(({ command }) =>
          command.includes("services/inventory.ts")
        ),
    );
    // As a process does that waits for a disk: it is there, and does nothing, whatever it is told.
    Deno.kill(service.pid, "SIGSTOP");
    const series = 'service_calls_total{plugin="asks",service="facts",outcome="timed_out"}';
    await eventually("it is told", async () => {
      return (await monitor.value(`llm_monitor_plugin_${series}`) ?? 0) >= 1;
    });
    assert.equal(await monitor.value('llm_monitor_plugin_up{plugin="good"}'), 1);
    await eventually("another one answers", async () => {
      return await monitor.value("llm_monitor_asks_value_ratio") === 1;
    });
    assert.deepEqual(await survivors([service]), []);
  }));
