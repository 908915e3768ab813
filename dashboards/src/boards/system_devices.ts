import { bars } from "../layer/bars.ts";
import { rows } from "../layer/table.ts";
import { lines } from "../layer/timeseries.ts";
import { NO_IS_BAD, UP_OR_DOWN } from "./mappings.ts";

const DEVICE = "{{instance}} {{device}}";
const PORT = "{{instance}} {{device}} {{port}}";
const rate = (counter: string) => `rate(${counter}[$__rate_interval])`;

/** Traffic in and out. */
export const NETWORK = [
  lines({
    title: "Received",
    asks: "How much comes in? Model downloads show up here.",
    w: 8,
    h: 8,
    unit: "Bps",
    queries: [{ expr: rate("llm_monitor_system_network_receive_bytes_total"), legend: DEVICE }],
  }),
  lines({
    title: "Sent",
    asks: "How much goes out?",
    w: 8,
    h: 8,
    unit: "Bps",
    queries: [{ expr: rate("llm_monitor_system_network_transmit_bytes_total"), legend: DEVICE }],
  }),
  lines({
    title: "Packet errors and drops",
    asks: "Is a cable or an adapter faulty, or is the host too slow for its network?",
    w: 8,
    h: 8,
    unit: "suffix: /s",
    queries: [
      {
        expr: `${rate("llm_monitor_system_network_receive_errors_total")} + ` +
          rate("llm_monitor_system_network_transmit_errors_total"),
        legend: `${DEVICE} errors`,
      },
      {
        expr: `${rate("llm_monitor_system_network_receive_dropped_total")} + ` +
          rate("llm_monitor_system_network_transmit_dropped_total"),
        legend: `${DEVICE} dropped`,
      },
    ],
  }),
];

/** Devices that few machines have. */
export const RARE = [
  rows({
    title: "InfiniBand ports",
    asks: "Is a port down? Whatever waits for it hangs.",
    w: 8,
    h: 8,
    columns: [
      { title: "Host", label: "instance" },
      { title: "Device", label: "device" },
      { title: "Port", label: "port", width: 60 },
      {
        title: "Up",
        expr: "max by (job, instance, device, port) (llm_monitor_system_infiniband_port_up)",
        mappings: UP_OR_DOWN,
      },
      {
        title: "Speed",
        expr:
          "max by (job, instance, device, port) (llm_monitor_system_infiniband_speed_bytes_per_second)",
        unit: "Bps",
      },
    ],
  }),
  lines({
    title: "InfiniBand traffic",
    asks: "How much do hosts exchange?",
    w: 8,
    h: 8,
    unit: "Bps",
    queries: [
      { expr: rate("llm_monitor_system_infiniband_receive_bytes_total"), legend: `${PORT} in` },
      { expr: rate("llm_monitor_system_infiniband_transmit_bytes_total"), legend: `${PORT} out` },
    ],
  }),
  lines({
    title: "InfiniBand errors",
    asks: "Is a cable faulty?",
    w: 8,
    h: 8,
    unit: "suffix: /s",
    queries: [{
      expr: rate("llm_monitor_system_infiniband_errors_total"),
      legend: `${PORT} {{error}}`,
    }],
  }),
  rows({
    title: "ZFS pools",
    asks: "Is a pool degraded?",
    w: 8,
    h: 7,
    columns: [
      { title: "Host", label: "instance" },
      { title: "Pool", label: "pool" },
      { title: "State", label: "state" },
      {
        title: "Online",
        expr:
          "(llm_monitor_system_zfs_pool_state == 1) * 0 + on (job, instance, pool) group_left ()" +
          ' max by (job, instance, pool) (llm_monitor_system_zfs_pool_state{state="online"})',
        mappings: NO_IS_BAD,
      },
    ],
  }),
  lines({
    title: "ZFS cache",
    asks: "How much memory does the ARC use? It is released under pressure.",
    w: 8,
    h: 7,
    unit: "bytes",
    queries: [
      { expr: "llm_monitor_system_zfs_cache_bytes", legend: "{{instance}}" },
      { expr: "llm_monitor_system_zfs_cache_max_bytes", legend: "{{instance}} maximum" },
    ],
  }),
  bars({
    title: "Huge pages",
    asks: "Are reserved huge pages used, or wasted?",
    w: 8,
    h: 7,
    unit: "none",
    queries: [{
      expr: "sum by (instance, state) (llm_monitor_system_hugepages)",
      legend: "{{instance}} {{state}}",
    }],
  }),
  rows({
    title: "Hosts",
    asks: "What are these hosts, and since when have they been up?",
    w: 24,
    h: 6,
    names: "max by (job, instance, os, release, kernel) (llm_monitor_system_info)",
    columns: [
      { title: "Host", label: "instance" },
      { title: "System", label: "os" },
      { title: "Release", label: "release" },
      { title: "Kernel", label: "kernel" },
      { title: "CPUs", expr: "max by (job, instance) (llm_monitor_system_cpus)" },
      {
        title: "Memory",
        expr: "max by (job, instance) (llm_monitor_system_memory_total_bytes)",
        unit: "bytes",
      },
      {
        title: "Started",
        expr: "max by (job, instance) (llm_monitor_system_boot_time_seconds) * 1000",
        unit: "dateTimeFromNow",
      },
    ],
  }),
];
