import assert from "node:assert/strict";
import { EMPTY_GRANT } from "../../policy/permissions/empty_grant.ts";
import type { KmsgLines } from "../../contract/call_value.ts";
import { makeCall } from "./kernel_call.ts";
import { Kmsg } from "./kmsg.ts";

const CALLER = { name: "gpu", grant: { ...EMPTY_GRANT, kmsg: ["NVRM: "] } };

async function withKmsg(
  test: (
    ask: (...args: unknown[]) => Promise<KmsgLines>,
    append: (text: string) => Promise<void>,
  ) => Promise<void>,
): Promise<void> {
  const path = await Deno.makeTempFile();
  const kmsg = new Kmsg({ path, procRoot: "/proc" });
  try {
    await test(
      async (...args) =>
        await makeCall({ kmsg: kmsg.calls }, CALLER, {
          service: "kmsg",
          method: "lines",
          args,
        }) as KmsgLines,
      (text) => Deno.writeTextFile(path, text, { append: true }),
    );
  } finally {
    kmsg.close();
    await Deno.remove(path);
  }
}

Deno.test("Kmsg gives the lines of a granted beginning alone, with the time of each", () =>
  withKmsg(async (ask, append) => {
    const uptime = Number((await Deno.readTextFile("/proc/uptime")).split(" ")[0]);
    const micros = Math.round((uptime - 60) * 1e6);
    await append(`4,7,${micros},-;NVRM: Xid (PCI:0000:01:00): 31\n4,8,${micros},-;audit: secret\n`);
    const { lines: [line, ...others], missed } = await ask("NVRM: ", -1);
    assert.equal(line?.text, "NVRM: Xid (PCI:0000:01:00): 31");
    assert.deepEqual(others, []);
    assert.equal(missed, 0);
    assert(Math.abs((line?.unixSeconds ?? 0) - (Date.now() / 1_000 - 60)) < 5, "a minute ago");
  }));

Deno.test("Kmsg goes on after the line that is known, and gives all to one that starts anew", () =>
  withKmsg(async (ask, append) => {
    await append("4,7,1,-;NVRM: a\n");
    assert.equal((await ask("NVRM: ", -1)).lines.length, 1);
    await append("4,9,1,-;NVRM: b\n");
    assert.deepEqual((await ask("NVRM: ", 7)).lines.map(({ sequence }) => sequence), [9]);
    assert.deepEqual((await ask("NVRM: ", -1)).lines.map(({ sequence }) => sequence), [7, 9]);
    const [one, two] = await Promise.all([ask("NVRM: ", -1), ask("NVRM: ", -1)]);
    assert.deepEqual(one, two);
  }));

Deno.test("Kmsg refuses every other beginning, a shorter and a longer one among them", () =>
  withKmsg(async (ask, append) => {
    await append("4,7,1,-;audit: secret\n");
    for (const prefix of ["", "NVRM", "NVRM: Xid", "audit: ", "nvrm: "]) {
      await assert.rejects(ask(prefix, -1), { code: "not_granted" }, prefix);
    }
    for (const args of [[], ["NVRM: "], ["NVRM: ", -2], ["NVRM: ", 1.5], [["NVRM: "], 0]]) {
      await assert.rejects(ask(...args), { code: "bad_arguments" }, JSON.stringify(args));
    }
  }));
