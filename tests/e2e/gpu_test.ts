/** The gpu plugin in its sandbox, over a fake nvidia-smi that is first on PATH. */
import assert from "node:assert/strict";
import { parse } from "yaml";
import { manifestSchema } from "../../runtime/contract/manifest.ts";
import { lacksCaptures } from "../support/captures.ts";
import { copyPlugin } from "../support/copy_plugin.ts";
import { eventually } from "../support/eventually.ts";
import { GpuWorld } from "../support/gpu_world.ts";
import { Monitor } from "../support/monitor.ts";
import { TempProject } from "../support/temp_project.ts";
import { readCapture } from "../support/smi_capture.ts";
import { needs, run } from "../support/tools.ts";

const CONFIG = `
supervisor: { minInterval: "1s", inactiveInterval: "1s" }
services: { exec: { timeout: "1s" } }
plugins: { gpu: { interval: "2s", config: { nvlink: true, activity: false } } }
`;
/** With activity, which takes nvidia-smi two seconds. */
const ACTIVE_CONFIG = `
supervisor: { minInterval: "1s" }
plugins: { gpu: { interval: "10s", config: { nvlink: true } } }
`;
const H100 = "GPU-1f0c7a2e-8d3b-4c55-9e01-6a7b8c9d0e1f";
/** Captures have their UUIDs masked. */
const NO_UUID = "00000000-0000-0000-0000-000000000000";
const OTHERS = [
  "GPU-2b9d1c3f-7e4a-4d66-8f12-7b8c9d0e1f2a",
  "GPU-3c4d5e6f-0a1b-4c2d-9e3f-4a5b6c7d8e9f",
  "GPU-5e6f7a8b-1122-4f3a-9c4d-aabbccddeeff",
];

async function withGpus(
  test: (monitor: Monitor, world: GpuWorld) => Promise<void>,
  prepare: (world: GpuWorld) => Promise<void> = async () => {},
  config = CONFIG,
): Promise<void> {
  const world = await GpuWorld.create();
  await prepare(world);
  const project = await TempProject.create();
  try {
    await copyPlugin("gpu", project);
    await project.writeConfig(config);
    const monitor = await Monitor.start(project, { env: { PATH: world.path } });
    try {
      await test(monitor, world);
    } finally {
      await monitor.stop();
    }
  } finally {
    await world.remove();
    await project.remove();
  }
}

const SERIES = `llm_monitor_gpu_memory_used_bytes{gpu="${H100}"}`;

Deno.test("gpu: every family of the four cards is in /metrics, and clean", () =>
  withGpus(
    async (monitor) => {
      await monitor.untilState("gpu", "idle", "collecting");
      await eventually(
        "the first card is told",
        async () => await monitor.value(SERIES) !== undefined,
      );
      const text = await monitor.metrics();
      const { metrics } = manifestSchema.parse(parse(
        await Deno.readTextFile(new URL("../../plugins/gpu/plugin.yaml", import.meta.url)),
      ));
      // What four healthy cards of these kinds cannot have.
      const absent = new Set([
        "driver_cards",
        "suspended_cards",
        "source_failing",
        "temperature_limit_celsius",
        "reset_required",
        "retired_pages",
        "retired_pages_pending",
        "gtt_memory_total_bytes",
        "gtt_memory_used_bytes",
        "process_gtt_memory_bytes",
        "unified_memory",
        "module_power_draw_watts",
        "module_power_limit_watts",
        "vgpu_licensed",
        // The log of this machine has no card in it, and only root may read it.
        "xid_errors_total",
        "last_xid_timestamp_seconds",
        "xid_info",
        "nvswitch_errors_total",
        "kernel_log_missed_lines_total",
        // The columns of dmon for GPU instances are in no capture.
        ...metrics.map(({ name }) => name.replace("llm_monitor_gpu_", ""))
          .filter((name) => /^mig_.*_(?:activity|occupancy)_ratio$/.test(name)),
      ].map((name) => `llm_monitor_gpu_${name}`));
      const missing = metrics.map(({ name }) => name)
        .filter((name) => !absent.has(name) && !new RegExp(`^${name}[ {]`, "m").test(text));
      assert.deepEqual(missing, []);
      assert.equal(await monitor.value(SERIES), 76540 * 1024 ** 2);
      assert.equal(await monitor.value('llm_monitor_gpu_cards{vendor="nvidia"}'), 4);
      assert.equal(
        await monitor.value(
          `llm_monitor_gpu_mig_memory_used_bytes{gpu="${OTHERS[2]}",gpu_instance="2"}`,
        ),
        38912 * 1024 ** 2,
      );
      assert.doesNotMatch(text, new RegExp(`utilization_ratio\\{gpu="${OTHERS[2]}"\\}`));
      assert.equal(
        await monitor.value(`llm_monitor_gpu_tensor_activity_ratio{gpu="${H100}"}`),
        0.41,
      );
      assert.match(text, /process_utilization_ratio\{.*process="VLLM::Worker_TP0"\} 0\.98/);
      if (needs("promtool", "prometheus")) return;
      const lint = await run("promtool", ["check", "metrics"], { input: text });
      assert.deepEqual(lint, { code: 0, output: "" });
    },
    undefined,
    ACTIVE_CONFIG,
  ));

Deno.test("gpu: a failing nvidia-smi takes its series away, says why, and comes back", () =>
  withGpus(async (monitor, world) => {
    const isTold = async () => await monitor.value(SERIES) !== undefined;
    const failing = (reason: string) =>
      monitor.value(`llm_monitor_gpu_source_failing{source="query",reason="${reason}"}`);
    await eventually("the first card is told", isTold);
    const faults = {
      driver_mismatch: "any exit 18 Failed to initialize NVML: Driver/library version mismatch",
      device_access_lost: "any exit 255 Failed to initialize NVML: Unknown Error",
      output_unreadable: "gpu garbage",
      no_devices: "any no-devices",
    };
    for (const [reason, fault] of Object.entries(faults)) {
      await world.setFaults(fault);
      await eventually(`it fails by ${reason}`, async () => await failing(reason) === 1);
      const text = await monitor.metrics();
      assert.doesNotMatch(text, /llm_monitor_gpu_memory_used_bytes\{/, reason);
      for (const gpu of [H100, ...OTHERS]) {
        assert.match(text, new RegExp(`llm_monitor_gpu_up\\{gpu="${gpu}"\\} 0`), reason);
      }
      assert.equal((await monitor.plugin("gpu"))?.last_error, null, reason);
    }
    await world.setFaults("");
    await eventually("the first card is told again", isTold);
    assert.equal(await failing("no_devices"), undefined);
    assert(monitor.logs.some(({ message }) => /reload the driver or reboot/.test(message)));
  }));

Deno.test("gpu: a hung nvidia-smi is ended, never runs twice, and the scrape goes on", () =>
  withGpus(async (monitor, world) => {
    await eventually("it collects", async () => await monitor.value(SERIES) !== undefined);
    await world.setFaults("gpu hang");
    let most = 0;
    await eventually("it has timed out", async () => {
      most = Math.max(most, await running(world));
      return await monitor.value(
        'llm_monitor_gpu_source_failing{source="query",reason="timed_out"}',
      ) === 1;
    });
    assert.equal(most, 1);
    const startMs = performance.now();
    assert.equal((await monitor.get("/health")).status, 200);
    assert(performance.now() - startMs < 2_000);
    await world.setFaults("");
    await eventually("it collects again", async () => await monitor.value(SERIES) !== undefined);
    await eventually("none is left", async () => await running(world) === 0);
  }));

Deno.test("gpu: a lost card is told as lost, and the others go on", () =>
  withGpus(async (monitor, world) => {
    await eventually("it collects", async () => await monitor.value(SERIES) !== undefined);
    await world.setFaults("any lost 00000000:18:00.0");
    await eventually(
      "the card is down",
      async () => await monitor.value(`llm_monitor_gpu_up{gpu="${H100}"}`) === 0,
    );
    assert.equal(await monitor.value(SERIES), undefined);
    for (const gpu of OTHERS) {
      assert.equal(await monitor.value(`llm_monitor_gpu_up{gpu="${gpu}"}`), 1);
      assert.notEqual(
        await monitor.value(`llm_monitor_gpu_memory_used_bytes{gpu="${gpu}"}`),
        undefined,
      );
    }
  }));

Deno.test("gpu: the plugin sleeps on a machine without nvidia-smi, and wakes up with it", async () => {
  const world = await GpuWorld.create();
  const project = await TempProject.create();
  try {
    await world.uninstall();
    await copyPlugin("gpu", project);
    await project.writeConfig(CONFIG);
    const monitor = await Monitor.start(project, { env: { PATH: world.path } });
    try {
      const { detail } = await monitor.untilState("gpu", "inactive");
      assert.match(detail, /none of nvidia-smi, amd-smi and rocm-smi is on the PATH/);
      await monitor.untilReady();
      await world.install();
      await eventually("it collects", async () => await monitor.value(SERIES) !== undefined);
      const said = monitor.logs.filter(({ message }) => /There is no card/.test(message));
      assert.equal(said.length, 1);
    } finally {
      await monitor.stop();
    }
  } finally {
    await world.remove();
    await project.remove();
  }
});

Deno.test("gpu: memory of a process is counted for its container", () =>
  withGpus(async (monitor, world) => {
    // A real process of this machine, outside of containers as far as its cgroup tells.
    await world.replace(
      "compute-apps.csv",
      () =>
        `gpu_uuid, pid, process_name, used_gpu_memory\n${H100}, ${Deno.pid}, /usr/bin/deno run x, 7 MiB\n`,
    );
    const text = await eventually("the process is told", async () => {
      const metrics = await monitor.metrics();
      return metrics.includes('process="deno"') && metrics;
    });
    assert.match(
      text,
      new RegExp(`process_memory_bytes\\{gpu="${H100}".*process="deno"\\} 7340032`),
    );
    assert.match(text, new RegExp(`hidden\\{gpu="${H100}",reason="not_in_proc"\\} 0`));
  }));

for (
  const [name, expected] of Object.entries({
    "linux-x86_64__nvidia-h100-80gb-hbm3__590.48.01.txt": { memory_total_bytes: 81559 * 1024 ** 2 },
    "linux-x86_64__nvidia-h200-mig__590.48.01.txt": {
      memory_total_bytes: 143771 * 1024 ** 2,
      mig_mode: 1,
    },
    "linux-x86_64__nvidia-l40s__595.80.txt": { "power_limit_watts.enforced": 350 },
    "linux-x86_64__nvidia-geforce-rtx-2080-super__610.57.04.txt": { pcie_link_width_max_lanes: 16 },
  })
) {
  Deno.test({
    name: `gpu: the machine of the capture ${name} is in /metrics`,
    ignore: lacksCaptures("gpu"),
    fn: () =>
      withGpus(async (monitor) => {
        const text = await eventually("the card is told", async () => {
          const metrics = await monitor.metrics();
          return /^llm_monitor_gpu_power_draw_watts\{/m.test(metrics) && metrics;
        });
        for (const [series, value] of Object.entries(expected)) {
          const [family, limit] = series.split(".");
          const labels = limit === undefined ? "" : `,limit="${limit}"`;
          const line = `llm_monitor_gpu_${family}{gpu="GPU-${NO_UUID}"${labels}} ${value}`;
          assert(text.split("\n").includes(line), line);
        }
        assert.match(text, /unreadable_values\{.*\} 0/);
        if (needs("promtool", "prometheus")) return;
        const lint = await run("promtool", ["check", "metrics"], { input: text });
        assert.deepEqual(lint, { code: 0, output: "" });
      }, async (world) => await world.become(await readCapture(name), "load")),
  });
}

/** Returns the number of this world's commands that run. */
async function running({ bin }: GpuWorld): Promise<number> {
  let count = 0;
  for await (const { name } of Deno.readDir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const command = await Deno.readTextFile(`/proc/${name}/cmdline`);
      if (command.includes(`${bin}/nvidia-smi`)) count++;
    } catch (error) {
      // It ended meanwhile.
      if (!(error instanceof Deno.errors.NotFound) && !/ESRCH|os error 3\)/.test(String(error))) {
        throw error;
      }
    }
  }
  return count;
}
