/** Real child processes: how each of them can end, and what is said of it. */
import assert from "node:assert/strict";
import { LIMITS } from "../../../contract/limits.ts";
import { spawnChild } from "../child/child.ts";
import { isRunning, until } from "../child/testing_commands.ts";
import { GuestProcess } from "./guest_process.ts";
import type { GuestEnd } from "./guest_process.ts";

/** Starts a shell script as a guest. */
function startGuest(script: string) {
  const frames: string[] = [];
  const stderr: string[] = [];
  const ends: GuestEnd[] = [];
  const child = spawnChild(["/bin/bash", "-c", script], { PATH: "/usr/bin:/bin" });
  const guest = new GuestProcess(child, {
    onFrame: (payload) => frames.push(new TextDecoder().decode(payload)),
    onStderr: (line) => stderr.push(line),
    onEnd: (end) => ends.push(end),
  });
  return { guest, frames, stderr, ends };
}

/** Runs a guest to its end. */
async function runGuest(script: string) {
  const started = startGuest(script);
  await started.guest.ended;
  const [end, ...more] = started.ends;
  assert.ok(end);
  assert.deepEqual(more, []);
  return { ...started, end };
}

/** Shell words that write one frame. */
const frame = (text: string) => `printf '\\x00\\x00\\x00\\x${hex(text.length)}${text}'`;
const hex = (length: number) => length.toString(16).padStart(2, "0");
const bytes = (text: string) => new TextEncoder().encode(text);

for (
  const [name, script, reason, detail] of [
    ["exits with 0", "exit 0", "exit", /code 0$/],
    ["exits with a code", "exit 7", "exit", /code 7$/],
    ["is killed", "kill -KILL $$", "signal", /SIGKILL$/],
    ["crashes", "kill -SEGV $$", "signal", /SIGSEGV$/],
    ["runs out of heap", "kill -TRAP $$", "out_of_memory", /heap/],
    [
      "announces too large a frame",
      "printf '\\xff\\xff\\xff\\xff'; sleep 60",
      "frame_too_large",
      /4294967295/,
    ],
    [
      "announces too large a frame and exits",
      "printf '\\xff\\xff\\xff\\xff'",
      "frame_too_large",
      /4294967295/,
    ],
    ["exits within a frame", "printf '\\x00\\x00\\x00\\x09abc'", "truncated_frame", /within/],
    ["exits within a header", "printf '\\x00'", "truncated_frame", /within/],
    [
      "closes its output within a frame",
      "printf '\\x00'; exec >&-; sleep 60",
      "truncated_frame",
      /within/,
    ],
    ["crashes within a frame", "printf '\\x00'; exit 3", "exit", /code 3$/],
    ["floods standard error", "exec yes flood >&2", "stderr_flood", /standard error/],
  ] as const
) {
  Deno.test(`GuestProcess that ${name} ends with ${reason}`, async () => {
    const { end } = await runGuest(script);
    assert.equal(end.reason, reason);
    assert.match(end.detail, detail);
  });
}

Deno.test("GuestProcess relays frames both ways and lines of standard error", async () => {
  const { guest, frames, stderr, ends } = startGuest(
    `${frame("hello")}; echo line >&2; head -c 7 | tail -c 3 > /dev/null; ${frame("got it")}; cat`,
  );
  guest.send(bytes("abc"));
  assert.ok(await until(() => Promise.resolve(frames.length === 2)));
  guest.stop("shutdown", "Done", 2_000);
  await guest.ended;
  assert.deepEqual(stderr, ["line"]);
  assert.equal(frames[0], "hello");
  assert.equal(frames[1], "got it");
  assert.deepEqual(ends, [{ reason: "shutdown", detail: "Done" }]);
});

Deno.test("GuestProcess passes the last frames of a process on that has ended", async () => {
  const { frames } = await runGuest(`${frame("one")}; ${frame("two")}`);
  assert.deepEqual(frames, ["one", "two"]);
});

Deno.test("GuestProcess relays as many frames as it has credit for", async () => {
  const { guest, frames } = startGuest(
    `for i in $(seq 100); do ${frame("x")}; done; sleep 60`,
  );
  await until(() => Promise.resolve(frames.length >= LIMITS.guestCreditFrames));
  await new Promise((resolve) => setTimeout(resolve, 100));
  assert.equal(frames.length, LIMITS.guestCreditFrames);
  guest.grant(5);
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal(frames.length, LIMITS.guestCreditFrames + 5);
  guest.stop("call_timeout", "", 0);
  await guest.ended;
  assert.equal(frames.length, LIMITS.guestCreditFrames + 5);
});

Deno.test("GuestProcess keeps the first cause, whatever follows", async () => {
  const { guest, ends } = startGuest("printf '\\x00'; sleep 60");
  guest.stop("call_timeout", "Too slow", 0);
  guest.stop("memory_limit", "Too much", 0);
  guest.stop("shutdown", "", 0);
  await guest.ended;
  guest.stop("removed", "", 0);
  assert.deepEqual(ends, [{ reason: "call_timeout", detail: "Too slow" }]);
});

for (
  const [name, script] of [
    ["hears the end of its input", "cat > /dev/null"],
    ["hears SIGTERM alone", "trap 'exit 0' TERM; while true; do sleep 0.05; done"],
    ["hears nothing", "trap '' TERM; while true; do sleep 0.05; done"],
  ] as const
) {
  Deno.test(`GuestProcess that ${name} ends as planned`, async () => {
    const { guest, ends } = startGuest(script);
    await new Promise((resolve) => setTimeout(resolve, 50));
    guest.stop("idle", "", 400);
    await guest.ended;
    assert.deepEqual(ends, [{ reason: "idle", detail: "" }]);
  });
}

Deno.test("GuestProcess that fails is killed at once, without SIGTERM", async () => {
  const { guest, stderr } = startGuest(
    "trap 'echo heard >&2' TERM; while true; do sleep 0.05; done",
  );
  await new Promise((resolve) => setTimeout(resolve, 50));
  const startMs = performance.now();
  guest.stop("invalid_frame", "", 10_000);
  await guest.ended;
  assert.ok(performance.now() - startMs < 5_000);
  assert.deepEqual(stderr, []);
});

for (const [name, how] of [["that exits", "exit 0"], ["that is stopped", "sleep 60"]] as const) {
  Deno.test(`GuestProcess ${name} takes what is left of its group with it`, async () => {
    const { guest, stderr } = startGuest(
      `trap '' TERM; sleep 60 & echo $! >&2; sleep 0.05; ${how}`,
    );
    assert.ok(await until(() => Promise.resolve(stderr.length === 1)));
    guest.stop("call_timeout", "", 0);
    await guest.ended;
    assert.ok(await until(async () => !await isRunning(Number(stderr[0]))));
  });
}

Deno.test("GuestProcess does not wait for pipes that a process outside its group holds", async () => {
  const startMs = performance.now();
  const { end, stderr } = await runGuest("setsid sleep 20 & echo $! >&2; exit 0");
  assert.equal(end.reason, "exit");
  assert.ok(performance.now() - startMs < 10_000);
  // The test's own: with setsid it has left the group.
  Deno.kill(Number(stderr[0]), "SIGKILL");
});

Deno.test("GuestProcess that does not read its input ends by what waits for it", async () => {
  const { guest, ends } = startGuest("sleep 60");
  const piece = new Uint8Array(LIMITS.guestFrameBytes);
  for (let sent = 0; sent <= LIMITS.guestWriteQueueBytes; sent += piece.length) guest.send(piece);
  await guest.ended;
  assert.deepEqual(ends, [{
    reason: "write_timeout",
    detail: "Too much of its standard input was waiting to be read",
  }]);
});

Deno.test("GuestProcess that stops reading its input ends after the stall", async () => {
  const { guest, ends } = startGuest("head -c 1 > /dev/null; sleep 60");
  guest.send(new Uint8Array(1024 * 1024));
  await guest.ended;
  assert.equal(ends[0]?.reason, "write_timeout");
  assert.match(ends[0]?.detail ?? "", /did not read/);
});

Deno.test("GuestProcess that closed its input is not ended for it", async () => {
  const { guest, ends, stderr } = startGuest("exec <&-; echo closed >&2; sleep 0.3; exit 5");
  assert.ok(await until(() => Promise.resolve(stderr.length === 1)));
  guest.send(bytes("anybody there?"));
  await guest.ended;
  assert.deepEqual(ends, [{ reason: "exit", detail: "It exited with code 5" }]);
  guest.send(bytes("still?"));
  guest.kill();
});
