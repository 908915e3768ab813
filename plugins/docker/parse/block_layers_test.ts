import assert from "node:assert/strict";
import { lowestDevices, parseBlockLayers } from "./block_layers.ts";

const LAYERS = parseBlockLayers(
  new Map([
    ["/sys/block/sda/dev", "8:0\n"],
    ["/sys/block/sda/sda2/dev", "8:2\n"],
    ["/sys/block/sdb/dev", "8:16\n"],
    ["/sys/block/loop2/dev", "7:2\n"],
    ["/sys/block/dm-0/dev", "253:0\n"],
    ["/sys/block/dm-0/slaves/sda2/dev", "8:2\n"],
    ["/sys/block/dm-1/dev", "253:1\n"],
    ["/sys/block/dm-1/slaves/loop2/dev", "7:2\n"],
    ["/sys/block/dm-2/dev", "253:2\n"],
    ["/sys/block/dm-2/slaves/dm-1/dev", "253:1\n"],
    ["/sys/block/md0/dev", "9:0\n"],
    ["/sys/block/md0/slaves/sda/dev", "8:0\n"],
    ["/sys/block/md0/slaves/sdb/dev", "8:16\n"],
  ]),
);

Deno.test("lowestDevices counts bytes once that went through several layers", () => {
  const cases: [string, string][] = [
    ["7:2 253:1 253:2", "7:2"],
    ["8:0 253:0", "8:0"],
    ["8:0 8:16 9:0", "8:0 8:16"],
    ["8:0 7:2 253:1 253:2", "8:0"],
    ["253:2 7:2", "7:2"],
    ["253:0", "253:0"],
    ["9:0", "9:0"],
    ["259:0 8:0", "259:0 8:0"],
    ["", ""],
  ];
  for (const [all, expected] of cases) {
    const ids = new Set(all.split(" ").filter(Boolean));
    assert.deepEqual([...lowestDevices(ids, LAYERS)], expected.split(" ").filter(Boolean), all);
  }
});

Deno.test("lowestDevices knows loop and md by their numbers where sysfs tells nothing", () => {
  assert.deepEqual([...lowestDevices(new Set(["8:0", "7:2", "9:0"]), new Map())], ["8:0"]);
  assert.deepEqual([...lowestDevices(new Set(["7:2"]), new Map())], ["7:2"]);
});

Deno.test("lowestDevices ends on layers that name each other", () => {
  const circle = new Map([["253:0", ["253:1"]], ["253:1", ["253:0"]]]);
  assert.deepEqual([...lowestDevices(new Set(["253:9"]), circle)], ["253:9"]);
});
