import assert from "node:assert/strict";
import { FamilySet } from "@llm-monitor/sdk";
import { addState } from "./states.ts";

const METRIC = {
  metric: "llm_monitor_gpu_recovery_action",
  label: "action",
  from: ["gpu_recovery_action", "old_name"],
  states: ["none", "reset"],
  aliases: { gpu_reset: "reset" },
};

function readState(values: Readonly<Record<string, string>>): Record<string, unknown> {
  const set = new FamilySet();
  addState(set, METRIC, { gpu: "GPU-a", readValue: (name) => values[name] });
  return Object.fromEntries(
    set.families().flatMap(({ samples }) =>
      samples.map((sample) => [sample.labels.action, "value" in sample && sample.value])
    ),
  );
}

Deno.test("addState shows every known state, and 1 for the one it is", () => {
  assert.deepEqual(readState({ gpu_recovery_action: "None" }), { none: 1, reset: 0 });
  assert.deepEqual(readState({ gpu_recovery_action: "GPU Reset" }), { none: 0, reset: 1 });
  assert.deepEqual(readState({ gpu_recovery_action: "[N/A]", old_name: "Reset" }), {
    none: 0,
    reset: 1,
  });
});

Deno.test("addState gives a state that is new a series of its own, of bounded length", () => {
  assert.deepEqual(readState({ gpu_recovery_action: "Call a Priest" }), {
    none: 0,
    reset: 0,
    call_a_priest: 1,
  });
  const [name = ""] = Object.keys(readState({ gpu_recovery_action: "x".repeat(500) })).slice(-1);
  assert.equal(name.length, 40);
});

Deno.test("addState shows nothing of what is absent or could not be read", () => {
  for (const text of ["[N/A]", "", "[Unknown Error]", "ERR!", "[Not Supported]"]) {
    assert.deepEqual(readState({ gpu_recovery_action: text }), {}, text);
  }
});
