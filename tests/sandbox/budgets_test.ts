/** Item 88 of the list of attacks: what is small where it is made, and large where it arrives. */
import assert from "node:assert/strict";
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
      return error?.message.includes("the answer comes to") && error;
    });
    await monitor.untilState("good", "idle");
    assert.equal(monitor.pid, pid);
    assert.equal((await monitor.get("/health")).status, 200);
    const refused =
      'llm_monitor_plugin_service_calls_total{plugin="asks",service="exec",outcome="too_large"}';
    assert.ok((await monitor.value(refused) ?? 0) >= 1);
  });
});
