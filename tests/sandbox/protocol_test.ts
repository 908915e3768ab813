/** Items 62-71, 74 of the list of attacks: what a plugin may send. */
import assert from "node:assert/strict";
import { attackTogether, codeOf } from "./under_attack.ts";

/** A bad plugin's attempt, and the code under which it is ended. */
interface Lie {
  readonly items: string;
  readonly code: string;
}

/** Bad plugins, a few together: what floods is kept apart from what has to be on time. */
const LIARS: Readonly<Record<string, Readonly<Record<string, Lie>>>> = {
  "plugins that flood": {
    floods_output: { items: "62", code: "frame_too_large" },
    floods_calls: { items: "64", code: "call_flood" },
    floods_logs: { items: "64", code: "log_flood" },
    floods_stderr: { items: "67", code: "stderr_flood" },
    floods_console: { items: "67", code: "stderr_flood" },
  },
  "plugins that send what is no message": {
    announces_a_huge_frame: { items: "63", code: "frame_too_large" },
    sends_invalid_utf8: { items: "65", code: "invalid_utf8" },
    ends_in_a_frame: { items: "66", code: "truncated_frame" },
    speaks_as_the_kernel: { items: "69", code: "invalid_frame" },
    speaks_as_the_host: { items: "69", code: "invalid_frame" },
    hijacks_output: { items: "69", code: "invalid_utf8" },
  },
  "plugins that send what nobody asked for": {
    sends_unasked: { items: "64", code: "unsolicited_frame" },
    answers_another: { items: "69", code: "unsolicited_frame" },
    answers_twice: { items: "69", code: "unsolicited_frame" },
    greets_again: { items: "69", code: "unsolicited_frame" },
  },
  "plugins that do not listen or answer": {
    sends_slowly: { items: "66", code: "call_timeout" },
    closes_output: { items: "68", code: "call_timeout" },
    takes_frames: { items: "70", code: "start_timeout" },
    ignores_input: { items: "71", code: "write_timeout" },
  },
  "plugins that end": {
    exits: { items: "74", code: "exit" },
    exits_as_if_well: { items: "74", code: "exit" },
    leaves_a_rejection: { items: "74", code: "exit" },
    throws: { items: "74", code: "failure" },
  },
};

for (const [title, plugins] of Object.entries(LIARS)) {
  attackTogether({
    title: `${title} cost only themselves`,
    plugins,
    titleOf: (name, { items, code }) => `item ${items}: ${name} is reported as ${code}`,
    judge: async (monitor, name, { code }) => assert.equal(await codeOf(monitor, name), code),
  });
}
