/** Captures of real machines, where the folder with them exists. */
import assert from "node:assert/strict";
import { fakeContext, readManifest, renderExposition } from "@llm-monitor/sdk/testing";
import { lacksCaptures } from "../../tests/support/captures.ts";
import { fakeSmi } from "../../tests/support/fake_smi.ts";
import type { SmiAnswers } from "../../tests/support/fake_smi.ts";
import {
  captureNames,
  readCapture,
  sectionOf,
  withBareHeader,
} from "../../tests/support/smi_capture.ts";
import { metrics, SETTINGS } from "../../tests/support/gpu_cases.ts";
import { createCollector } from "./collector.ts";
import { ACTIVITY_METRICS } from "./nvidia/activity_metrics.ts";
import { QUERY_FIELDS, READINGS } from "./nvidia/readings.ts";
import { parseActivity, parseActivityHelp } from "./parse/activity.ts";
import { parseAmdSmi } from "./parse/amd_json.ts";
import { parseDetails } from "./parse/details.ts";
import { addReadings } from "./readings.ts";
import { parseHelpFields } from "./parse/help_fields.ts";
import { parseProcessUse } from "./parse/process_use.ts";
import { find } from "./parse/xml.ts";
import { FamilySet } from "@llm-monitor/sdk";

function readAnswers(text: string, state: "idle" | "load"): SmiAnswers {
  return {
    gpus: sectionOf(text, `${state} :: query-gpu`),
    apps: withBareHeader(sectionOf(text, `${state} :: query-compute-apps`)),
    commands: {
      "nvidia-smi --help-query-gpu": sectionOf(text, "capabilities :: help-query-gpu"),
      "nvidia-smi -L": sectionOf(text, "capabilities :: list"),
    },
  };
}

async function collect(answers: SmiAnswers): Promise<Map<string, number>> {
  const config = SETTINGS;
  const families = await createCollector({ nowMs: () => 0 })({
    ...fakeContext({ config }),
    exec: fakeSmi(answers),
  });
  assert(Array.isArray(families));
  const series = new Map<string, number>();
  for (const line of renderExposition(metrics, families).split("\n")) {
    const [, name = "", value] =
      /^llm_monitor_gpu_(\S+) (\S+)$/.exec(line.replace(/"\s+"/g, '""')) ?? [];
    if (value !== undefined) series.set(name.replace(/gpu="GPU-[0-]+",?/, ""), Number(value));
  }
  return series;
}

const EXPECTED: Record<string, Record<string, number | undefined>> = {
  "linux-x86_64__nvidia-h100-80gb-hbm3__590.48.01.txt": {
    "memory_total_bytes{}": 81559 * 1024 ** 2,
    'process_memory_bytes{container_id="",runtime="",job_id="",process="gpu_burn"}': 15690 *
      1024 ** 2,
    'process_memory_bytes{container_id="",runtime="",job_id="",process="memhog"}': (2566 + 1542) *
      1024 ** 2,
    'processes_hidden{reason="not_in_proc"}': 3,
    "persistence_mode{}": 1,
    "pcie_link_width_lanes{}": 16,
    "fan_speed_ratio{}": undefined,
    "unreadable_values{}": 0,
  },
  "linux-x86_64__nvidia-h200-mig__590.48.01.txt": {
    "memory_total_bytes{}": 143771 * 1024 ** 2,
    "mig_mode{}": 1,
    "utilization_ratio{}": undefined,
    "unreadable_values{}": 0,
  },
  "linux-x86_64__nvidia-l40s__595.80.txt": {
    "persistence_mode{}": 0,
    'temperature_celsius{sensor="memory"}': undefined,
    "unreadable_values{}": 0,
  },
  "linux-x86_64__nvidia-geforce-rtx-2080-super__595.71.05.txt": {
    "ecc_mode{}": undefined,
    'fabric_state{state="completed"}': undefined,
    "unreadable_values{}": 0,
  },
  "linux-x86_64__nvidia-geforce-rtx-2080-super__610.57.04.txt": { "unreadable_values{}": 0 },
  "windows-x86_64__nvidia-geforce-rtx-2080-super__591.86.txt": {
    "persistence_mode{}": undefined,
    "unreadable_values{}": 0,
  },
};

for (const [name, expected] of Object.entries(EXPECTED)) {
  Deno.test({
    name: `the gpu plugin reads the capture ${name}`,
    ignore: lacksCaptures("gpu"),
    fn: async () => {
      const text = await readCapture(name);
      const idle = await collect(readAnswers(text, "idle"));
      const load = await collect(readAnswers(text, "load"));
      assert.equal(idle.get("up{}"), 1);
      for (const [series, value] of Object.entries(expected)) {
        assert.equal(load.get(series), value, `${series} of ${[...load.keys()].join("\n")}`);
      }
      for (const series of ["power_draw_watts{}", 'temperature_celsius{sensor="core"}']) {
        assert((load.get(series) ?? 0) > 1, series);
      }
      assert.equal(load.get('source_up{source="query"}'), 1);
      assert.equal(load.get('source_up{source="processes"}'), 1);
    },
  });
}

Deno.test({
  name: "the gpu plugin reads the details of every captured card",
  ignore: lacksCaptures("gpu"),
  fn: async () => {
    let cards = 0;
    for (const name of await captureNames(".xml")) {
      const details = parseDetails(await readCapture(name));
      for (const [gpu, element] of details.cards) {
        cards++;
        const set = new FamilySet();
        const readValue = (path: string) =>
          path.startsWith("/") ? find(element, path.slice(1))?.text : undefined;
        const { told, unreadable } = addReadings(set, READINGS, { gpu, readValue });
        assert.equal(unreadable, 0, `${name} ${gpu}`);
        // This one is trimmed to what CSV has.
        assert(told > 0 || name === "telegraf__gtx-1070-ti.xml", `${name} ${gpu}`);
      }
    }
    assert(cards >= 14, String(cards));
  },
});

Deno.test({
  name: "the gpu plugin reads the captures of AMD cards",
  ignore: lacksCaptures("gpu"),
  fn: async () => {
    for (
      const [name, total] of Object.entries({
        "telegraf__amd__mi100_rocm602.json": 34342961152,
        "telegraf__amd__rx6700xt_rocm612.json": 12868124672,
      })
    ) {
      const text = await readCapture(name);
      assert.throws(() => parseAmdSmi(text), SyntaxError);
      const { permissions } = readManifest(new URL("./plugin.yaml", import.meta.url));
      const words = permissions.exec.find(({ command }) => command === "rocm-smi")?.args ?? [];
      const series = await collect({ commands: { [`rocm-smi ${words.join(" ")}`]: text } });
      const totals = [...series].filter(([key]) => key.startsWith("memory_total_bytes"));
      assert.deepEqual([...new Set(totals.map(([, value]) => value))], [total], name);
      assert([...series].some(([key, value]) => key.startsWith("power_draw_watts") && value > 1));
      assert(![...series].some(([key, value]) => key.startsWith("unreadable") && value > 0));
    }
  },
});

const H100 = "h100-580.159.04/";
/** The activity of that card under load, as NVML told it within a point. */
const UNDER_LOAD = { "SM Activity": 0.96, "Tensor Activity": 0.93, "DRAM Activity": 0.26 };

Deno.test({
  name: "the gpu plugin reads the captured activity of an H100",
  ignore: lacksCaptures("gpu"),
  fn: async () => {
    const help = parseActivityHelp(await readCapture(`${H100}help-dmon.txt`));
    assert.deepEqual(Object.keys(ACTIVITY_METRICS).filter((name) => !help.has(name)), []);
    const asked = ["SM Activity", "SM Occupancy", "Tensor Activity", "DRAM Activity"];
    const [csv] = parseActivity(await readCapture(`${H100}dmon-gpm-load.csv`), asked);
    assert.deepEqual([...csv?.values ?? []], [
      ["SM Activity", 0.96],
      ["SM Occupancy", 0.14],
      ["Tensor Activity", 0.93],
      ["DRAM Activity", 0.25],
    ]);
    const numbers = "1,2,3,4,5,6,7,8,9,10,11,12,13,20,21".split(",");
    const names = new Map([...help].map(([name, number]) => [number, name]));
    const [columns] = parseActivity(
      await readCapture(`${H100}dmon-gpm-load.txt`),
      numbers.map((number) => names.get(number) ?? number),
    );
    for (const [name, value] of Object.entries(UNDER_LOAD)) {
      assert.equal(columns?.values.get(name), value, name);
    }
    assert.equal(columns?.values.get("PCIe RX"), 16 * 1024 ** 2);
  },
});

Deno.test({
  name: "the gpu plugin reads the captured processes and details of an H100",
  ignore: lacksCaptures("gpu"),
  fn: async () => {
    assert.deepEqual(parseProcessUse(await readCapture(`${H100}pmon-two-processes.txt`)), [
      { index: "0", pid: 655, name: "python3", smRatio: 0.99, memoryRatio: 0.32 },
      { index: "0", pid: 656, name: "python3" },
    ]);
    const { cards, cudaVersion } = parseDetails(await readCapture(`${H100}query-load.xml`));
    assert.equal(cudaVersion, "13.0");
    const [element] = [...cards.values()];
    assert.equal(
      element && find(element, "gpu_memory_power_readings/average_power_draw")?.text,
      "120.63 W",
    );
    const fields = parseHelpFields(await readCapture(`${H100}help-query-gpu.txt`));
    const unknown = QUERY_FIELDS.filter((names) =>
      names.length > 0 && !names.some((name) => fields.has(name))
    );
    assert.deepEqual(unknown, [["kmd_version"]], "fields that this driver does not have");
  },
});
