import assert from "node:assert/strict";
import { cpuSecondsOfTree, parseRanSeconds, parseStatSeconds, pssOfTree } from "./tree_use.ts";

Deno.test("parseRanSeconds reads nanoseconds", () => {
  assert.equal(parseRanSeconds("1500000000 700 12\n"), 1.5);
});

Deno.test("parseStatSeconds tells a process from its ended children, whatever it is called", () => {
  const fields = "S 1 42 42 0 -1 4194560 900 0 0 0 150 50 30 20 20 0 12 0 5000 1 3000 0 0";
  assert.deepEqual(parseStatSeconds(`42 (a) b) ${fields}`), { own: 2, ended: 0.5 });
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
    assert.ok(await pssOfTree(shell.pid) > 100_000);
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
  assert.equal(await pssOfTree(child.pid), 0);
});
