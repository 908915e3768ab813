import assert from "node:assert/strict";
import { CallError } from "@llm-monitor/sdk";
import { fakeContext, renderExposition } from "@llm-monitor/sdk/testing";
import { fakeSmi } from "../../tests/support/fake_smi.ts";
import type { SmiAnswers } from "../../tests/support/fake_smi.ts";
import {
  collectAlong,
  collectTwice,
  metrics,
  readMachine,
  SETTINGS,
  TWO_CARDS,
} from "../../tests/support/gpu_cases.ts";
import { createCollector } from "./collector.ts";

const CASES = new URL("./testdata/", import.meta.url);

for (const { name } of [...Deno.readDirSync(CASES)].sort((a, b) => a.name < b.name ? -1 : 1)) {
  Deno.test(`the gpu plugin gives the expected metrics of ${name}`, async () => {
    const folder = new URL(`${name}/`, CASES);
    const machine = readMachine(await Deno.readTextFile(new URL("input.txt", folder)));
    const text = await collectTwice(machine);
    const file = new URL("expected.prom", folder);
    if (Deno.env.get("UPDATE_GOLDEN")) await Deno.writeTextFile(file, text);
    assert.equal(text, await Deno.readTextFile(file));
  });
}

Deno.test("the gpu plugin is inactive without a card, and wakes up when one appears", async () => {
  const { texts: [absent = "", empty = "", there = ""] } = await collectAlong([
    {},
    { gpus: TWO_CARDS, faults: { "query-gpu": [6, "No devices were found"] } },
    { gpus: TWO_CARDS },
  ]);
  assert.match(absent, /^inactive: .*nvidia-smi, amd-smi and rocm-smi is on the PATH/);
  assert.match(empty, /^inactive: .*finds no card/);
  assert.match(there, /^llm_monitor_gpu_cards\{vendor="nvidia"\} 2$/m);
});

Deno.test("the gpu plugin tells every failure of nvidia-smi by its reason, and no value", async () => {
  const faults: Record<string, NonNullable<SmiAnswers["faults"]>[string]> = {
    driver_not_loaded: [
      9,
      "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.\n",
    ],
    library_missing: [12, "NVIDIA-SMI couldn't find libnvidia-ml.so library in your system."],
    driver_mismatch: [18, "Failed to initialize NVML: Driver/library version mismatch\n"],
    device_access_lost: [255, "Failed to initialize NVML: Unknown Error\n"],
    reset_required: [16, "GPU requires reset"],
    gpu_lost: [15, ""],
    failed: [255, "something new"],
    output_unreadable: [0, "\u0000\u0001 what is this, anyway"],
    no_devices: [6, "No devices were found\n"],
    command_not_found: "command_not_found",
    timed_out: "timed_out",
    busy: "busy",
    output_too_large: "output_too_large",
  };
  for (const [reason, fault] of Object.entries(faults)) {
    const { texts: [, text = "", again], logs } = await collectAlong([
      { gpus: TWO_CARDS },
      { gpus: TWO_CARDS, faults: { "query-gpu": fault } },
      { gpus: TWO_CARDS, faults: { "query-gpu": fault } },
    ]);
    assert.match(text, new RegExp(`source_failing\\{source="query",reason="${reason}"\\} 1`));
    assert.match(text, /source_up\{source="query"\} 0/);
    assert.match(text, /up\{gpu="GPU-a"\} 0\n.*up\{gpu="GPU-b"\} 0/);
    assert.doesNotMatch(text, /memory_used|power_draw|_info/, reason);
    assert.equal(again, text, reason);
    assert.equal(logs.length, 1, `${reason}: ${logs.join("\n")}`);
  }
});

Deno.test("the gpu plugin keeps the cards apart whatever their order and number", async () => {
  const [head, first, second] = TWO_CARDS.split("\n");
  const { texts: [, text = ""] } = await collectAlong([
    { gpus: TWO_CARDS },
    { gpus: [head, second?.replace("1,", "0,"), first?.replace("0,", "1,")].join("\n") },
  ]);
  assert.match(text, /memory_used_bytes\{gpu="GPU-a"\} 104857600$/m);
  assert.match(text, /memory_used_bytes\{gpu="GPU-b"\} 209715200$/m);
});

Deno.test("the gpu plugin asks the others when a lost card spoils the whole answer", async () => {
  const lost = "Unable to determine the device handle for GPU0000:01:00.0: GPU is lost.  " +
    "Reboot the system to recover this GPU\n";
  const asked: string[] = [];
  const collector = createCollector({ nowMs: () => 0 });
  const context = fakeContext({ config: SETTINGS });
  await collector({ ...context, exec: fakeSmi({ gpus: TWO_CARDS }) });
  const exec = fakeSmi({
    gpus: TWO_CARDS,
    faults: { "nvidia-smi --query-gpu": [15, lost] },
  }, asked);
  const families = await collector({ ...context, exec });
  assert(Array.isArray(families));
  const text = renderExposition(metrics, families);
  assert.match(text, /up\{gpu="GPU-a"\} 0/);
  assert.match(text, /up\{gpu="GPU-b"\} 1/);
  assert.match(text, /memory_used_bytes\{gpu="GPU-b"\} 209715200/);
  assert.match(text, /source_failing\{source="query",reason="gpu_lost"\} 1/);
  assert(asked.some((line) => line.includes("--id=GPU-b --query-gpu=")), asked.join("\n"));
});

Deno.test("the gpu plugin asks the others when a card was lost before any was ever seen", async () => {
  const lost = "Unable to determine the device handle for GPU0000:01:00.0: GPU is lost.  " +
    "Reboot the system to recover this GPU\n";
  const asked: string[] = [];
  const context = fakeContext({
    config: SETTINGS,
    files: {
      "/proc/driver/nvidia/gpus/0000:01:00.0/information": "Model: H100\nGPU UUID: GPU-a\n",
      "/proc/driver/nvidia/gpus/0000:02:00.0/information": "Model: H100\nGPU UUID: GPU-b\n",
    },
  });
  const exec = fakeSmi({
    gpus: TWO_CARDS,
    faults: { "nvidia-smi --query-gpu": [15, lost] },
  }, asked);
  const families = await createCollector({ nowMs: () => 0 })({ ...context, exec });
  assert(Array.isArray(families));
  const text = renderExposition(metrics, families);
  assert.match(text, /up\{gpu="GPU-a"\} 0/);
  assert.match(text, /up\{gpu="GPU-b"\} 1/);
  assert(asked.some((line) => line.includes("--id=GPU-b --query-gpu=")), asked.join("\n"));
});

Deno.test("the gpu plugin names a card that was lost before it was ever seen", async () => {
  const lost = "Unable to determine the device handle for GPU 0000:03:00.0: Unknown Error\n";
  const { texts: [text = ""] } = await collectAlong([
    { gpus: TWO_CARDS, faults: { "query-gpu": [255, lost] } },
  ]);
  assert.match(text, /up\{gpu="0000:03:00.0"\} 0/);
});

Deno.test("the gpu plugin knows a card whose UUID turned into an error by its address", async () => {
  const failing = TWO_CARDS.replace("GPU-a", "[Unknown Error]").replace("100 MiB", "ERR!")
    .replace("50.00 W", "[Unknown Error]");
  const { texts: [, text = ""] } = await collectAlong([{ gpus: TWO_CARDS }, { gpus: failing }]);
  assert.match(text, /^llm_monitor_gpu_up\{gpu="GPU-a"\} 0$/m);
  assert.match(text, /^llm_monitor_gpu_up\{gpu="GPU-b"\} 1$/m);
  assert.match(text, /unreadable_values\{gpu="GPU-a"\} 2/);
  assert.doesNotMatch(text, /0000:01:00.0"\} 0|cards\{vendor="nvidia"\} 1/);
});

Deno.test("the gpu plugin asks nothing more of an nvidia-smi that hangs", async () => {
  const asked: string[] = [];
  const collector = createCollector({ nowMs: () => 0 });
  const exec = fakeSmi({ gpus: TWO_CARDS, faults: { "query-gpu": "timed_out" } }, asked);
  await collector({ ...fakeContext({ config: SETTINGS }), exec });
  assert.deepEqual(asked.filter((line) => line.startsWith("nvidia-smi")).length, 1);
  asked.length = 0;
  const slow = fakeSmi({ gpus: TWO_CARDS, faults: { "compute-apps": "timed_out" } }, asked);
  await collector({ ...fakeContext({ config: SETTINGS }), exec: slow });
  assert(!asked.some((line) => line.includes("-q -x")), asked.join("\n"));
});

Deno.test("the gpu plugin leaves out what there is no time for", async () => {
  let nowMs = 0;
  const collector = createCollector({ nowMs: () => nowMs });
  const smi = fakeSmi({ gpus: TWO_CARDS });
  const slow = (command: string, args?: readonly string[]) => {
    nowMs += 3_000;
    return smi(command, args);
  };
  const families = await collector({ ...fakeContext({ config: SETTINGS }), exec: slow });
  assert(Array.isArray(families));
  const text = renderExposition(metrics, families);
  assert.match(text, /memory_used_bytes\{gpu="GPU-b"\}/);
  assert.match(text, /source_failing\{source="processes",reason="no_time"\} 1/);
  assert.match(text, /source_failing\{source="details",reason="no_time"\} 1/);
});

Deno.test("the gpu plugin drops a field that the driver refuses although its help has it", async () => {
  const help = '"index"\n\n"uuid"\n\n"memory.used"\n\n"power.draw"\n\n"fan.speed"\n';
  const { texts: [text = ""] } = await collectAlong([
    { gpus: TWO_CARDS, commands: { "nvidia-smi --help-query-gpu": help } },
  ]);
  assert.match(text, /power_draw_watts\{gpu="GPU-b"\} 60/);
  assert.match(text, /source_up\{source="query"\} 1/);
});

Deno.test("the gpu plugin leaves cards asleep that sleep", async () => {
  const asked: string[] = [];
  const collector = createCollector({ nowMs: () => 0 });
  const files = { "/sys/bus/pci/drivers/nvidia/0000:01:00.0/power/runtime_status": "suspended\n" };
  const context = fakeContext({ config: SETTINGS, files });
  const families = await collector({ ...context, exec: fakeSmi({ gpus: TWO_CARDS }, asked) });
  assert(Array.isArray(families));
  assert.match(renderExposition(metrics, families), /suspended_cards\{vendor="nvidia"\} 1/);
  assert(!asked.some((line) => line.startsWith("nvidia-smi")));
  const awake = fakeContext({ config: { ...SETTINGS, wakeSuspended: true }, files });
  await collector({ ...awake, exec: fakeSmi({ gpus: TWO_CARDS }, asked) });
  assert(asked.some((line) => line.startsWith("nvidia-smi")));
});

Deno.test("the gpu plugin fails when it is not allowed to ask", async () => {
  const collector = createCollector({ nowMs: () => 0 });
  const exec = () => Promise.reject(new CallError("not_granted", "Cannot run nvidia-smi"));
  await assert.rejects(collector({ ...fakeContext({ config: SETTINGS }), exec }), {
    code: "not_granted",
  });
});
