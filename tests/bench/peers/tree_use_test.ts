import assert from "node:assert/strict";
import { readCpuClock } from "./cpu_clock.ts";
import { cpuSecondsOfTree, parseEndedSeconds } from "./tree_use.ts";

Deno.test("parseEndedSeconds reads what ended children took, whatever the process is called", () => {
  const fields = "S 1 42 42 0 -1 4194560 900 0 0 0 150 50 30 20 20 0 12 0 5000 1 3000 0 0";
  assert.equal(parseEndedSeconds(`42 (a) b) ${fields}`), 0.5);
});

Deno.test("readCpuClock never falls, also when threads of the process end", async () => {
  const threads = "import { Worker } from 'node:worker_threads';" +
    "for (;;) { const one = new Worker('for (let i = 0; i < 3e7; i++);', { eval: true });" +
    "await new Promise((resolve) => one.once('exit', resolve)); console.log('ended'); }";
  const child = new Deno.Command(Deno.execPath(), {
    args: ["eval", threads],
    stdout: "piped",
    stderr: "null",
  }).spawn();
  let last = 0;
  for await (const _ of child.stdout.values({ preventCancel: true })) {
    const now = readCpuClock(child.pid);
    assert.ok(now !== undefined && now > last, `${now} after ${last}`);
    last = now;
    if (last > 0.5) break;
  }
  child.kill("SIGKILL");
  await child.status;
  await child.stdout.cancel();
  assert.equal(readCpuClock(child.pid), undefined);
});

Deno.test("cpuSecondsOfTree counts what a child burned, while it runs and once it has ended", async () => {
  const burn = "while :; do :; done";
  const shell = new Deno.Command("sh", {
    args: ["-c", `sh -c '${burn}' & child=$!; read line; kill $child; wait; echo; read line`],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const input = shell.stdin.getWriter();
  const line = new TextEncoder().encode("\n");
  try {
    let whileItRuns = 0;
    while (whileItRuns < 0.3) whileItRuns = await cpuSecondsOfTree(shell.pid);
    await input.write(line);
    await shell.stdout.getReader().read();
    // It is told in steps of 10 ms once it has ended, in user and system time each.
    assert.ok(await cpuSecondsOfTree(shell.pid) >= whileItRuns - 0.02);
  } finally {
    await input.close();
    await shell.status;
  }
});

Deno.test("a process that is gone took nothing", async () => {
  const child = new Deno.Command("true").spawn();
  await child.status;
  assert.equal(await cpuSecondsOfTree(child.pid), 0);
});
