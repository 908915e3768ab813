import assert from "node:assert/strict";
import { signalGroup, spawnChild } from "./child.ts";
import type { Child } from "./child.ts";
import { waitForInnerPid, waitUntilGone } from "./inner_pid.ts";

const ENV = { PATH: "/usr/bin:/bin" };

/** Runs a script in a session of its own, which is ended with everything in it. */
async function withScript(script: string, use: (child: Child) => Promise<void>): Promise<void> {
  const child = spawnChild(["/bin/bash", "-c", script], ENV);
  try {
    await use(child);
  } finally {
    signalGroup(child, "SIGKILL");
    await Promise.all([
      child.status,
      child.stdin.abort().catch(() => {}),
      child.stdout.cancel(),
      child.stderr.cancel(),
    ]);
  }
}

Deno.test("waitForInnerPid waits for the child, and ranks it like everybody else", async () => {
  await withScript("read -r; sleep 60 & wait", async (child) => {
    const waiting = waitForInnerPid(child);
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode("\n"));
    writer.releaseLock();
    const pid = await waiting;
    assert.notEqual(pid, child.pid);
    const status = await Deno.readTextFile(`/proc/${pid}/status`);
    assert.match(status, new RegExp(`^PPid:\t${child.pid}$`, "m"));
  });
});

Deno.test("waitForInnerPid gives the process itself when it ends without a child", async () => {
  await withScript("exit 1", async (child) => {
    assert.equal(await waitForInnerPid(child), child.pid);
  });
});

Deno.test("waitForInnerPid ends what starts no child in time", async () => {
  await withScript("read -r", async (child) => {
    await assert.rejects(waitForInnerPid(child, { timeoutMs: 20 }), /no process within 20 ms/);
    assert.equal((await child.status).signal, "SIGKILL");
  });
});

Deno.test("waitUntilGone waits for the end of what is not our child", async () => {
  await withScript("sleep 60 & wait", async (child) => {
    const pid = await waitForInnerPid(child);
    const gone = waitUntilGone(pid).then(() => "gone");
    const early = await Promise.race([gone, new Promise((resolve) => setTimeout(resolve, 20))]);
    assert.equal(early, undefined);
    signalGroup(child, "SIGKILL");
    assert.equal(await gone, "gone");
  });
});
