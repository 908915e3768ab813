/** Items 72, 73, 75-81, 89 of the list of attacks: what a plugin may report. */
import assert from "node:assert/strict";
import { eventually } from "../support/eventually.ts";
import { attackTogether, codeOf, underAttack } from "./under_attack.ts";

/** Bad plugins, the items that they try, and the reason for which what they report is refused. */
const LIARS: Record<string, { items: string; reason: string }> = {
  poisons_prototypes: { items: "72", reason: "label_set" },
  nests_without_end: { items: "73", reason: "family_shape" },
  lies_about_names: { items: "75", reason: "family_not_declared" },
  reports_as_the_host: { items: "76", reason: "family_not_declared" },
  reports_too_much: { items: "77", reason: "too_many_series" },
  reports_text: { items: "78", reason: "value_type" },
  reports_no_number: { items: "78", reason: "value_type" },
  reports_twice: { items: "79", reason: "duplicate_series" },
  takes_reserved_labels: { items: "79", reason: "label_set" },
  lies: { items: "79", reason: "result_shape" },
  reports_long_labels: { items: "80", reason: "label_value" },
  explodes_in_text: { items: "89", reason: "result_too_large" },
};

attackTogether({
  title: "plugins that lie in their results cost only themselves",
  plugins: LIARS,
  titleOf: (name, { items, reason }) =>
    `item ${items}: what ${name} reports is refused as ${reason}`,
  judge: async (monitor, name, { reason }) => {
    assert.equal(await codeOf(monitor, name), reason);
    const series = `plugin_rejected_families_total{plugin="${name}",reason="${reason}"}`;
    await eventually("it is counted", async () => {
      return (await monitor.value(`llm_monitor_${series}`) ?? 0) >= 1;
    });
    const text = await monitor.metrics();
    assert.doesNotMatch(text, new RegExp(`^llm_monitor_${name}_value`, "m"));
    assert.doesNotMatch(text, /"x"|^x\{/m);
  },
});

Deno.test("plugins that lie in labels, times and names cost only themselves", async (test) => {
  const names = ["lies_in_labels", "reports_from_the_future", "steals_names"];
  await underAttack(names, async (monitor) => {
    await test.step("item 75: lines that lies_in_labels hides in a label stay within its quotes", async () => {
      await monitor.untilState("lies_in_labels", "idle");
      const text = await monitor.metrics();
      const line = String
        .raw`llm_monitor_lies_in_labels_value_ratio{n="\"} 1\nllm_monitor_plugin_up{plugin=\"good\"} 0\n# "} 1`;
      assert.ok(text.split("\n").includes(line), text);
    });

    await test.step("item 81: a timestamp that reports_from_the_future adds does not reach the text", async () => {
      await monitor.untilState("reports_from_the_future", "idle");
      assert.match(
        await monitor.metrics(),
        /^llm_monitor_reports_from_the_future_value_ratio 1$/m,
      );
    });

    await test.step("items 76, 79: steals_names gets nothing of what its neighbour claimed", async () => {
      const { message } = await monitor.untilLogged(/metric_name_taken/);
      assert.match(message, /"steals_names" cannot run.*belongs to plugin "good"/);
      assert.equal((await monitor.untilState("steals_names", "rejected")).pid, null);
    });
  });
});
