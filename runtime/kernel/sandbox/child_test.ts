import assert from "node:assert/strict";
import { signalGroup, spawnChild } from "./child.ts";

Deno.test("spawnChild starts in /, with this environment alone, leading its own group", async () => {
  const child = spawnChild(
    ["/bin/sh", "-c", `pwd; echo "$SECRET|$GIVEN"; cut -d' ' -f5 /proc/$$/stat; cat >&2`],
    { GIVEN: "yes" },
  );
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode("typed"));
  await writer.close();
  const [stdout, stderr, { code }] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.status,
  ]);
  assert.equal(stdout, `/\n|yes\n${child.pid}\n`);
  assert.deepEqual([stderr, code], ["typed", 0]);
});

Deno.test("signalGroup ends the child's own children", async () => {
  const child = spawnChild(["/bin/sh", "-c", "sleep 60 & echo $!; wait"], {
    PATH: "/usr/bin:/bin",
  });
  const reader = child.stdout.getReader();
  const { value } = await reader.read();
  assert.match(new TextDecoder().decode(value), /^\d+\n$/);
  signalGroup(child.pid, "SIGKILL");
  assert.equal((await child.status).signal, "SIGKILL");
  // The pipe ends when the last of those who hold it has gone.
  assert.equal((await reader.read()).done, true);
  await Promise.all([child.stdin.close(), child.stderr.cancel()]);
});

Deno.test("signalGroup is content with a group that is gone", async () => {
  const child = spawnChild(["/bin/true"], {});
  await Promise.all([child.status, child.stdout.cancel(), child.stderr.cancel()]);
  await child.stdin.close().catch(() => {});
  signalGroup(child.pid, "SIGTERM");
});
