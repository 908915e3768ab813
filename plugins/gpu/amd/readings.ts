import type { Reading } from "../readings.ts";

/**
 * The values of an AMD card. Names with a slash are paths in the JSON of amd-smi; the others are
 * rocm-smi's, whose wording differs between releases.
 */
export const AMD_READINGS: readonly Reading[] = [
  gauge("utilization_ratio", "percent", "usage/gfx_activity", "GPU use (%)"),
  gauge(
    "memory_controller_utilization_ratio",
    "percent",
    "usage/umc_activity",
    "GPU Memory Read/Write Activity (%)",
    "GPU memory use (%)",
  ),
  gauge("memory_total_bytes", "mebibytes", "mem_usage/total_vram"),
  gauge("memory_total_bytes", "bytes", "VRAM Total Memory (B)"),
  gauge("memory_used_bytes", "mebibytes", "mem_usage/used_vram"),
  gauge("memory_used_bytes", "bytes", "VRAM Total Used Memory (B)"),
  gauge("memory_free_bytes", "mebibytes", "mem_usage/free_vram"),
  gauge("gtt_memory_total_bytes", "mebibytes", "mem_usage/total_gtt"),
  gauge("gtt_memory_total_bytes", "bytes", "GTT Total Memory (B)"),
  gauge("gtt_memory_used_bytes", "mebibytes", "mem_usage/used_gtt"),
  gauge("gtt_memory_used_bytes", "bytes", "GTT Total Used Memory (B)"),
  sensor("core", "temperature/edge", "Temperature (Sensor edge) (C)"),
  sensor("hotspot", "temperature/hotspot", "Temperature (Sensor junction) (C)"),
  sensor("memory", "temperature/mem", "Temperature (Sensor memory) (C)"),
  gauge(
    "power_draw_watts",
    "watts",
    "power/socket_power",
    "power/current_socket_power",
    "power/average_socket_power",
    "Current Socket Graphics Package Power (W)",
    "Average Graphics Package Power (W)",
  ),
  limit(
    "enforced",
    "limit/ppt0/socket_power_limit",
    "limit/socket_power",
    "Max Graphics Package Power (W)",
  ),
  limit("max", "limit/ppt0/max_power_limit", "limit/max_power"),
  gauge("fan_speed_ratio", "percent", "fan/usage", "Fan speed (%)", "Fan Speed (%)"),
  clock("clock_hertz", "graphics", "clock/gfx_0/clk", "sclk clock speed:"),
  clock("clock_hertz", "memory", "clock/mem_0/clk", "mclk clock speed:"),
  clock("clock_max_hertz", "graphics", "clock/gfx_0/max_clk"),
  clock("clock_max_hertz", "memory", "clock/mem_0/max_clk"),
  gauge("pcie_link_width_lanes", "lanes", "pcie/width"),
  gauge("pcie_link_width_max_lanes", "lanes", "bus/max_pcie_width"),
  gauge("pcie_replays_total", "count", "pcie/replay_count", "PCIe Replay Count"),
  ecc("corrected", "ecc/total_correctable_count"),
  ecc("uncorrected", "ecc/total_uncorrectable_count"),
];

/** Energy that the card counts itself, where it does. */
export const ENERGY_READING: Reading = gauge(
  "energy_joules_total",
  "joules",
  "energy/total_energy_consumption",
);

/** The places of a card's properties, newest spelling first. */
export const AMD_INFO = {
  uuid: ["uuid", "Unique ID"],
  busId: ["bdf", "bus/bdf", "PCI Bus"],
  partition: ["partition_id", "partition/partition_id"],
  name: ["asic/market_name", "Card Series", "Card series", "Device Name"],
  driver: ["driver/version", "Driver version"],
  vbios: ["vbios/version", "VBIOS version"],
} as const;

function gauge(name: string, unit: Reading["unit"], ...from: string[]): Reading {
  return { metric: `llm_monitor_gpu_${name}`, unit, from };
}

function sensor(name: string, ...from: string[]): Reading {
  return { ...gauge("temperature_celsius", "celsius", ...from), labels: { sensor: name } };
}

function limit(name: string, ...from: string[]): Reading {
  return { ...gauge("power_limit_watts", "watts", ...from), labels: { limit: name } };
}

function clock(metric: string, name: string, ...from: string[]): Reading {
  return { ...gauge(metric, "megahertz", ...from), labels: { clock: name } };
}

/** Counted since the driver was loaded. */
function ecc(error: string, ...from: string[]): Reading {
  return { ...gauge("ecc_errors_total", "count", ...from), labels: { error, scope: "volatile" } };
}
