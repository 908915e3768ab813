/** Machines that drivers describe in unusual ways: each was reported from a real one. */
import assert from "node:assert/strict";
import {
  assertSeries,
  collectAlong,
  collectTwice,
  readMachine,
  TWO_CARDS,
} from "../../tests/support/gpu_cases.ts";

const THOR = "54d0709b-558d-5a59-9c65-0c5fc14a21a4";
const JETSON_FILES = {
  "/sys/class/devfreq/17000000.gpu/device/uevent": "DRIVER=gk20a\nOF_NAME=gpu\n",
  "/sys/class/devfreq/17000000.gpu/device/load": "375\n",
  "/sys/class/devfreq/17000000.gpu/cur_freq": "1020000000\n",
  "/sys/class/devfreq/17000000.gpu/max_freq": "1300500000\n",
  "/sys/class/devfreq/15340000.vic/device/uevent": "OF_NAME=vic\n",
  "/sys/class/thermal/thermal_zone0/type": "cpu-thermal\n",
  "/sys/class/thermal/thermal_zone0/temp": "51000\n",
  "/sys/class/thermal/thermal_zone1/type": "gpu-thermal\n",
  "/sys/class/thermal/thermal_zone1/temp": "48500\n",
  "/sys/devices/soc0/machine": "NVIDIA Jetson AGX Orin Developer Kit\n",
};

Deno.test("the gpu plugin reads a Jetson, whose UUID has no GPU- in front", async () => {
  const gpus = `index,uuid,name,pci.bus_id,driver_version,memory.total,memory.used,utilization.gpu
0,${THOR},NVIDIA Thor,00000000:01:00.0,580.00,[N/A],[N/A],12 %`;
  const apps = `gpu_uuid,pid,process_name,used_gpu_memory\n${THOR}, 7, python3, 64 MiB\n`;
  const commands = {
    "nvidia-smi -q -x": `<nvidia_smi_log><cuda_version>13.0</cuda_version>
      <gpu id="00000000:01:00.0"><uuid>${THOR}</uuid>
      <pci><replay_counter>3</replay_counter></pci></gpu></nvidia_smi_log>`,
    "nvidia-smi nvlink -s": `GPU 0: NVIDIA Thor (UUID: ${THOR})\n\t Link 0: <inactive>\n`,
  };
  assertSeries(await collectTwice({ gpus, apps, commands }), {
    [`up{gpu="${THOR}"}`]: 1,
    [`utilization_ratio{gpu="${THOR}"}`]: 0.12,
    [`pcie_replays_total{gpu="${THOR}"}`]: 3,
    [`nvlink_up{gpu="${THOR}",link="0"}`]: 0,
    [`unified_memory{gpu="${THOR}"}`]: 1,
    [
      `process_memory_bytes{gpu="${THOR}",container_id="",runtime="",job_id="",process="python3"}`
    ]: 64 * 1024 ** 2,
    'source_up{source="query"}': 1,
    'source_failing{source="query",reason="output_unreadable"}': undefined,
  });
});

Deno.test("the gpu plugin reads a Jetson without nvidia-smi from sysfs", async () => {
  assertSeries(await collectTwice({ files: JETSON_FILES }), {
    'up{gpu="17000000.gpu"}': 1,
    'utilization_ratio{gpu="17000000.gpu"}': 0.375,
    'clock_hertz{gpu="17000000.gpu",clock="graphics"}': 1.02e9,
    'clock_max_hertz{gpu="17000000.gpu",clock="graphics"}': 1.3005e9,
    'temperature_celsius{gpu="17000000.gpu",sensor="core"}': 48.5,
    'unified_memory{gpu="17000000.gpu"}': 1,
    'source_up{source="jetson"}': 1,
    'source_up{source="query"}': undefined,
  });
});

Deno.test("the gpu plugin fills in from sysfs what a Jetson's nvidia-smi does not tell", async () => {
  const gpus = `index,uuid,name,pci.bus_id,driver_version,memory.total,memory.used,utilization.gpu
0,${THOR},Orin (nvgpu),[N/A],540.4.0,[N/A],[N/A],[N/A]`;
  const text = await collectTwice({ gpus, files: JETSON_FILES });
  assertSeries(text, {
    [`up{gpu="${THOR}"}`]: 1,
    [`utilization_ratio{gpu="${THOR}"}`]: 0.375,
    'cards{vendor="nvidia"}': 1,
  });
  assert.match(text, /name="Orin \(nvgpu\)"/);
  assert.doesNotMatch(text, /17000000/);
});

Deno.test("the gpu plugin takes the PCIe link of a card within the processor for no link", async () => {
  const { gpus } = readMachine(`== gpus
index | 0 | 1
uuid | GPU-gb10 | GPU-pcie
name | NVIDIA GB10 | NVIDIA RTX
pci.bus_id | 0000000F:01:00.0 | 00000000:02:00.0
memory.total | [N/A] | 100 MiB
memory.used | [N/A] | 5 MiB
utilization.gpu | 96 % | 1 %
utilization.memory | 0 % | 0 %
pcie.link.width.current | 1 | 8
pcie.link.width.max | 16 | 16
`);
  assertSeries(await collectTwice({ ...(gpus !== undefined && { gpus }) }), {
    'up{gpu="GPU-gb10"}': 1,
    'utilization_ratio{gpu="GPU-gb10"}': 0.96,
    'unified_memory{gpu="GPU-gb10"}': 1,
    'pcie_link_width_lanes{gpu="GPU-gb10"}': undefined,
    'pcie_link_width_max_lanes{gpu="GPU-gb10"}': undefined,
    'memory_controller_utilization_ratio{gpu="GPU-gb10"}': undefined,
    'unified_memory{gpu="GPU-pcie"}': undefined,
    'pcie_link_width_lanes{gpu="GPU-pcie"}': 8,
    'memory_controller_utilization_ratio{gpu="GPU-pcie"}': 0,
  });
});

Deno.test("the gpu plugin tells a fabric that is completed and not healthy", async () => {
  const { gpus } = readMachine(`== gpus
index | 0 | 1
uuid | GPU-a | GPU-b
fabric.state | Completed | Completed
fabric.status | Insufficient Resources | Success
fabric.health.summary | Unhealthy | Healthy
fabric.health.bandwidth | Degraded | Full
fabric.health.route_unhealthy | True | False
fabric.health.route_recovery_in_progress | [Unknown Error] | N/A
fabric.health.incorrect_configuration | Invalid Topology | None
power.draw | 5 W | 5 W
`);
  assertSeries(await collectTwice({ ...(gpus !== undefined && { gpus }) }), {
    'fabric_state{gpu="GPU-a",state="completed"}': 1,
    'fabric_status{gpu="GPU-a",status="success"}': 0,
    'fabric_status{gpu="GPU-a",status="insufficient_resources"}': 1,
    'fabric_health{gpu="GPU-a",health="healthy"}': 0,
    'fabric_health{gpu="GPU-a",health="unhealthy"}': 1,
    'fabric_fault{gpu="GPU-a",fault="bandwidth_degraded"}': 1,
    'fabric_fault{gpu="GPU-a",fault="route_unhealthy"}': 1,
    'fabric_fault{gpu="GPU-a",fault="route_recovery"}': undefined,
    'fabric_fault{gpu="GPU-a",fault="incorrect_configuration"}': 1,
    'unreadable_values{gpu="GPU-a"}': 1,
    'fabric_status{gpu="GPU-b",status="success"}': 1,
    'fabric_health{gpu="GPU-b",health="healthy"}': 1,
    'fabric_fault{gpu="GPU-b",fault="bandwidth_degraded"}': 0,
    'fabric_fault{gpu="GPU-b",fault="incorrect_configuration"}': 0,
    'fabric_fault{gpu="GPU-b",fault="route_recovery"}': undefined,
  });
});

Deno.test("the gpu plugin takes a corrupted infoROM for a warning, and keeps every value", async () => {
  const warning = "WARNING: infoROM is corrupted at gpu 0000:02:00.0\n";
  const rows = "0, GPU-a, Card A, 00000000:01:00.0, 590.48, 100, 50.00\n" +
    `1, GPU-b, Card B, 00000000:02:00.0, 590.48, 200, 60.00\n${warning}`;
  const machine = {
    gpus: TWO_CARDS,
    commands: {
      "nvidia-smi --help-query-gpu": TWO_CARDS.split("\n")[0]?.split(",")
        .map((field) => `"${field}"\nA field.\n`).join("\n") ?? "",
    },
    faults: {
      "--query-gpu=index,uuid,name": [14, rows],
      "compute-apps": [14, `GPU-a, 7, python3, 64\n${warning}`],
    } as Record<string, [number, string]>,
  };
  const { texts, logs, asked } = await collectAlong([machine, machine, machine]);
  assertSeries(texts[2] ?? "", {
    'memory_used_bytes{gpu="GPU-a"}': 100 * 1024 ** 2,
    'power_draw_watts{gpu="GPU-b"}': 60,
    'processes{gpu="GPU-a"}': 1,
    'inforom_valid{gpu="GPU-a"}': undefined,
    'inforom_valid{gpu="GPU-b"}': 0,
    'source_up{source="query"}': 1,
    'source_up{source="processes"}': 1,
    'source_failing{source="query",reason="inforom_corrupted"}': 1,
    'source_exit_code{source="query"}': 14,
  });
  assert.equal(asked.filter((line) => line.endsWith("--help-query-gpu")).length, 1);
  assert.equal(logs.length, 1, logs.join("\n"));
  assert.match(logs[0] ?? "", /infoROM is corrupted at gpu 0000:02:00\.0/);
});

Deno.test("the gpu plugin says that nvidia-smi crashed, and by which signal", async () => {
  const crashed = { gpus: TWO_CARDS, faults: { "query-gpu": [139, ""] as [number, string] } };
  const { texts, logs } = await collectAlong([{ gpus: TWO_CARDS }, crashed]);
  assertSeries(texts[1] ?? "", {
    'source_failing{source="query",reason="crashed"}': 1,
    'source_exit_code{source="query"}': 139,
  });
  assert.match(logs[0] ?? "", /it crashed; .* \(signal 11\)/);
});

Deno.test("the gpu plugin logs the end of a trouble", async () => {
  const failing = { gpus: TWO_CARDS, faults: { "query-gpu": [15, ""] as [number, string] } };
  const { logs } = await collectAlong([{ gpus: TWO_CARDS }, failing, failing, { gpus: TWO_CARDS }]);
  assert.equal(logs.length, 2, logs.join("\n"));
  assert.match(logs[1] ?? "", /^info This is over: Cannot read .*a card is lost/);
});

Deno.test("the gpu plugin reads versions with a note behind them", async () => {
  const version = "13.3 [Deprecated; will be removed in CUDA 14.0. Use CUDA UMD Version instead]";
  const commands = {
    "nvidia-smi -q -x": `<nvidia_smi_log><cuda_version>${version}</cuda_version></nvidia_smi_log>`,
  };
  const gpus = "index,uuid,driver_version,power.draw\n" +
    "0,GPU-a,610.57.04 [Deprecated; use KMD Version instead],5 W";
  assert.match(
    await collectTwice({ gpus, commands }),
    /info\{gpu="GPU-a".*driver_version="610.57.04",cuda_version="13.3"/,
  );
});

Deno.test("the gpu plugin keeps the labels of info series while one of their sources is late", async () => {
  const device = "<mig_devices><mig_device><index>0</index><gpu_instance_id>2</gpu_instance_id>" +
    "<compute_instance_id>0</compute_instance_id></mig_device></mig_devices>";
  const commands = {
    "nvidia-smi -q -x": "<nvidia_smi_log><cuda_version>13.0</cuda_version>" +
      `<gpu id="00000000:01:00.0"><uuid>GPU-a</uuid>${device}</gpu></nvidia_smi_log>`,
    "nvidia-smi -L": "GPU 0: H200 (UUID: GPU-a)\n  MIG 1g.18gb  Device  0: (UUID: MIG-1)\n",
  };
  const config = { detailsInterval: 0 };
  const good = { gpus: TWO_CARDS, commands, config };
  const { texts } = await collectAlong([
    good,
    { ...good, faults: { "nvidia-smi -L": "timed_out" } },
    { ...good, faults: { "nvidia-smi -q -x": "timed_out" } },
    { ...good, gpus: TWO_CARDS.replace("Card A", "[Unknown Error]") },
  ]);
  const infos = texts.map((text) => text.match(/^llm_monitor_gpu_(?:mig_)?info\{.*$/gm));
  assert.match(infos[0]?.join("\n") ?? "", /mig="MIG-1",profile="1g.18gb"/);
  assert.deepEqual(infos[1], infos[0], "the list is late");
  assert.deepEqual(infos[2], infos[0]?.filter((line) => !line.includes("mig_info")), "no details");
  assert.deepEqual(infos[3], infos[0], "a card tells an error");
});
