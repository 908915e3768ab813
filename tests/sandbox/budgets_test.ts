/** Items 88 and 105 of the list of attacks: what is small where it is made, and large where it arrives. */
import assert from "node:assert/strict";
import { LIMITS } from "../../runtime/contract/limits.ts";
import { descendantsOf } from "../support/processes.ts";
import { addBadPlugin } from "./bad_plugins.ts";
import { withMonitor } from "../support/monitor.ts";
import { eventually } from "../support/eventually.ts";

Deno.test("item 88: manifests of thousands of unknown keys cost a few lines and no time", async () => {
  const names = ["a", "b", "c"];
  await withMonitor(async (project) => {
    await project.writePlugin("good");
    for (const name of names) {
      await project.writePlugin(name);
      const manifest = await Deno.readTextFile(`${project.pluginsDir}/${name}/plugin.yaml`);
      let text = manifest;
      for (let index = 0; text.length < 64_000; index++) text += `k${index}: 1\n`;
      await project.writeFile(name, "plugin.yaml", text);
    }
  }, async (monitor) => {
    await monitor.untilState("good", "idle");
    for (const name of names) {
      const { detail } = await monitor.untilState(name, "rejected");
      assert.match(detail, /unknown key/);
      assert.ok(detail.length < 10_000, `${detail.length} characters`);
    }
    const said = monitor.logs.map((line) => JSON.stringify(line)).join("\n");
    assert.ok(said.length < 100_000, `${said.length} characters of log`);
    assert.match(said, /and \d{4} more/);
  });
});

Deno.test("item 88: an answer that grows on its way is refused, and the host lives on", async () => {
  await withMonitor(async (project) => {
    await project.writeConfig("policy: { free: { exec: ['*'] } }\n");
    await project.writePlugin("good");
    await project.writePlugin("asks", {
      manifest: `permissions:
  exec: [{ command: head, args: ["-c", "2000000", "/dev/zero"] }]
`,
      collect: `await context.exec("head", ["-c", "2000000", "/dev/zero"]); return [];`,
    });
  }, async (monitor) => {
    const pid = monitor.pid;
    await eventually("the answer is refused", async () => {
      const { last_error: error } = await monitor.plugin("asks") ?? {};
      return error?.message.includes("the answer has") && error;
    });
    await monitor.untilState("good", "idle");
    assert.equal(monitor.pid, pid);
    assert.equal((await monitor.get("/health")).status, 200);
    const refused =
      'llm_monitor_plugin_service_calls_total{plugin="asks",service="exec",outcome="too_large"}';
    assert.ok((await monitor.value(refused) ?? 0) >= 1);
  });
});

/** As docs/security.md promises it of the process that holds all results. */
const HOST_BYTES = 1024 * 1024 * 1024;

Deno.test("item 105: what plugins report together has a largest scrape, and the host its memory", async () => {
  const copies = [1, 2, 3, 4, 5, 6].map((number) => `fills_the_scrape_${number}`);
  const floods = [1, 2].map((number) => `reports_a_flood_of_series_${number}`);
  await withMonitor(async (project) => {
    await project.writeConfig("policy: { free: { series: 200000, memory: 1GiB } }\n");
    await project.writePlugin("good");
    for (const name of copies) await addBadPlugin(project, "fills_the_scrape", {}, name);
    for (const name of floods) await addBadPlugin(project, "reports_a_flood_of_series", {}, name);
  }, async (monitor) => {
    await eventually("each has reported, or there was no room for it", async () => {
      const plugins = await monitor.plugins();
      return plugins.length === copies.length + floods.length + 1 &&
        plugins.every(({ last_success_at: at, last_error: error }) => at ?? error);
    });
    await eventually("one of them finds no room, and is told", async () => {
      return (await monitor.plugins()).some((plugin) =>
        plugin.last_error?.code === "exposition_full"
      );
    });
    for (let round = 0; round < 5; round++) {
      const scrape = monitor.get("/metrics");
      const startMs = performance.now();
      assert.equal((await monitor.get("/health")).status, 200);
      assert.ok(performance.now() - startMs < 5_000, "a scrape held up everybody");
      const { text } = await scrape;
      assert.ok(text.length < LIMITS.expositionChars + 1024 * 1024, `${text.length} characters`);
      assert.match(text, /^llm_monitor_good_value_ratio 0\.5$/m);
    }
    const host = (await descendantsOf(monitor.pid))
      .find(({ command }) => command.includes("/runtime/host/"));
    const status = await Deno.readTextFile(`/proc/${host?.pid}/status`);
    const peak = 1024 * Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]);
    assert.ok(peak > 0 && peak < HOST_BYTES, `the host had ${peak} bytes`);
  });
});
