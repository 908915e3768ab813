import type { Reading } from "../readings.ts";
import type { StateMetric } from "../states.ts";

/** Fields of `--query-gpu` that say which card a line is about. */
export const IDENTITY_FIELDS = [
  "index",
  "uuid",
  "name",
  "pci.bus_id",
  "driver_version",
  "kmd_version",
  "vbios_version",
  "compute_cap",
  "inforom.checksum_validation",
] as const;

/** Bits of the clock event reasons, as a hexadecimal number of 64 bits. */
export const CLOCK_EVENT_FIELDS = {
  active: ["clocks_event_reasons.active", "clocks_throttle_reasons.active"],
  supported: ["clocks_event_reasons.supported", "clocks_throttle_reasons.supported"],
} as const;

/**
 * The values of a card. Names are fields of `--query-gpu`, asked under the first name that the driver
 * knows; names with a slash are elements of `-q -x`, for what no field has.
 */
export const READINGS: readonly Reading[] = [
  gauge("utilization_ratio", "percent", "utilization.gpu"),
  gauge("memory_controller_utilization_ratio", "percent", "utilization.memory"),
  gauge("encoder_utilization_ratio", "percent", "utilization.encoder"),
  gauge("decoder_utilization_ratio", "percent", "utilization.decoder"),
  gauge("jpeg_utilization_ratio", "percent", "utilization.jpeg"),
  gauge("ofa_utilization_ratio", "percent", "utilization.ofa"),
  gauge("memory_total_bytes", "mebibytes", "memory.total"),
  gauge("memory_used_bytes", "mebibytes", "memory.used"),
  gauge("memory_free_bytes", "mebibytes", "memory.free"),
  gauge("memory_reserved_bytes", "mebibytes", "memory.reserved"),
  gauge("bar1_memory_total_bytes", "mebibytes", "/bar1_memory_usage/total"),
  gauge("bar1_memory_used_bytes", "mebibytes", "/bar1_memory_usage/used"),
  ...each("temperature_celsius", { unit: "celsius", label: "sensor" }, {
    core: ["temperature.gpu"],
    memory: ["temperature.memory"],
  }),
  gauge("temperature_margin_celsius", "celsius", "temperature.gpu.tlimit"),
  ...each("temperature_limit_celsius", { unit: "celsius", label: "limit" }, {
    shutdown: ["/temperature/gpu_temp_max_threshold"],
    slowdown: ["/temperature/gpu_temp_slow_threshold"],
    max_operating: ["/temperature/gpu_temp_max_gpu_threshold"],
    memory_max_operating: ["/temperature/gpu_temp_max_mem_threshold"],
  }),
  gauge("power_draw_watts", "watts", "power.draw", "power.draw.average", "power.draw.instant"),
  gauge("power_draw_instant_watts", "watts", "power.draw.instant"),
  ...each("power_limit_watts", { unit: "watts", label: "limit" }, {
    enforced: ["enforced.power.limit", "gpu.power.current_limit"],
    requested: ["power.limit", "gpu.power.requested_limit"],
    default: ["power.default_limit", "gpu.power.default_limit"],
    min: ["power.min_limit", "gpu.power.min_limit"],
    max: ["power.max_limit", "gpu.power.max_limit"],
  }),
  gauge("memory_power_draw_watts", "watts", "/gpu_memory_power_readings/average_power_draw"),
  gauge(
    "module_power_draw_watts",
    "watts",
    "module.power.draw.average",
    "module.power.draw.instant",
  ),
  ...each("module_power_limit_watts", { unit: "watts", label: "limit" }, {
    enforced: ["module.enforced.power.limit", "module.power.current_limit"],
    requested: ["module.power.limit", "module.power.requested_limit"],
    default: ["module.power.default_limit"],
    min: ["module.power.min_limit"],
    max: ["module.power.max_limit"],
  }),
  gauge("fan_speed_ratio", "percent", "fan.speed"),
  ...each("clock_hertz", { unit: "megahertz", label: "clock" }, {
    graphics: ["clocks.current.graphics", "clocks.gr"],
    sm: ["clocks.current.sm", "clocks.sm"],
    memory: ["clocks.current.memory", "clocks.mem"],
    video: ["clocks.current.video", "clocks.video"],
  }),
  ...each("clock_max_hertz", { unit: "megahertz", label: "clock" }, {
    graphics: ["clocks.max.graphics", "clocks.max.gr"],
    sm: ["clocks.max.sm"],
    memory: ["clocks.max.memory", "clocks.max.mem"],
    video: ["/max_clocks/video_clock"],
  }),
  gauge("pcie_link_generation", "count", "pcie.link.gen.current"),
  gauge("pcie_link_generation_max", "count", "pcie.link.gen.max"),
  gauge("pcie_link_width_lanes", "lanes", "pcie.link.width.current"),
  gauge("pcie_link_width_max_lanes", "lanes", "pcie.link.width.max"),
  gauge("pcie_receive_bytes_per_second", "kilobytes_per_second", "/pci/rx_util"),
  gauge("pcie_transmit_bytes_per_second", "kilobytes_per_second", "/pci/tx_util"),
  gauge("pcie_replays_total", "count", "/pci/replay_counter"),
  gauge("performance_state", "performance_state", "pstate"),
  ...each("clock_event_seconds_total", { unit: "microseconds", label: "reason" }, {
    sw_power_cap: counterFields("sw_power_cap"),
    sync_boost: counterFields("sync_boost"),
    sw_thermal_slowdown: counterFields("sw_thermal_slowdown"),
    hw_thermal_slowdown: counterFields("hw_thermal_slowdown"),
    hw_power_brake_slowdown: counterFields("hw_power_brake_slowdown"),
  }),
  ecc("corrected", "volatile"),
  ecc("corrected", "aggregate"),
  ecc("uncorrected", "volatile"),
  ecc("uncorrected", "aggregate"),
  gauge("ecc_mode", "flag", "ecc.mode.current"),
  gauge(
    "ecc_sram_threshold_exceeded",
    "flag",
    "ecc.errors.uncorrected.aggregate.sram.thresholdExceeded",
  ),
  ...each("ecc_repair_pending", { unit: "flag", label: "part" }, {
    channel: ["/ecc_errors/channel_repair_pending"],
    tpc: ["/ecc_errors/tpc_repair_pending"],
  }),
  gauge("ecc_unrepairable_memory", "flag", "/ecc_errors/unrepairable_memory"),
  ...each("retired_pages", { unit: "count", label: "cause" }, {
    single_bit: ["retired_pages.single_bit_ecc.count", "retired_pages.sbe"],
    double_bit: ["retired_pages.double_bit.count", "retired_pages.dbe"],
  }),
  gauge("retired_pages_pending", "flag", "retired_pages.pending"),
  ...each("remapped_rows", { unit: "count", label: "error" }, {
    corrected: ["remapped_rows.correctable"],
    uncorrected: ["remapped_rows.uncorrectable"],
  }),
  gauge("remapped_rows_pending", "flag", "remapped_rows.pending"),
  gauge("remapped_rows_failed", "flag", "remapped_rows.failure"),
  ...each("remap_availability_banks", { unit: "count", label: "availability" }, {
    max: ["remapped_rows.histogram.max"],
    high: ["remapped_rows.histogram.high"],
    partial: ["remapped_rows.histogram.partial"],
    low: ["remapped_rows.histogram.low"],
    none: ["remapped_rows.histogram.none"],
  }),
  gauge("reset_required", "flag", "/gpu_reset_status/reset_required"),
  gauge("persistence_mode", "flag", "persistence_mode"),
  gauge("c2c_mode", "flag", "c2c.mode"),
  gauge("vgpu_licensed", "flag", "/vgpu_software_licensed_product/license_status"),
  ...each("fabric_fault", { unit: "fault", label: "fault" }, {
    bandwidth_degraded: ["fabric.health.bandwidth"],
    route_recovery: ["fabric.health.route_recovery_in_progress"],
    route_unhealthy: ["fabric.health.route_unhealthy"],
    access_timeout_recovery: ["fabric.health.access_timeout_recovery"],
    incorrect_configuration: ["fabric.health.incorrect_configuration"],
  }),
  gauge("mig_mode", "flag", "mig.mode.current"),
];

/** Families that mean nothing on a card within the processor: it has no such link and memory. */
export const INTEGRATED_HAS_NO: readonly string[] = [
  "memory_controller_utilization_ratio",
  "pcie_link_generation",
  "pcie_link_generation_max",
  "pcie_link_width_lanes",
  "pcie_link_width_max_lanes",
].map((name) => `llm_monitor_gpu_${name}`);

/** Properties of a card that have one of a few names. */
export const STATES: readonly StateMetric[] = [
  {
    metric: "llm_monitor_gpu_compute_mode",
    label: "mode",
    from: ["compute_mode"],
    states: ["default", "exclusive_process", "prohibited"],
  },
  {
    metric: "llm_monitor_gpu_recovery_action",
    label: "action",
    from: ["gpu_recovery_action"],
    states: ["none", "reset", "reboot", "drain_p2p", "drain_and_reset"],
    aliases: { gpu_reset: "reset", node_reboot: "reboot" },
  },
  {
    metric: "llm_monitor_gpu_fabric_state",
    label: "state",
    from: ["fabric.state"],
    states: ["not_started", "in_progress", "completed"],
  },
  {
    metric: "llm_monitor_gpu_fabric_status",
    label: "status",
    from: ["fabric.status"],
    states: ["success"],
  },
  {
    metric: "llm_monitor_gpu_fabric_health",
    label: "health",
    from: ["fabric.health.summary"],
    states: ["healthy", "unhealthy", "limited_capacity"],
  },
];

/** Every field that is worth asking for, with all of its names. */
export const QUERY_FIELDS: readonly (readonly string[])[] = [
  ...IDENTITY_FIELDS.map((field) => [field]),
  CLOCK_EVENT_FIELDS.active,
  CLOCK_EVENT_FIELDS.supported,
  // Another field than power.draw, for cards where that has no value.
  ["power.draw.average"],
  ...READINGS.map(({ from }) => from.filter((name) => !name.startsWith("/"))),
  ...STATES.map(({ from }) => from),
];

function gauge(name: string, unit: Reading["unit"], ...from: string[]): Reading {
  return { metric: `llm_monitor_gpu_${name}`, unit, from };
}

function each(
  name: string,
  { unit, label }: { unit: Reading["unit"]; label: string },
  fields: Readonly<Record<string, readonly string[]>>,
): Reading[] {
  return Object.entries(fields).map(([value, from]) => ({
    metric: `llm_monitor_gpu_${name}`,
    labels: { [label]: value },
    unit,
    from,
  }));
}

function counterFields(reason: string): string[] {
  return [`clocks_event_reasons_counters.${reason}`];
}

function ecc(error: string, scope: string): Reading {
  return {
    metric: "llm_monitor_gpu_ecc_errors_total",
    labels: { error, scope },
    unit: "count",
    from: [`ecc.errors.${error}.${scope}.total`],
  };
}
