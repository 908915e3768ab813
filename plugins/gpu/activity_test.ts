/** Activity, use by process, NVLink and MIG: what nvidia-smi tells beside its queries. */
import assert from "node:assert/strict";
import {
  assertSeries,
  collectAlong,
  collectTwice,
  transposed,
  TWO_CARDS,
} from "../../tests/support/gpu_cases.ts";

const GPM =
  "SM Activity = 2,Tensor Activity = 5,DRAM Activity = 10,PCIe RX = 21,NVLink Total TX = 61";
const HELP = `[N/A | --gpm-metrics]:\n${GPM.split(",").map((line) => `   ${line}\n`).join("")}`;
const ASK = "nvidia-smi dmon -s p --gpm-metrics 2,5,10,21,61 -c 3 -d 1 --format csv";
const HEAD = "#gpu, pwr, gtemp, mtemp, smutil, mmaact, dram, pcirx, nvltx\n" +
  "#Idx, W, C, C, GPM:%, GPM:%, GPM:%, GPM:MiB/s, GPM:MiB/s\n";
const DMON = `${HEAD} 0, 694, 61, 57, -, -, -, -, -\n 1, 70, 33, 40, -, -, -, -, -\n` +
  " 0, 699, 62, 59, 96, 93, 25, 20, 1000\n 1, 70, 33, 40, 0, 0, 0, 0, 0\n";

Deno.test("the gpu plugin tells the activity of cards that have performance monitors", async () => {
  const commands = { "nvidia-smi dmon -h": HELP, [ASK]: DMON };
  const text = await collectTwice({ gpus: TWO_CARDS, commands });
  assertSeries(text, {
    'sm_activity_ratio{gpu="GPU-a"}': 0.96,
    'tensor_activity_ratio{gpu="GPU-a"}': 0.93,
    'dram_activity_ratio{gpu="GPU-a"}': 0.25,
    'pcie_receive_average_bytes_per_second{gpu="GPU-a"}': 20 * 1024 ** 2,
    'nvlink_transmit_average_bytes_per_second{gpu="GPU-a"}': 1000 * 1024 ** 2,
    'tensor_activity_ratio{gpu="GPU-b"}': 0,
    'graphics_activity_ratio{gpu="GPU-a"}': undefined,
    'source_up{source="activity"}': 1,
  });
  assert.match(text, /info\{gpu="GPU-a".*activity="gpm"/);
});

Deno.test("the gpu plugin asks for activity as often as it is told, and its help once", async () => {
  const commands = { "nvidia-smi dmon -h": HELP, [ASK]: DMON };
  const machine = { gpus: TWO_CARDS, commands };
  const { texts, asked } = await collectAlong(Array(5).fill(machine), { stepMs: 5_000 });
  assert.equal(asked.filter((line) => line === ASK).length, 3);
  assert.equal(asked.filter((line) => line === "nvidia-smi dmon -h").length, 1);
  for (const text of texts) assertSeries(text, { 'sm_activity_ratio{gpu="GPU-a"}': 0.96 });
  const off = await collectAlong([{ ...machine, config: { activity: false } }]);
  assert(!off.asked.some((line) => line.includes("dmon")));
});

Deno.test("the gpu plugin says which cards have no activity, and leaves them alone", async () => {
  const dashes = `${HEAD} 0, 69, 61, 57, -, -, -, -, -\n 1, 70, 33, 40, -, -, -, -, -\n`;
  for (const commands of [{}, { "nvidia-smi dmon -h": HELP, [ASK]: dashes }]) {
    const machine = { gpus: TWO_CARDS, commands };
    const { texts, asked } = await collectAlong([machine, machine, machine], { stepMs: 15_000 });
    assert.equal(
      asked.filter((line) => line.includes("dmon")).length,
      Object.keys(commands).length || 1,
    );
    assert.match(texts[2] ?? "", /info\{gpu="GPU-a".*activity="none"/);
    assert.doesNotMatch(texts[2] ?? "", /^llm_monitor_gpu_sm_activity|source_failing/m);
  }
});

Deno.test("the gpu plugin tells no old activity as new when dmon fails", async () => {
  const commands = { "nvidia-smi dmon -h": HELP, [ASK]: DMON };
  const { texts } = await collectAlong([
    { gpus: TWO_CARDS, commands },
    { gpus: TWO_CARDS, commands, faults: { [ASK]: "timed_out" } },
    { gpus: TWO_CARDS, commands: { ...commands, [ASK]: "#gpu, pwr\n#Idx, W\n" } },
  ], { stepMs: 10_000 });
  for (const [index, reason] of [[1, "timed_out"], [2, "output_unreadable"]] as const) {
    assertSeries(texts[index] ?? "", {
      'sm_activity_ratio{gpu="GPU-a"}': undefined,
      [`source_failing{source="activity",reason="${reason}"}`]: 1,
    });
    assert.match(texts[index] ?? "", /info\{gpu="GPU-a".*activity="gpm"/);
  }
});

Deno.test("the gpu plugin asks split cards for the activity of each instance", async () => {
  const gpus = "index,uuid,mig.mode.current,power.draw\n0,GPU-a,Enabled,5 W";
  const ask = ASK.replace(" -c 3", " --gpm-options dm -c 3");
  const rows = HEAD.replace("#gpu,", "#gpu, gi,").replace("#Idx,", "#Idx, Idx,") +
    " 0, -, 5, 40, 40, 50, 40, 30, 20, 0\n 0, 2, -, -, -, 90, 80, 70, -, -\n";
  assertSeries(
    await collectTwice({ gpus, commands: { "nvidia-smi dmon -h": HELP, [ask]: rows } }),
    {
      'sm_activity_ratio{gpu="GPU-a"}': 0.5,
      'mig_sm_activity_ratio{gpu="GPU-a",gpu_instance="2"}': 0.9,
      'mig_dram_activity_ratio{gpu="GPU-a",gpu_instance="2"}': 0.7,
    },
  );
});

Deno.test("the gpu plugin leaves activity out where the time of a collection is too short", async () => {
  const commands = { "nvidia-smi dmon -h": HELP, [ASK]: DMON };
  const { texts: [text = ""], asked } = await collectAlong([
    { gpus: TWO_CARDS, commands, timeoutMs: 3_000 },
  ]);
  assert(!asked.some((line) => line.includes("dmon")), asked.join("\n"));
  assertSeries(text, { 'memory_used_bytes{gpu="GPU-a"}': 100 * 1024 ** 2 });
  assertSeries(text, { 'source_failing{source="activity",reason="no_time"}': 1 });
});

const ID = "ab".repeat(32);

Deno.test("the gpu plugin tells the use of cards by container, a few cards at a time", async () => {
  const gpus = transposed(`index | 0 | 1 | 2 | 3 | 4
uuid | GPU-0 | GPU-1 | GPU-2 | GPU-3 | GPU-4
power.draw | 1 W | 1 W | 1 W | 1 W | 1 W
`);
  const apps = "gpu_uuid,pid,process_name,used_gpu_memory\n" +
    "GPU-0, 7, /usr/bin/python3, 100 MiB\nGPU-0, 8, /usr/bin/python3, 50 MiB\n" +
    "GPU-4, 7, VLLM::EngineCore_DP0, 10 MiB\n";
  const head = "# gpu         pid   type     sm    mem    enc    dec     fb    command\n" +
    "# Idx           #    C/G      %      %      %      %     MB    name\n";
  const { texts: [text = ""] } = await collectAlong([{
    gpus,
    apps,
    commands: {
      "nvidia-smi pmon -s um -c 1 -i 0,1,2,3":
        `${head}    0  7  C  70  30  -  -  100  python3\n    0  8  C  9  -  -  -  50  python3\n` +
        "    1  -  -  -  -  -  -  -  -\n    2  9  G  4  1  -  -  5  Xorg\n",
      "nvidia-smi pmon -s um -c 1 -i 4": `${head}    4  7  C  -  -  -  -  10  VLLM::EngineCor\n`,
    },
    files: {
      "/proc/7/cgroup": `0::/system.slice/docker-${ID}.scope\n`,
      "/proc/8/cgroup": "0::/\n",
    },
  }]);
  const owner = `container_id="${ID}",runtime="docker",job_id=""`;
  const nobody = 'container_id="",runtime="",job_id=""';
  assertSeries(text, {
    [`process_utilization_ratio{gpu="GPU-0",${owner},process="python3"}`]: 0.7,
    [`process_memory_activity_ratio{gpu="GPU-0",${owner},process="python3"}`]: 0.3,
    [`process_utilization_ratio{gpu="GPU-0",${nobody},process="python3"}`]: 0.09,
    [`process_memory_activity_ratio{gpu="GPU-0",${nobody},process="python3"}`]: undefined,
    [`process_utilization_ratio{gpu="GPU-2",${nobody},process="Xorg"}`]: 0.04,
    [`process_utilization_ratio{gpu="GPU-4",${owner},process="VLLM::EngineCore_DP0"}`]: undefined,
    [`process_memory_bytes{gpu="GPU-4",${owner},process="VLLM::EngineCore_DP0"}`]: 10 * 1024 ** 2,
    'processes{gpu="GPU-2"}': 0,
    'source_up{source="process_use"}': 1,
  });
});

Deno.test("the gpu plugin tells when NVLinks are down, and their errors", async () => {
  const commands = {
    "nvidia-smi nvlink -s": "GPU 0: H100 (UUID: GPU-a)\n\t Link 0: 26.562 GB/s\n" +
      "\t Link 1: <inactive>\nGPU 1: RTX (UUID: GPU-b)\n" +
      "NVML: Unable to retrieve Nvlink information as all links are inActive\n",
    "nvidia-smi nvlink -e": "GPU 0: H100 (UUID: GPU-a)\n\t Link 0: Replay Errors: 3\n" +
      "\t Link 0: Recovery Errors: 0\n\t Link 0: CRC Errors: 1\n",
  };
  assertSeries(await collectTwice({ gpus: TWO_CARDS, commands }), {
    'nvlink_links{gpu="GPU-a",state="active"}': 1,
    'nvlink_links{gpu="GPU-a",state="inactive"}': 1,
    'nvlink_up{gpu="GPU-a",link="0"}': 1,
    'nvlink_up{gpu="GPU-a",link="1"}': 0,
    'nvlink_speed_bytes_per_second{gpu="GPU-a",link="0"}': 26.562e9,
    'nvlink_links{gpu="GPU-b",state="active"}': 0,
    'nvlink_links{gpu="GPU-b",state="inactive"}': undefined,
    'nvlink_errors_total{gpu="GPU-a",link="0",error="replay"}': 3,
    'nvlink_errors_total{gpu="GPU-a",link="0",error="crc"}': 1,
  });
});

Deno.test("the gpu plugin takes cards without NVLink for healthy", async () => {
  for (const said of ["Device does not have or support Nvlink", "all is well"]) {
    const faults = { nvlink: [255, said] as [number, string] };
    const { texts: [text = ""] } = await collectAlong([{ gpus: TWO_CARDS, faults }]);
    assert.doesNotMatch(text, /nvlink/, said);
  }
});

Deno.test("the gpu plugin tells processes and their memory by GPU instance", async () => {
  const process = (instance: string, pid: number, mib: number) =>
    `<process_info><gpu_instance_id>${instance}</gpu_instance_id><pid>${pid}</pid>
     <process_name>python3</process_name><used_memory>${mib} MiB</used_memory></process_info>`;
  const commands = {
    "nvidia-smi -q -x": `<nvidia_smi_log><gpu id="00000000:01:00.0"><uuid>GPU-a</uuid><processes>
      ${process("2", 7, 100)}${process("2", 8, 50)}${process("9", 9, 1)}${process("N/A", 9, 1)}
      </processes></gpu></nvidia_smi_log>`,
  };
  const files = {
    "/proc/7/cgroup": `0::/docker/${ID}\n`,
    "/proc/8/cgroup": `0::/docker/${ID}\n`,
    "/proc/9/cgroup": "0::/system.slice/slurmstepd.scope/job_7/step_0\n",
  };
  const { texts: [text = ""] } = await collectAlong([{ gpus: TWO_CARDS, commands, files }]);
  const two = 'gpu="GPU-a",gpu_instance="2"';
  const nine = 'gpu="GPU-a",gpu_instance="9"';
  assertSeries(text, {
    [`mig_processes{${two}}`]: 2,
    [`mig_processes{${nine}}`]: 1,
    [`mig_process_memory_bytes{${two},container_id="${ID}",runtime="docker",job_id=""}`]: 150 *
      1024 ** 2,
    [`mig_process_memory_bytes{${nine},container_id="",runtime="slurm",job_id="7"}`]: 1024 ** 2,
  });
});

Deno.test("the gpu plugin tells what newer drivers have of power, repairs and licences", async () => {
  const gpus = transposed(`index | 0
uuid | GPU-a
pci.bus_id | 00000000:01:00.0
utilization.jpeg | 4 %
utilization.ofa | 0 %
module.power.draw.average | 640.10 W
module.power.limit | 1000.00 W
module.enforced.power.limit | 900.00 W
ecc.errors.uncorrected.aggregate.sram.thresholdExceeded | Yes
remapped_rows.histogram.max | 2559
remapped_rows.histogram.low | 1
inforom.checksum_validation | invalid
c2c.mode | Enabled
`);
  const commands = {
    "nvidia-smi -q -x": `<nvidia_smi_log><gpu id="00000000:01:00.0"><uuid>GPU-a</uuid>
      <gpu_memory_power_readings><average_power_draw>120.63 W</average_power_draw>
      </gpu_memory_power_readings><ecc_errors><channel_repair_pending>No</channel_repair_pending>
      <tpc_repair_pending>Yes</tpc_repair_pending><unrepairable_memory>No</unrepairable_memory>
      </ecc_errors><vgpu_software_licensed_product><license_status>Unlicensed (Restricted)
      </license_status></vgpu_software_licensed_product></gpu></nvidia_smi_log>`,
  };
  assertSeries(await collectTwice({ gpus, commands }), {
    'jpeg_utilization_ratio{gpu="GPU-a"}': 0.04,
    'ofa_utilization_ratio{gpu="GPU-a"}': 0,
    'module_power_draw_watts{gpu="GPU-a"}': 640.1,
    'module_power_limit_watts{gpu="GPU-a",limit="enforced"}': 900,
    'module_power_limit_watts{gpu="GPU-a",limit="requested"}': 1000,
    'memory_power_draw_watts{gpu="GPU-a"}': 120.63,
    'ecc_sram_threshold_exceeded{gpu="GPU-a"}': 1,
    'ecc_repair_pending{gpu="GPU-a",part="channel"}': 0,
    'ecc_repair_pending{gpu="GPU-a",part="tpc"}': 1,
    'ecc_unrepairable_memory{gpu="GPU-a"}': 0,
    'remap_availability_banks{gpu="GPU-a",availability="max"}': 2559,
    'remap_availability_banks{gpu="GPU-a",availability="low"}': 1,
    'remap_availability_banks{gpu="GPU-a",availability="none"}': undefined,
    'inforom_valid{gpu="GPU-a"}': 0,
    'c2c_mode{gpu="GPU-a"}': 1,
    'vgpu_licensed{gpu="GPU-a"}': 0,
    'unreadable_values{gpu="GPU-a"}': 0,
  });
});
