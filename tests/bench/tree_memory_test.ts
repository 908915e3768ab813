import assert from "node:assert/strict";
import { memoryOfTree, parseMappings, sumMemory } from "./tree_memory.ts";

const MB = 1e6;

Deno.test("parseMappings reads where a mapping lies, its file, and what of it is resident", () => {
  const text = `55d0c0000000-55d0c0003000 r--p 00002000 fe:00 123   /usr/bin/deno (deleted)
Size:                 12 kB
KernelPageSize:        4 kB
Rss:                   8 kB
Anonymous:             4 kB
7f0000000000-7f0000001000 rw-p 00000000 00:00 0
KernelPageSize:        4 kB
Rss:                   4 kB
Anonymous:             4 kB
`;
  const common = { pageBytes: 4096 };
  assert.deepEqual(parseMappings(text), [
    {
      ...common,
      start: 0x55d0c0000000,
      end: 0x55d0c0003000,
      offset: 0x2000,
      file: "fe:00 123",
      residentBytes: 8192,
      anonymousBytes: 4096,
    },
    {
      ...common,
      start: 0x7f0000000000,
      end: 0x7f0000001000,
      offset: 0,
      file: undefined,
      residentBytes: 4096,
      anonymousBytes: 4096,
    },
  ]);
});

async function firstChunk(stream: ReadableStream<Uint8Array>): Promise<void> {
  for await (const _ of stream.values({ preventCancel: true })) return;
}

/** Runs a test beside processes that run the same file, each with so much memory of its own. */
async function besideThree(test: (pids: readonly number[]) => Promise<void>): Promise<void> {
  const code = `const own = new Uint8Array(40e6).fill(1); console.log(own.length);
    setInterval(() => own.fill(2), 1e6);`;
  const children = Array.from({ length: 3 }, () =>
    new Deno.Command(Deno.execPath(), {
      args: ["eval", code],
      stdout: "piped",
      stderr: "null",
    }).spawn());
  try {
    for (const { stdout } of children) await firstChunk(stdout);
    await test(children.map(({ pid }) => pid));
  } finally {
    for (const child of children) child.kill("SIGKILL");
    await Promise.all(children.map(({ status, stdout }) => Promise.all([status, stdout.cancel()])));
  }
}

Deno.test("sumMemory counts a program once that several run, and what each has for itself", async () => {
  await besideThree(async (pids) => {
    const [first = 0] = pids;
    const one = await sumMemory([first]);
    const [all, twice] = [await sumMemory(pids), await sumMemory([first, first])];
    // Deno's program has more than 10 MB in memory, wherever it runs.
    assert.ok(one > 50 * MB, `${one}`);
    assert.ok(all < 3 * one - 20 * MB && all > one + 80 * MB, `${all} beside ${one}`);
    assert.ok(twice < 2 * one - 10 * MB, `${twice} beside ${one}`);
  });
});

Deno.test("memoryOfTree counts what a process started, and nothing of one that is gone", async () => {
  const shell = new Deno.Command("sh", {
    args: ["-c", "sleep 100 & echo; wait"],
    stdout: "piped",
    detached: true,
  }).spawn();
  await firstChunk(shell.stdout);
  const [all, alone] = [await memoryOfTree(shell.pid), await sumMemory([shell.pid])];
  Deno.kill(-shell.pid, "SIGKILL");
  await Promise.all([shell.status, shell.stdout.cancel()]);
  assert.ok(alone > 100_000 && all > alone, `${all} beside ${alone}`);
  assert.equal(await memoryOfTree(shell.pid), 0);
});
