import { fires, grows, row, stays, turns } from "./alert_case.ts";
import type { AlertCase, CaseSeries } from "./alert_case.ts";

const GPU = 'gpu="GPU-1"';
const INFO = row("llm_monitor_gpu_info", `${GPU},vendor="nvidia",name="H100",index="0"`, stays(1));

/** A case of a card, whose name is known. */
function card(alert: string, at: string, ...series: readonly CaseSeries[]): AlertCase {
  return fires(alert, at, ...series, INFO);
}

function xid(alert: string, number: string, severity: string): AlertCase {
  return card(
    alert,
    "5m",
    row(
      "llm_monitor_gpu_last_xid_timestamp_seconds",
      `${GPU},xid="${number}"`,
      stays(200),
      stays(-1e6),
    ),
    row(
      "llm_monitor_gpu_xid_info",
      `xid="${number}",severity="${severity}",action="reset"`,
      stays(1),
    ),
  );
}

const link = 'link="0"';

export const GPU_CASES: readonly AlertCase[] = [
  card(
    "GpuLost",
    "5m",
    row("llm_monitor_gpu_up", GPU, stays(0), stays(1)),
    row("llm_monitor_gpu_up", 'gpu="GPU-2"', stays(1)),
  ),
  fires(
    "GpuMissing",
    "10m",
    row("llm_monitor_gpu_driver_cards", 'vendor="nvidia"', stays(4)),
    row("llm_monitor_gpu_cards", 'vendor="nvidia"', stays(3), stays(4)),
  ),
  fires(
    "GpuSourceFailing",
    "10m",
    row("llm_monitor_gpu_source_up", 'source="query"', stays(0), stays(1)),
  ),
  card(
    "GpuNeedsAttention",
    "5m",
    row("llm_monitor_gpu_recovery_action", `${GPU},action="reset"`, stays(1), stays(0)),
  ),
  xid("GpuXidFatal", "79", "fatal"),
  xid("GpuXidError", "94", "error"),
  card(
    "GpuThrottled",
    "20m",
    row(
      "llm_monitor_gpu_clock_event_seconds_total",
      `${GPU},reason="hw_thermal_slowdown"`,
      grows(30),
      stays(0),
    ),
  ),
  card(
    "GpuHot",
    "20m",
    row("llm_monitor_gpu_temperature_celsius", `${GPU},sensor="core"`, stays(92), stays(60)),
  ),
  card(
    "GpuEccErrors",
    "30m",
    row(
      "llm_monitor_gpu_ecc_errors_total",
      `${GPU},error="uncorrected",scope="volatile"`,
      turns(0, 20, 1),
      stays(3),
    ),
  ),
  card(
    "GpuCorrectedErrors",
    "60m",
    row(
      "llm_monitor_gpu_ecc_errors_total",
      `${GPU},error="corrected",scope="volatile"`,
      grows(1),
      stays(14),
    ),
  ),
  card(
    "GpuRemapPending",
    "10m",
    row("llm_monitor_gpu_remapped_rows_pending", GPU, stays(1), stays(0)),
  ),
  card("GpuReplace", "5m", row("llm_monitor_gpu_remapped_rows_failed", GPU, stays(1), stays(0))),
  card(
    "GpuNvlinkDown",
    "20m",
    row("llm_monitor_gpu_nvlink_up", `${GPU},${link}`, turns(1, 10, 0), stays(0)),
  ),
  card(
    "GpuNvlinkErrors",
    "30m",
    row(
      "llm_monitor_gpu_nvlink_errors_total",
      `${GPU},${link},error="recovery"`,
      grows(1),
      stays(2),
    ),
  ),
  fires(
    "GpuNvswitchErrors",
    "30m",
    row(
      "llm_monitor_gpu_nvswitch_errors_total",
      'pci_bus_id="0000:05:00.0",sxid="20034",severity="fatal"',
      turns(0, 20, 1),
      stays(0),
    ),
  ),
  card(
    "GpuPcieDegraded",
    "20m",
    row("llm_monitor_gpu_pcie_link_width_lanes", GPU, stays(8), stays(16)),
    row("llm_monitor_gpu_pcie_link_width_max_lanes", GPU, stays(16)),
  ),
  card(
    "GpuHeldIdle",
    "450m",
    row("llm_monitor_gpu_utilization_ratio", GPU, stays(0), stays(0.5)),
    row("llm_monitor_gpu_memory_used_bytes", GPU, stays(6e10)),
    row("llm_monitor_gpu_memory_total_bytes", GPU, stays(8e10)),
  ),
];
