import assert from "node:assert/strict";
import { FamilySet } from "@llm-monitor/sdk";
import { parseInfiniband } from "./infiniband.ts";
import { addZfsArc, addZfsPools } from "./zfs.ts";

function seriesOf(set: FamilySet): Record<string, unknown> {
  return Object.fromEntries(
    set.families().flatMap(({ name, samples }) =>
      samples.map((sample) => [
        `${name.replace("llm_monitor_system_", "")}{${Object.values(sample.labels)}}`,
        "value" in sample && sample.value,
      ])
    ),
  );
}

Deno.test("parseInfiniband reads state, speed, traffic in words of four bytes, and errors", () => {
  const port = "/sys/class/infiniband/mlx5_0/ports/1";
  const set = new FamilySet();
  parseInfiniband(
    set,
    new Map([
      [`${port}/state`, "4: ACTIVE\n"],
      [`${port}/rate`, "200 Gb/sec (4X HDR)\n"],
      [`${port}/counters/port_rcv_data`, "1000\n"],
      [`${port}/counters/port_xmit_packets`, "7\n"],
      [`${port}/counters/link_downed`, "2\n"],
      [`${port}/counters/port_xmit_wait`, "5\n"],
      [`${port}/counters/symbol_error`, "N/A (no PMA)\n"],
      ["/sys/class/infiniband/mlx5_1/ports/1/state", "1: DOWN\n"],
    ]),
  );
  assert.deepEqual(seriesOf(set), {
    "infiniband_port_up{mlx5_0,1}": 1,
    "infiniband_port_up{mlx5_1,1}": 0,
    "infiniband_speed_bytes_per_second{mlx5_0,1}": 25e9,
    "infiniband_receive_bytes_total{mlx5_0,1}": 4000,
    "infiniband_transmit_packets_total{mlx5_0,1}": 7,
    "infiniband_errors_total{mlx5_0,1,link_down}": 2,
  });
});

Deno.test("addZfsPools tells the state of each pool, one that is new among them", () => {
  const set = new FamilySet();
  addZfsPools(
    set,
    new Map([
      ["/proc/spl/kstat/zfs/tank/state", "DEGRADED\n"],
      ["/proc/spl/kstat/zfs/odd/state", "Half Gone\n"],
    ]),
  );
  addZfsArc(
    set,
    "9 1 0x01\nname type data\nsize                            4    4096\nc_max 4 8192\n",
  );
  const series = seriesOf(set);
  assert.equal(series["zfs_pool_state{tank,degraded}"], 1);
  assert.equal(series["zfs_pool_state{tank,online}"], 0);
  assert.equal(series["zfs_pool_state{odd,half_gone}"], 1);
  assert.equal(series["zfs_cache_bytes{}"], 4096);
  assert.equal(series["zfs_cache_max_bytes{}"], 8192);
});
