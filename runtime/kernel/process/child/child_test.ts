import assert from "node:assert/strict";
import { signalGroup, spawnChild } from "./child.ts";

const SETSID = "/usr/bin/setsid";

for (const setsid of [undefined, SETSID]) {
  const how = setsid === undefined ? "" : ", by setsid as well";
  Deno.test(`spawnChild starts in /, with this environment alone, leading a session${how}`, async () => {
    await startsAsPromised(setsid);
  });
}

async function startsAsPromised(setsid: string | undefined): Promise<void> {
  const child = spawnChild(
    ["/bin/sh", "-c", `pwd; echo "$SECRET|$GIVEN"; cut -d' ' -f5,6 /proc/$$/stat; cat >&2`],
    { GIVEN: "yes" },
    { setsid },
  );
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode("typed"));
  await writer.close();
  const [stdout, stderr, { code }] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.status,
  ]);
  assert.equal(stdout, `/\n|yes\n${child.pid} ${child.pid}\n`);
  assert.deepEqual([stderr, code], ["typed", 0]);
}

Deno.test("signalGroup ends the child's own children", async () => {
  const child = spawnChild(["/bin/sh", "-c", "sleep 60 & echo $!; wait"], {
    PATH: "/usr/bin:/bin",
  });
  const reader = child.stdout.getReader();
  const { value } = await reader.read();
  assert.match(new TextDecoder().decode(value), /^\d+\n$/);
  signalGroup(child, "SIGKILL");
  assert.equal((await child.status).signal, "SIGKILL");
  // The pipe ends when the last of those who hold it has gone.
  assert.equal((await reader.read()).done, true);
  await Promise.all([child.stdin.close(), child.stderr.cancel()]);
});

Deno.test("signalGroup is content with a group that is gone", async () => {
  const child = spawnChild(["/bin/true"], {});
  await Promise.all([child.status, child.stdout.cancel(), child.stderr.cancel()]);
  await child.stdin.close().catch(() => {});
  signalGroup(child, "SIGTERM");
});

Deno.test("signalGroup ends a child that leads no group yet", async () => {
  for (let count = 0; count < 10; count++) {
    const child = spawnChild(["/bin/sleep", "60"], {}, { setsid: SETSID });
    signalGroup(child, "SIGKILL");
    assert.equal((await child.status).signal, "SIGKILL");
    await Promise.all([child.stdout.cancel(), child.stderr.cancel()]);
    await child.stdin.close().catch(() => {});
  }
});

Deno.test("spawnChild gives a child the standing of everybody else, and ours where it is told to", async () => {
  for (const keepsStanding of [false, true]) {
    const child = spawnChild(["/bin/sleep", "60"], {}, { keepsStanding });
    const read = async () => (await Deno.readTextFile(`/proc/${child.pid}/oom_score_adj`)).trim();
    const expected = keepsStanding
      ? (await Deno.readTextFile("/proc/self/oom_score_adj")).trim()
      : "500";
    while (await read() !== expected) await new Promise((resolve) => setTimeout(resolve, 1));
    child.kill("SIGKILL");
    await Promise.all([child.status, child.stdout.cancel(), child.stderr.cancel()]);
    await child.stdin.close().catch(() => {});
  }
});
