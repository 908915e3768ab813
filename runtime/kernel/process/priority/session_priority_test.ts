import assert from "node:assert/strict";
import { hasAutogroups, isGroupedBySession, setSessionNiceness } from "./session_priority.ts";

Deno.test("setSessionNiceness changes the session that a process leads, and back, and only that", async () => {
  const own = await readAutogroup(Deno.pid);
  const child = new Deno.Command("sleep", { args: ["60"], detached: true }).spawn();
  for (const niceness of [10, 0]) {
    assert.equal(await setSessionNiceness(child.pid, niceness), await hasAutogroups());
    // A kernel without autogroups has no such file, and there niceness counts by itself.
    assert.match(
      await readAutogroup(child.pid) ?? `nice ${niceness}`,
      new RegExp(`nice ${niceness}$`),
    );
  }
  assert.equal(await readAutogroup(Deno.pid), own);
  child.kill("SIGKILL");
  await child.status;
});

Deno.test("setSessionNiceness spares the session of another", async () => {
  const own = await readAutogroup(Deno.pid);
  const child = new Deno.Command("sleep", { args: ["60"] }).spawn();
  assert.equal(await setSessionNiceness(child.pid, 10), false);
  assert.equal(await readAutogroup(Deno.pid), own);
  child.kill("SIGKILL");
  await child.status;
});

Deno.test("setSessionNiceness is content with a process that is gone", async () => {
  const child = new Deno.Command("true", { detached: true }).spawn();
  await child.status;
  assert.equal(await setSessionNiceness(child.pid, 10), false);
});

Deno.test("isGroupedBySession is what /proc tells of a process", async () => {
  const child = new Deno.Command("sleep", { args: ["60"], detached: true }).spawn();
  assert.equal(await isGroupedBySession(child.pid), await hasAutogroups());
  // The first process of a machine has no session, unless it began one.
  assert.equal(
    await isGroupedBySession(1),
    await hasAutogroups() && /nice/.test(await readAutogroup(1) ?? ""),
  );
  child.kill("SIGKILL");
  await child.status;
  assert.equal(await isGroupedBySession(child.pid), false);
});

async function readAutogroup(pid: number): Promise<string | undefined> {
  try {
    return (await Deno.readTextFile(`/proc/${pid}/autogroup`)).trim();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
