import assert from "node:assert/strict";
import { EMPTY_GRANT } from "../../../policy/permissions/empty_grant.ts";
import type { PluginSpec } from "../../../contract/syscall.ts";
import { GuestTable } from "./guest_table.ts";
import { until } from "../child/testing_commands.ts";

const MIB = 1024 * 1024;
const RELAXED = { share: 1_000, windowMs: 60_000 };

function makeSpec(name: string, script: string, memoryBytes = 64 * MIB): PluginSpec {
  return {
    name,
    version: "1.0.0",
    description: "",
    digest: "d",
    revision: "r",
    intervalMs: 1_000,
    timeoutMs: 1_000,
    memoryBytes,
    seriesLimit: 1,
    metrics: [],
    config: {},
    grant: EMPTY_GRANT,
    denied: [],
    approval: "free",
    command: ["/bin/bash", "-c", script],
  };
}

/** A table whose events are written down, and emptied at the end. */
async function withTable(
  use: (table: GuestTable, heard: string[]) => Promise<void>,
  { cpuLimit = RELAXED, setsid = "/usr/bin/setsid" } = {},
): Promise<void> {
  const heard: string[] = [];
  const table = new GuestTable(
    {
      onFrame: (stream, payload) =>
        heard.push(`frame ${stream} ${new TextDecoder().decode(payload)}`),
      onStderr: (plugin, line) => heard.push(`stderr ${plugin} ${line}`),
      onEnd: (stream, reason) => heard.push(`end ${stream} ${reason}`),
      onWarning: (plugin) => heard.push(`warning ${plugin}`),
    },
    () => cpuLimit,
    { setsid, isFenced: false },
  );
  try {
    await use(table, heard);
  } finally {
    await table.killAll();
  }
}

const ENV = { PATH: "/usr/bin:/bin" };

Deno.test("GuestTable gives each guest a stream of its own, never used again", async () => {
  await withTable(async (table, heard) => {
    const first = await table.start(
      makeSpec("a", "printf '\\0\\0\\0\\2hi'; echo note >&2; sleep 60"),
      ENV,
    );
    const second = await table.start(makeSpec("b", "exit 4"), ENV);
    assert.notEqual(first.stream, second.stream);
    await second.process.ended;
    assert.ok(await until(() => Promise.resolve(heard.length === 3)));
    assert.deepEqual(heard.toSorted(), ["end 2 exit", "frame 1 hi", "stderr a note"]);
    assert.equal(table.get(second.stream), undefined);
    assert.equal(table.get(first.stream), first);
    assert.equal((await table.start(makeSpec("b", "exit 0"), ENV)).stream, 3);
  });
});

Deno.test("GuestTable is full for a plugin with four processes, and for no other", async () => {
  await withTable(async (table) => {
    for (let count = 0; count < 4; count++) {
      assert.equal(table.isFull("a"), false);
      await table.start(makeSpec("a", "sleep 60"), ENV);
    }
    assert.equal(table.isFull("a"), true);
    assert.equal(table.isFull("b"), false);
  });
});

Deno.test("GuestTable ends a guest that uses more memory than it was given", async () => {
  await withTable(async (table, heard) => {
    // A text of 300 MB, held by the shell.
    const { process } = await table.start(
      makeSpec("a", `x=$(head -c 300000000 /dev/zero | tr '\\0' x); sleep 60`, MIB),
      ENV,
    );
    const modest = await table.start(makeSpec("b", "sleep 60", MIB), ENV);
    await process.ended;
    assert.deepEqual(heard, ["end 1 memory_limit"]);
    assert.equal(table.get(modest.stream), modest);
  });
});

Deno.test("GuestTable warns of a guest that spins, and then ends it", async () => {
  await withTable(async (table, heard) => {
    const { process } = await table.start(makeSpec("a", "while true; do :; done"), ENV);
    await process.ended;
    // Others may have left it too little in between; then it is warned of again.
    assert.deepEqual([...new Set(heard)], ["warning a", "end 1 cpu_limit"]);
    assert.equal(heard.at(-1), "end 1 cpu_limit");
  }, { cpuLimit: { share: 0.2, windowMs: 3_000 } });
});

Deno.test("GuestTable kills all, and is empty then", async () => {
  await withTable(async (table, heard) => {
    for (const name of ["a", "b"]) await table.start(makeSpec(name, "trap '' TERM; sleep 60"), ENV);
    await table.killAll();
    assert.deepEqual(table.all(), []);
    assert.deepEqual(heard.toSorted(), ["end 1 signal", "end 2 signal"]);
  });
});

Deno.test("GuestTable keeps nothing of a command that cannot be started", async () => {
  await withTable(async (table) => {
    await assert.rejects(table.start(makeSpec("a", ""), ENV), Deno.errors.NotFound);
    assert.deepEqual(table.all(), []);
  }, { setsid: "/nonexistent/setsid" });
});
