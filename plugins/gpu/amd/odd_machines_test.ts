/** Machines with AMD cards that were reported to be told wrongly. */
import assert from "node:assert/strict";
import {
  assertSeries,
  collectAlong,
  collectTwice,
  seriesOf,
} from "../../../tests/support/gpu_cases.ts";

Deno.test("the gpu plugin keeps the partitions of an AMD card apart, which share its UUID", async () => {
  const uuid = "aaff74a1-0000-1000-80aa-0123456789ab";
  const partition = (gpu: number, watts: number) =>
    `{"gpu": ${gpu}, "power": {"socket_power": {"value": ${watts}, "unit": "W"}}}`;
  const list = (gpu: number, end: number) =>
    `{"gpu": ${gpu}, "bdf": "0000:07:00.${end}", "uuid": "${uuid}", "partition_id": ${end}}`;
  const process = (gpu: number, bytes: number) =>
    `{"gpu": ${gpu}, "process_list": [{"process_info": {"name": "python3", "pid": ${gpu + 1},
      "memory_usage": {"vram_mem": {"value": ${bytes}, "unit": "B"}}}}]}`;
  const commands = {
    "amd-smi metric --json": `[${partition(0, 300)}, ${partition(1, 310)}, ${partition(2, 90)}]`,
    "amd-smi list --json": `[${list(0, 0)}, ${
      list(1, 1)
    }, {"gpu": 2, "bdf": "0000:26:00.0", "uuid": "other"}]`,
    "amd-smi static --json": "[]",
    "amd-smi process --json": `[${process(0, 100)}, ${process(1, 200)}]`,
  };
  const owner = 'container_id="",runtime="",job_id="",process="python3"';
  assertSeries(await collectTwice({ commands }), {
    [`power_draw_watts{gpu="${uuid}/0"}`]: 300,
    [`power_draw_watts{gpu="${uuid}/1"}`]: 310,
    'power_draw_watts{gpu="other"}': 90,
    [`process_memory_bytes{gpu="${uuid}/0",${owner}}`]: 100,
    [`process_memory_bytes{gpu="${uuid}/1",${owner}}`]: 200,
    [`up{gpu="${uuid}/1"}`]: 1,
  });
});

Deno.test("the gpu plugin keeps AMD cards apart even where nothing tells their partitions", async () => {
  const commands = {
    "amd-smi metric --json": '[{"gpu": 0, "uuid": "u", "power": {"socket_power": 5}},' +
      '{"gpu": 1, "uuid": "u", "power": {"socket_power": 6}}]',
  };
  const names = [...seriesOf(await collectTwice({ commands })).keys()];
  assert.deepEqual(names.filter((name) => name.startsWith("up{")), [
    'up{gpu="u/0"}',
    'up{gpu="u/1"}',
  ]);
});

Deno.test("the gpu plugin takes the second die of an MI250X for healthy", async () => {
  const none = '"N/A (Secondary die)"';
  const commands = {
    "amd-smi metric --json": `[{"gpu": 0, "uuid": "second", "usage": {"gfx_activity": ${none}},
      "power": {"socket_power": ${none}}}]`,
  };
  assertSeries(await collectTwice({ commands }), {
    'up{gpu="second"}': 1,
    'unreadable_values{gpu="second"}': 0,
    'power_draw_watts{gpu="second"}': undefined,
  });
});

Deno.test("the gpu plugin tells an integrated AMD card's memory of the machine", async () => {
  const mb = (value: number) => `{"value": ${value}, "unit": "MB"}`;
  const memory = { total_vram: 512, used_vram: 455, total_gtt: 126976, used_gtt: 64512 };
  const usage = Object.entries(memory).map(([name, value]) => `"${name}": ${mb(value)}`).join(",");
  const commands = {
    "amd-smi metric --json": `[{"gpu": 0, "uuid": "halo", "mem_usage": {${usage}}}]`,
    "amd-smi process --json": `[{"gpu": 0, "process_list": [{"process_info": {"name": "llama",
      "pid": 7, "memory_usage": {"gtt_mem": {"value": 67000000000, "unit": "B"},
      "vram_mem": {"value": 400000000, "unit": "B"}}}}]}]`,
  };
  const process = 'gpu="halo",container_id="",runtime="",job_id="",process="llama"';
  assertSeries(await collectTwice({ commands }), {
    'memory_total_bytes{gpu="halo"}': 512 * 1024 ** 2,
    'gtt_memory_total_bytes{gpu="halo"}': 126976 * 1024 ** 2,
    'gtt_memory_used_bytes{gpu="halo"}': 64512 * 1024 ** 2,
    [`process_memory_bytes{${process}}`]: 4e8,
    [`process_gtt_memory_bytes{${process}}`]: 6.7e10,
  });
});

Deno.test("the gpu plugin keeps the name of an AMD card while amd-smi list is late", async () => {
  const commands = {
    "amd-smi metric --json": '[{"gpu": 0, "power": {"socket_power": 5}}]',
    "amd-smi list --json": '[{"gpu": 0, "bdf": "0000:05:00.0", "uuid": "amd-1"}]',
    "amd-smi static --json": '[{"gpu": 0, "asic": {"market_name": "MI300X"}}]',
  };
  const config = { detailsInterval: 0 };
  const { texts } = await collectAlong([
    { commands, config },
    { commands, config, faults: { "amd-smi list": "timed_out" } },
    { commands, config, faults: { "amd-smi static": [1, ""] } },
  ]);
  for (const text of texts) {
    assert.match(text, /info\{gpu="amd-1",vendor="amd",name="MI300X"/);
    assertSeries(text, { 'up{gpu="amd-1"}': 1, 'up{gpu="card0"}': undefined });
  }
});
