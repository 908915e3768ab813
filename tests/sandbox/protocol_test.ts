/** Items 62-71, 74 of the list of attacks: what a plugin may send. */
import assert from "node:assert/strict";
import { codeOf, underAttack } from "./under_attack.ts";

/** Bad plugins, the items that they try, and the code under which each is ended. */
const LIARS: Record<string, { items: string; code: string }> = {
  floods_output: { items: "62", code: "frame_too_large" },
  announces_a_huge_frame: { items: "63", code: "frame_too_large" },
  sends_unasked: { items: "64", code: "unsolicited_frame" },
  floods_calls: { items: "64", code: "call_flood" },
  floods_logs: { items: "64", code: "log_flood" },
  sends_invalid_utf8: { items: "65", code: "invalid_utf8" },
  sends_slowly: { items: "66", code: "call_timeout" },
  ends_in_a_frame: { items: "66", code: "truncated_frame" },
  floods_stderr: { items: "67", code: "stderr_flood" },
  floods_console: { items: "67", code: "stderr_flood" },
  closes_output: { items: "68", code: "call_timeout" },
  answers_another: { items: "69", code: "unsolicited_frame" },
  answers_twice: { items: "69", code: "unsolicited_frame" },
  greets_again: { items: "69", code: "unsolicited_frame" },
  speaks_as_the_kernel: { items: "69", code: "invalid_frame" },
  speaks_as_the_host: { items: "69", code: "invalid_frame" },
  hijacks_output: { items: "69", code: "invalid_utf8" },
  takes_frames: { items: "70", code: "start_timeout" },
  ignores_input: { items: "71", code: "write_timeout" },
  exits: { items: "74", code: "exit" },
  exits_as_if_well: { items: "74", code: "exit" },
  leaves_a_rejection: { items: "74", code: "exit" },
  throws: { items: "74", code: "failure" },
};

for (const [name, { items, code }] of Object.entries(LIARS)) {
  Deno.test(`item ${items}: ${name} is reported as ${code}, and costs only itself`, async () => {
    await underAttack([name], async (monitor) => {
      assert.equal(await codeOf(monitor, name), code);
    });
  });
}
