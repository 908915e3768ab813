import assert from "node:assert/strict";
import { parseActivity, parseActivityHelp } from "./activity.ts";
import { parseMonitorTable } from "./monitor_table.ts";
import { parseProcessUse } from "./process_use.ts";

const HELP = `
    Options include:
    [-c | --count]:       Collect specified number of samples and exit
    [N/A | --gpm-metrics]: Comma-separated list of GPM metrics (no space in between) to watch
                           Available metrics:
                               Graphics Activity           = 1
                               SM Activity                 = 2
                               PCIe TX                     = 20
                               NVDEC 0-7 Activity          = 30-37
                               NVLink L0-17 RX             = 62,64,66,...,96
                               GR0-7 CTXSW ACTIVE AVERAGE  = 173,178,183,...,208
    [N/A | --gpm-options]: options of which level of GPM metrics to monitor:
`;

Deno.test("parseActivityHelp reads the number of each metric, and leaves out lists of them", () => {
  assert.deepEqual([...parseActivityHelp(HELP)], [
    ["Graphics Activity", "1"],
    ["SM Activity", "2"],
    ["PCIe TX", "20"],
  ]);
  assert.equal(parseActivityHelp("  Volta Activity = 1\n").size, 0, "a driver without GPM");
});

const CSV = `#gpu, pwr, gtemp, mtemp, smutil, dram, pcitx
#Idx, W, C, C, GPM:%, GPM:%, GPM:MiB/s
 0, 694, 61, 57, -, -, -
 1, 70, 40, -, -, -, -
 0, 696, 61, 58, -, -, -
 0, 699, 62, 59, 96, 25, 5
 1, 70, 40, -, -, -, -
`;
const NAMES = ["SM Activity", "DRAM Activity", "PCIe TX"];

Deno.test("parseActivity reads the last row of a card that holds averages", () => {
  assert.deepEqual(parseActivity(CSV, NAMES), [
    {
      index: "0",
      values: new Map([["SM Activity", 0.96], ["DRAM Activity", 0.25], ["PCIe TX", 5 * 1024 ** 2]]),
    },
    { index: "1", values: new Map() },
  ]);
});

Deno.test("parseActivity keeps GPU instances apart where a column tells them", () => {
  const text =
    "#gpu, gi, ci, smutil\n#Idx, Idx, Idx, GPM:%\n 0, -, -, 50\n 0, 2, 0, 90\n 0, 9, 0, 7\n";
  assert.deepEqual(
    parseActivity(text, ["SM Activity"]).map(({ gpuInstance, values }) => [
      gpuInstance,
      values.get("SM Activity"),
    ]),
    [[undefined, 0.5], ["2", 0.9], ["9", 0.07]],
  );
});

Deno.test("parseActivity refuses other columns than were asked for", () => {
  for (const [text, names] of [[CSV, ["SM Activity"]], ["", NAMES], ["No devices", []]] as const) {
    assert.throws(() => parseActivity(text, names), SyntaxError);
  }
});

const PMON = `#Time         gpu         pid   type     sm    mem    enc    dec     fb    command
#HH:MM:SS     Idx           #    C/G      %      %      %      %     MB    name
 18:45:47       0        655     C     99     32      -      -  21610    python3        
 18:45:47       0        656     C      -      -      -      -   2686    ray::IDLE, worker
 18:45:47       1          -     -      -      -      -      -      -    -
#Time         gpu         pid   type     sm    mem    enc    dec     fb    command
#HH:MM:SS     Idx           #    C/G      %      %      %      %     MB    name
 18:45:48       1         17     G      0      0      -      -      5    Xorg
`;

Deno.test("parseProcessUse reads the use of each process, and takes a dash for absence", () => {
  assert.deepEqual(parseProcessUse(PMON), [
    { index: "0", pid: 655, name: "python3", smRatio: 0.99, memoryRatio: 0.32 },
    { index: "0", pid: 656, name: "ray::IDLE," },
    { index: "1", pid: 17, name: "Xorg", smRatio: 0, memoryRatio: 0 },
  ]);
  assert.throws(() => parseProcessUse("what is this\n"), SyntaxError);
});

Deno.test("parseMonitorTable passes over lines that are no rows", () => {
  const { columns, rows } = parseMonitorTable(`${CSV}GPU 0000:01:00.0: Detected Xid Error\n\n`);
  assert.deepEqual([columns.length, rows.length], [7, 5]);
  assert.deepEqual(columns.at(-1), { name: "pcitx", unit: "GPM:MiB/s" });
});
