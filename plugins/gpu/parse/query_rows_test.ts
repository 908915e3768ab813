import assert from "node:assert/strict";
import { normalBusId, parseQueryRows } from "./query_rows.ts";

const FIELDS = ["index", "uuid", "pci.bus_id", "memory.used"];

Deno.test("parseQueryRows reads each line by itself and keeps what else was printed apart", () => {
  const text = [
    "0, GPU-a, 00000000:01:00.0, 5",
    "GPU 0000:02:00.0: Detected Critical Xid Error",
    "",
    "1, [Unknown Error], 00000000:02:00.0, [Unknown Error]\r",
    "0, GPU-a, 00000000:01:00.0, 6",
    "2, GPU-c, 00000000:03:0",
    "3, not a uuid, 00000000:04:00.0, 1",
    "Unable to determine the device handle for GPU1: 0000:05:00.0: Unknown Error",
    "Unable to determine the device handle for GPU 0000:06:00.0: GPU is lost.  Reboot the system",
    "Unable to determine the device handle for GPU00000001:07:00.0: GPU is lost.",
  ].join("\n");
  const { rows, lost, foreignLines } = parseQueryRows(text, FIELDS);
  assert.deepEqual(rows.map(({ gpu, busId }) => [gpu, busId]), [
    ["GPU-a", "0000:01:00.0"],
    ["0000:02:00.0", "0000:02:00.0"],
  ]);
  assert.equal(rows[0]?.values.get("memory.used"), "5");
  assert.deepEqual(lost, ["0000:05:00.0", "0000:06:00.0", "0001:07:00.0"]);
  assert.equal(foreignLines, 4);
});

Deno.test("normalBusId brings the spellings of an address together", () => {
  for (const text of ["00000000:83:00.0", "0000:83:00.0", "83:00.0", " 0000:83:00.0 "]) {
    assert.equal(normalBusId(text), "0000:83:00.0", text);
  }
  assert.equal(normalBusId("00010000:2A:00.0"), "10000:2a:00.0");
  assert.equal(normalBusId("[N/A]"), "[n/a]");
});
