import assert from "node:assert/strict";
import type { KernelControl } from "../contract/syscall.ts";
import { LogRelay } from "./log_relay.ts";

function relay() {
  const timers: (() => void)[] = [];
  const sent: Extract<KernelControl, { type: "log_lines" }>[] = [];
  const written: string[] = [];
  const made = new LogRelay("info", {
    unixMs: () => 5,
    after: (_, run) => timers.push(run),
  });
  const log = made.wrap((_, message) => written.push(message));
  const tick = () => timers.splice(0).forEach((run) => run());
  return { made, log, sent, written, tick };
}

Deno.test("LogRelay writes every line, and tells the host of those above its level in one message", () => {
  const { made, log, sent, written, tick } = relay();
  log("warn", "before the host listens", { plugin: "alpha", code: "x", secret: "no" });
  made.connect((message) => sent.push(message));
  log("debug", "quiet");
  log("info", "after");
  tick();
  assert.deepEqual(written, ["before the host listens", "quiet", "after"]);
  assert.deepEqual(sent, [{
    type: "log_lines",
    leftOut: 0,
    lines: [
      {
        level: "warn",
        message: "before the host listens",
        fields: { plugin: "alpha", code: "x" },
        unixMs: 5,
      },
      { level: "info", message: "after", fields: {}, unixMs: 5 },
    ],
  }]);
});

Deno.test("LogRelay does not tell the host what the host said", () => {
  const { made, log, sent, written, tick } = relay();
  made.connect((message) => sent.push(message));
  made.withoutHost(() => log("error", "the host's own"));
  tick();
  assert.deepEqual([written, sent], [["the host's own"], []]);
});

Deno.test("LogRelay keeps within its budget, and counts what it left out", () => {
  const { made, log, sent, tick } = relay();
  made.connect((message) => sent.push(message));
  for (let line = 0; line < 5_000; line++) log("info", "x".repeat(5_000));
  tick();
  assert.equal(sent.length, 1);
  assert.equal(sent[0]?.lines.length, 100);
  assert.equal(sent[0]?.leftOut, 4_900);
  assert.ok(JSON.stringify(sent).length < 150_000);
  log("info", "again");
  tick();
  assert.deepEqual(sent[1]?.lines.map(({ message }) => message), ["again"]);
});
