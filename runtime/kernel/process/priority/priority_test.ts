import assert from "node:assert/strict";
import { getPriority } from "node:os";
import { giveUsualNiceness, NICENESS, setNiceness } from "./priority.ts";

async function withSleeper(test: (pid: number) => Promise<void> | void): Promise<void> {
  const child = new Deno.Command("sleep", { args: ["60"] }).spawn();
  try {
    await test(child.pid);
  } finally {
    child.kill("SIGKILL");
    await child.status;
  }
}

Deno.test("setNiceness changes every thread of a process", async () => {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["eval", "console.log('up'); setInterval(() => {}, 1e6)"],
    stdout: "piped",
  }).spawn();
  const reader = child.stdout.getReader();
  await reader.read();
  assert.equal(setNiceness(child.pid, NICENESS.burning), true);
  const threads = [...Deno.readDirSync(`/proc/${child.pid}/task`)];
  assert.ok(threads.length > 1);
  for (const { name } of threads) {
    const stat = await Deno.readTextFile(`/proc/${child.pid}/task/${name}/stat`);
    assert.equal(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[16], "10");
  }
  child.kill("SIGKILL");
  await child.status;
  await reader.cancel();
});

Deno.test("setNiceness restores what it lowered, where that is allowed, and says where it is not", async () => {
  await withSleeper((pid) => {
    const before = getPriority(pid);
    assert.equal(setNiceness(pid, NICENESS.burning), true);
    assert.equal(setNiceness(pid, before), Deno.uid() === 0);
    assert.equal(getPriority(pid), Deno.uid() === 0 ? before : NICENESS.burning);
  });
});

Deno.test("setNiceness is content with a process that is gone", async () => {
  const child = new Deno.Command("true").spawn();
  await child.status;
  assert.equal(setNiceness(child.pid, NICENESS.burning), true);
});

Deno.test("giveUsualNiceness leaves a child as it is while we are not raised", async () => {
  await withSleeper((pid) => {
    const own = getPriority();
    giveUsualNiceness(pid);
    assert.equal(getPriority(pid), Math.max(own, NICENESS.usual));
  });
});
