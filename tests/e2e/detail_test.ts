/** `plugins.NAME.detail: slim`: what a manifest marks is left out, now and after a change. */
import assert from "node:assert/strict";
import { eventually } from "../support/eventually.ts";
import { withMonitor } from "../support/monitor.ts";

const COLLECT = `return new FamilySet()
  .gauge("llm_monitor_demo_value_ratio", {}, 0.5)
  .gauge("llm_monitor_demo_extra_ratio", {}, 0.25).families();`;
const EXTRA = "  - { name: llm_monitor_demo_extra_ratio, type: gauge, help: More, detail: full }\n";

Deno.test("detail: slim leaves out what the manifest marks, and full brings it back at a reload", () =>
  withMonitor(async (project) => {
    await project.writePlugin("demo", { collect: COLLECT, manifest: EXTRA });
    await project.writeConfig("plugins: { demo: { detail: slim } }\n");
  }, async (monitor, project) => {
    await monitor.untilReady();
    const metrics = async () => await (await fetch(`${monitor.url}/metrics`)).text();
    const slim = await metrics();
    assert.match(slim, /^llm_monitor_demo_value_ratio 0\.5$/m);
    assert.doesNotMatch(slim, /demo_extra_ratio/);
    assert.match(slim, /^llm_monitor_plugin_series\{plugin="demo"\} 1$/m);
    // It is no fault of the plugin's.
    assert.doesNotMatch(slim, /rejected_families_total\{plugin="demo"[^}]*\} [1-9]/);
    await project.writeConfig("plugins: { demo: { detail: full } }\n");
    await eventually("the rest is there", async () => {
      const text = await metrics();
      return /^llm_monitor_demo_extra_ratio 0\.25$/m.test(text) &&
        /^llm_monitor_plugin_series\{plugin="demo"\} 2$/m.test(text);
    });
  }));
