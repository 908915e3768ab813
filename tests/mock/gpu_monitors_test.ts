/** Activity and the kernel's log of the mock follow its simulation. */
import assert from "node:assert/strict";
import { KernelLog } from "../../mock/gpu/kernel_log.ts";
import { nvidiaFiles } from "../../mock/gpu/nvidia_files.ts";
import { parseXid } from "../../plugins/gpu/parse/kernel_log.ts";
import { parseRecord } from "../../runtime/kernel/calls/kmsg/parse_record.ts";
import { play, TEMPLATE } from "./played.ts";

Deno.test("the mock's tensor activity and its use by process follow the simulation", async () => {
  const { world } = await play("busy", 20);
  const { "dmon.csv": dmon = "", "pmon.csv": pmon = "" } = nvidiaFiles(world, TEMPLATE);
  const [head = "", ...rows] = dmon.trim().split("\n").map((line) => line.split(", "));
  const at = (name: string) => head.indexOf(name);
  const nvidia = world.cards.filter(({ spec }) => spec.vendor === "nvidia");
  assert.equal(rows.length, nvidia.length);
  let working = 0;
  for (const [index, card] of nvidia.entries()) {
    const expected = card.spec.hasEcc ? String(Math.round(card.tensorActivity * 100)) : "-";
    assert.equal(rows[index]?.[at("mmaact")], expected, card.spec.name);
    if (card.spec.hasEcc && card.tensorActivity > 0.02) working++;
    assert(card.tensorActivity <= card.utilization + 0.01, `${card.tensorActivity}`);
  }
  assert(working > 0, "a busy world does matrix products");
  assert.match(pmon, /^pid, sm, mem\n(?:\d+, \d+, \d+\n)+$/);
});

for (
  const [scenario, expected] of Object.entries({
    "healthy": [],
    "sick-gpu": ["94", "95"],
    "gpu-lost": ["79"],
  })
) {
  Deno.test(`the mock writes the Xids of ${scenario} to its kernel's log, once each`, async () => {
    const { world } = await play(scenario, 60);
    const log = new KernelLog();
    const records = log.next(world, 100).trim().split("\n").filter(Boolean).map(parseRecord);
    const xids = records.map((record) => parseXid(record?.text ?? "")?.xid);
    assert.deepEqual([...new Set(xids)].sort(), expected);
    assert.equal(log.next(world, 101), "");
  });
}
