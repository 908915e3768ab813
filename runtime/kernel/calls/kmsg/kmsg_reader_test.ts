import assert from "node:assert/strict";
import { KmsgReader, openError } from "./kmsg_reader.ts";
import { parseRecord } from "./parse_record.ts";

const XID = "NVRM: Xid (PCI:0000:00:06): 31, pid=593, name=python3";

/** A log in a file: it is read like the device, but many records at a time. */
async function withLog(
  test: (append: (text: string) => Promise<void>, path: string) => Promise<void>,
): Promise<void> {
  const path = await Deno.makeTempFile();
  try {
    await test((text) => Deno.writeTextFile(path, text, { append: true }), path);
  } finally {
    await Deno.remove(path);
  }
}

const bootedAtMs = () => 1_000_000;

Deno.test("parseRecord reads the records of /dev/kmsg, and none of what describes them", () => {
  assert.deepEqual(parseRecord(`4,360,78426719,c;${XID}`), {
    sequence: 360,
    micros: 78_426_719,
    text: XID,
  });
  assert.equal(parseRecord("6,1,2,-,caller=T1;a;b")?.text, "a;b");
  for (const line of ["", " SUBSYSTEM=pci", "no record", "4,x,1,-;a"]) {
    assert.equal(parseRecord(line), undefined, line);
  }
});

Deno.test("KmsgReader keeps the lines of its prefix, with the time at which they were written", () =>
  withLog(async (append, path) => {
    const reader = new KmsgReader({ path, prefix: "NVRM: ", bootedAtMs });
    await append(
      `6,358,1,-;audit: secret\n4,359,2000000,c;${XID}\n SUBSYSTEM=pci\n DEVICE=+pci:0000:00:06.0\n`,
    );
    await reader.drain();
    assert.deepEqual(reader.lines, [{ sequence: 359, unixSeconds: 1_002, text: XID }]);
    await append("4,360,3000000,-;NVRM: more\n4,361,3000000,-; NVRM: no beginning\n");
    await reader.drain();
    await reader.drain();
    assert.deepEqual(reader.lines.map(({ sequence }) => sequence), [359, 360]);
    assert.equal(reader.missed, 0);
    reader.close();
  }));

Deno.test("KmsgReader counts what was overwritten, and keeps no more than the latest thousand", () =>
  withLog(async (append, path) => {
    const reader = new KmsgReader({ path, prefix: "NVRM: ", bootedAtMs });
    await append("4,5,1,-;NVRM: a\n4,9,1,-;NVRM: b\n");
    await reader.drain();
    assert.equal(reader.missed, 3);
    const many = Array.from({ length: 1_500 }, (_, index) => `4,${10 + index},1,-;NVRM: x\n`);
    for (const line of many) await append(line);
    await reader.drain();
    await reader.drain();
    assert.equal(reader.lines.length, 1_000);
    assert.equal(reader.lines.at(-1)?.sequence, 1_509);
    reader.close();
  }));

Deno.test("KmsgReader says that there is no log", async () => {
  const reader = new KmsgReader({ path: "/nowhere/kmsg", prefix: "NVRM: ", bootedAtMs });
  await assert.rejects(reader.drain(), { code: "not_found", message: /--device \/dev\/kmsg/ });
});

Deno.test("openError says why the log cannot be read, and what to do", () => {
  const codeOf = (code: string) => openError(Object.assign(new Error("x"), { code }), "/dev/kmsg");
  for (const code of ["EPERM", "EACCES"]) {
    const { code: outcome, message } = codeOf(code);
    assert.equal(outcome, "access_denied");
    assert.match(message, /^Cannot read \/dev\/kmsg: this user may not; give it CAP_SYSLOG/);
  }
  assert.equal(codeOf("ENOENT").code, "not_found");
  assert.equal(codeOf("EIO").code, "failed");
});
