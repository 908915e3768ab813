import assert from "node:assert/strict";
import { FamilySet } from "@llm-monitor/sdk";
import { fakeContext } from "@llm-monitor/sdk/testing";
import { addProcesses, findOwners } from "./processes.ts";
import { NO_OWNER } from "./parse/cgroup_owner.ts";
import type { ProcessOwner } from "./processes.ts";

const ID = "ab".repeat(32);
const owner = (more: Partial<ProcessOwner>): ProcessOwner => ({
  gpu: "GPU-a",
  pid: 1,
  name: "python3",
  bytes: 100,
  containerId: "",
  runtime: "",
  jobId: "",
  isInProc: true,
  ...more,
});

/** The samples of one family, as label values and value. */
function listSamples(set: FamilySet, name: string): unknown[] {
  const family = set.families().find((one) => one.name === `llm_monitor_gpu_${name}`);
  return (family?.samples ?? []).map((sample) => [
    ...Object.values(sample.labels),
    "value" in sample ? sample.value : undefined,
  ]);
}

Deno.test("findOwners reads each process once, and says which are not of this machine", async () => {
  const asked: string[] = [];
  const { facts } = fakeContext({
    config: {},
    files: {
      "/proc/7/cgroup": `0::/system.slice/docker-${ID}.scope\n`,
      "/proc/8/cgroup": "0::/\n",
    },
  });
  const counting = {
    ...facts,
    readOptional: (path: string) => {
      asked.push(path);
      return facts.readOptional(path);
    },
  };
  const rows = [
    { gpu: "GPU-a", pid: 7, name: "a" },
    { gpu: "GPU-b", pid: 7, name: "a" },
    { gpu: "GPU-a", pid: 8, name: "b" },
    { gpu: "GPU-a", pid: 9, name: "c" },
    { gpu: "GPU-a", name: "" },
  ];
  const owners = await findOwners(counting, rows);
  assert.deepEqual(
    owners.map(({ containerId, isInProc }) => [containerId, isInProc]),
    [[ID, true], [ID, true], ["", true], ["", false], ["", false]],
  );
  assert.deepEqual(asked.sort(), ["/proc/7/cgroup", "/proc/8/cgroup", "/proc/9/cgroup"]);
});

Deno.test("addProcesses sums by container and executable, card by card", () => {
  const set = new FamilySet();
  addProcesses(set, [
    owner({}),
    owner({ pid: 2 }),
    owner({ pid: 3, containerId: ID, runtime: "docker" }),
    owner({ pid: 4, gpu: "GPU-b", name: "" }),
    owner({ pid: 5, gpu: "GPU-gone" }),
  ], ["GPU-a", "GPU-b"]);
  assert.deepEqual(
    listSamples(set, "process_memory_bytes").sort(),
    [
      ["GPU-a", "", "", "", "python3", 200],
      ["GPU-a", ID, "docker", "", "python3", 100],
      ["GPU-b", "", "", "", "unknown", 100],
    ].sort(),
  );
  assert.deepEqual(listSamples(set, "processes"), [["GPU-a", 3], ["GPU-b", 1]]);
});

Deno.test("addProcesses adds up the smallest groups beyond two hundred, and loses no byte", () => {
  const set = new FamilySet();
  const owners = Array.from(
    { length: 300 },
    (_, index) => owner({ pid: index, name: `tool-${index}`, bytes: index + 1 }),
  );
  addProcesses(set, owners, ["GPU-a"]);
  const samples = listSamples(set, "process_memory_bytes") as [...string[], number][];
  assert.equal(samples.length, 201);
  assert.equal(samples.reduce((sum, sample) => sum + Number(sample.at(-1)), 0), 300 * 301 / 2);
  assert.deepEqual(samples.at(-1)?.slice(0, 5), ["GPU-a", "", "", "", "(others)"]);
});

Deno.test("addProcesses sums use like memory, and leaves out what the driver does not tell", () => {
  const set = new FamilySet();
  addProcesses(set, [
    owner({ pid: 1, containerId: ID, runtime: "docker", smRatio: 0.07, memoryRatio: 0.3 }),
    owner({ pid: 2, containerId: ID, runtime: "docker", smRatio: 0.01 }),
    owner({ pid: 3 }),
    {
      ...NO_OWNER,
      gpu: "GPU-a",
      pid: 9,
      name: "Xorg",
      smRatio: 0.5,
      isGraphics: true,
      isInProc: true,
    },
  ], ["GPU-a"]);
  assert.deepEqual(listSamples(set, "process_utilization_ratio"), [
    ["GPU-a", ID, "docker", "", "python3", 0.08],
    ["GPU-a", "", "", "", "Xorg", 0.5],
  ]);
  assert.deepEqual(listSamples(set, "process_memory_activity_ratio"), [
    ["GPU-a", ID, "docker", "", "python3", 0.3],
  ]);
  assert.deepEqual(
    listSamples(set, "processes"),
    [["GPU-a", 3]],
    "graphics are no compute process",
  );
});
