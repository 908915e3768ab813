import assert from "node:assert/strict";
import { lowerSession } from "./session_priority.ts";

Deno.test("lowerSession lowers the session that a process leads, and only that", async () => {
  const own = await autogroupOf(Deno.pid);
  const child = new Deno.Command("sleep", { args: ["60"], detached: true }).spawn();
  await lowerSession(child.pid, 10);
  // A kernel without autogroups has no such file, and there niceness counts by itself.
  assert.match(await autogroupOf(child.pid) ?? "nice 10", /nice 10$/);
  assert.equal(await autogroupOf(Deno.pid), own);
  child.kill("SIGKILL");
  await child.status;
});

Deno.test("lowerSession waits for a process that leads no session yet, and spares ours", async () => {
  const own = await autogroupOf(Deno.pid);
  const script = "sleep 0.3; exec setsid sleep 60";
  const child = new Deno.Command("sh", { args: ["-c", script] }).spawn();
  await lowerSession(child.pid, 10);
  assert.match(await autogroupOf(child.pid) ?? "nice 10", /nice 10$/);
  assert.equal(await autogroupOf(Deno.pid), own);
  child.kill("SIGKILL");
  await child.status;
});

Deno.test("lowerSession is content with a process that is gone", async () => {
  const child = new Deno.Command("true", { detached: true }).spawn();
  await child.status;
  await lowerSession(child.pid, 10);
});

async function autogroupOf(pid: number): Promise<string | undefined> {
  try {
    return (await Deno.readTextFile(`/proc/${pid}/autogroup`)).trim();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
