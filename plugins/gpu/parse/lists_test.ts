import assert from "node:assert/strict";
import { parseMigList } from "./mig_list.ts";
import { parseNvlinkTraffic } from "./nvlink.ts";

Deno.test("parseMigList gives UUID and profile by card and index", () => {
  const text = `GPU 0: NVIDIA H200 (UUID: GPU-a)
  MIG 1c.3g.71gb  Device  0: (UUID: MIG-1)
  MIG 1g.18gb+me  Device  1: (UUID: MIG-GPU-a/9/0)
GPU 1: NVIDIA H200 (UUID: GPU-b)
Unable to determine the device handle for gpu 0000:01:00.0: Unknown Error
  MIG 2g.35gb     Device  0: (UUID: MIG-3)
`;
  assert.deepEqual([...parseMigList(text)], [
    ["GPU-a/0", { uuid: "MIG-1", profile: "1c.3g.71gb" }],
    ["GPU-a/1", { uuid: "MIG-GPU-a/9/0", profile: "1g.18gb+me" }],
    ["GPU-b/0", { uuid: "MIG-3", profile: "2g.35gb" }],
  ]);
});

Deno.test("parseNvlinkTraffic reads the old and the new form, and passes over links that are down", () => {
  const text = `GPU 0: NVIDIA H200 (UUID: GPU-a)
\t Link 0: Data Tx: 3 KiB
\t Link 0: Data Rx: 2 KiB
\t Link 1: <inactive>
GPU 1: Tesla V100 (UUID: GPU-b)
\t Link 0: Rx0: 1 KiB
\t Link 0: Tx0: 4 KiB
GPU 2: NVIDIA H200 (UUID: GPU-c)
Nvlink queries are not supported for Devices in MIG mode
`;
  assert.deepEqual(parseNvlinkTraffic(text), [
    { gpu: "GPU-a", link: "0", transmittedBytes: 3072, receivedBytes: 2048 },
    { gpu: "GPU-b", link: "0", receivedBytes: 1024, transmittedBytes: 4096 },
  ]);
  assert.deepEqual(parseNvlinkTraffic("\t Link 0: Data Tx: 3 KiB"), []);
});
