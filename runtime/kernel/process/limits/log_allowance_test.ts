import assert from "node:assert/strict";
import { limitPluginLines } from "./log_allowance.ts";

const HOUR_MS = 3_600_000;

function limited() {
  const lines: string[] = [];
  const clock = { nowMs: 0 };
  const log = limitPluginLines((level, message) => lines.push(`${level} ${message}`), {
    nowMs: () => clock.nowMs,
    allowance: { burstBytes: 2_500, dayBytes: 60_000 },
  });
  return { lines, clock, log };
}

Deno.test("limitPluginLines leaves out what is more than a plugin may write, and says so once an hour", () => {
  const { lines, clock, log } = limited();
  for (let line = 0; line < 50; line++) {
    log("info", "x".repeat(100), { plugin: "noisy", stream: "stderr" });
  }
  assert.equal(lines.length, 11);
  assert.match(lines[10] ?? "", /^warn Plugin "noisy" logs more than 60000 bytes a day: 1 lines/);
  clock.nowMs += HOUR_MS;
  for (let line = 0; line < 50; line++) {
    log("info", "y".repeat(100), { plugin: "noisy", stream: "log" });
  }
  // Ten more were earned in an hour.
  assert.equal(lines.length, 22);
  assert.match(lines[21] ?? "", /: 41 lines have been dropped so far/);
});

Deno.test("limitPluginLines leaves out nothing of another plugin, nor of what we say", () => {
  const { lines, log } = limited();
  for (let line = 0; line < 50; line++) {
    log("info", "x".repeat(100), { plugin: "noisy", stream: "stderr" });
  }
  const before = lines.length;
  log("warn", "It failed", { plugin: "noisy", code: "exit" });
  log("info", "Hello", { plugin: "quiet", stream: "log" });
  log("info", "Listening");
  assert.equal(lines.length, before + 3);
});
