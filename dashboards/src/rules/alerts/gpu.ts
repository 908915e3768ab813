import { THRESHOLDS } from "../../../../runtime/contract/thresholds.ts";
import { AT_ONCE, BY, HELD, NOT_HELD } from "../rule.ts";
import type { Alert, RuleGroup } from "../rule.ts";

const limits = THRESHOLDS.gpu;
/** Adds index and name of a card, which people know it by; one that never reported them keeps its UUID alone. */
function named(expr: string): string {
  const info = "on (job, instance, gpu)";
  return `(${expr}) * ${info} group_left (index, name) gpu:info:last_1h
or
(${expr}) unless ${info} gpu:info:last_1h`;
}
const CARD = "card {{ $labels.index }} ({{ $labels.name }}) of {{ $labels.instance }}";
const Card = `C${CARD.slice(1)}`;
/** The time for which an error is news. */
const XID_SECONDS = 600;

/** Time since the last error of one severity in the kernel's log, with the one thing to do about it. */
function xid(severity: string): string {
  return named(`
  (time() - llm_monitor_gpu_last_xid_timestamp_seconds < ${XID_SECONDS})
    * on (job, instance, xid) group_left (action) llm_monitor_gpu_xid_info{severity="${severity}"}
`);
}

export const GPU_ALERTS: RuleGroup<Alert> = {
  name: "gpu",
  source: "dashboards/src/rules/alerts/gpu.ts",
  rules: [
    {
      alert: "LlmMonitorGpuLost",
      severity: "critical",
      // Where no card at all can be read, it is the source that fails.
      expr: named(`llm_monitor_gpu_up == 0 unless on (job, instance) (
  max by (job, instance) (llm_monitor_gpu_up) == 0
    and on (job, instance) llm_monitor_gpu_source_up{source="query"} == 0
)`),
      lasts: { time: "1m", because: "one look of nvidia-smi may fail under load" },
      holds: HELD,
      summary: `${Card} is lost`,
      description:
        "It was there and no longer reports anything (up is {{ $value }}). What ran on it is dead. " +
        "Read the Xid in the kernel's log (79: off the bus); drain the host and reboot it.",
    },
    {
      alert: "LlmMonitorGpuMissing",
      severity: "warning",
      expr: `llm_monitor_gpu_driver_cards - (llm_monitor_gpu_cards > 0) > 0
  unless on (job, instance) llm_monitor_gpu_up == 0`,
      lasts: { time: "5m", because: "the driver is asked less often than the cards" },
      holds: NOT_HELD,
      summary: "nvidia-smi on {{ $labels.instance }} lists fewer cards than the driver has",
      description:
        "{{ $value }} cards that the kernel's driver has are not listed. See the kernel's " +
        "log for the reason, and what nvidia-smi -L says.",
    },
    {
      alert: "LlmMonitorGpuSourceFailing",
      severity: "warning",
      expr: `avg_over_time(llm_monitor_gpu_source_up[5m]) < ${THRESHOLDS.monitor.answeredRatio}`,
      lasts: { time: "2m", because: "one failed question is asked again" },
      holds: HELD,
      summary: "Cards of {{ $labels.instance }} cannot be read: {{ $labels.source }}",
      description:
        "Of the last 5 minutes it worked for {{ $value | humanizePercentage }}. The cards may " +
        "compute on, unseen. The reason is a label of llm_monitor_gpu_source_failing; after an " +
        "upgrade of the driver, reload its modules or reboot.",
    },
    {
      alert: "LlmMonitorGpuNeedsAttention",
      severity: "critical",
      expr: named(`max by (${BY.gpu}, action) (llm_monitor_gpu_recovery_action{action!="none"}) == 1
    or
  label_replace(max by (${BY.gpu}) (llm_monitor_gpu_reset_required) == 1, "action", "reset", "", "")`),
      lasts: AT_ONCE,
      holds: NOT_HELD,
      summary: `${Card} needs: {{ $labels.action }}`,
      description:
        "The driver asks for {{ $labels.action }} ({{ $value }}). Until then the card may give " +
        "wrong results or none. Drain what runs on it, and do that.",
    },
    {
      alert: "LlmMonitorGpuXidFatal",
      severity: "critical",
      expr: xid("fatal"),
      lasts: AT_ONCE,
      holds: {
        time: "30m",
        because: "the line in the log stays true after the minutes that it is counted in",
      },
      summary: `Xid {{ $labels.xid }} on ${CARD}: {{ $labels.action }}`,
      description:
        "The last was {{ $value | humanizeDuration }} ago, and it does not pass by itself. Drain the card, " +
        "then do what the table says: {{ $labels.action }}.",
    },
    {
      alert: "LlmMonitorGpuXidError",
      severity: "warning",
      expr: xid("error"),
      lasts: AT_ONCE,
      holds: {
        time: "30m",
        because: "the line in the log stays true after the minutes that it is counted in",
      },
      summary: `Xid {{ $labels.xid }} on ${CARD}: {{ $labels.action }}`,
      description:
        "The last was {{ $value | humanizeDuration }} ago. Do what the table says: {{ $labels.action }}. " +
        "The second time on one card, have it tested.",
    },
    {
      alert: "LlmMonitorGpuThrottled",
      severity: "warning",
      expr: named(
        `max by (${BY.gpu}, reason) (gpu:throttled:ratio_rate5m) > ${limits.throttledRatio}`,
      ),
      lasts: { time: "5m", because: "a short peak costs little" },
      holds: HELD,
      summary: `${Card} is held back: {{ $labels.reason }}`,
      description:
        "For {{ $value | humanizePercentage }} of the last 5 minutes its clocks were lowered, " +
        "and its engine is slower by as much. Look at fans, inlet air and dust; for a power brake, " +
        "at the power supplies.",
    },
    {
      alert: "LlmMonitorGpuHot",
      severity: "warning",
      expr: named(
        `max by (${BY.gpu}) (llm_monitor_gpu_temperature_margin_celsius) < ${limits.temperatureMarginCelsius}
    or
  max by (${BY.gpu}) (llm_monitor_gpu_temperature_celsius{sensor="core"} > ${limits.temperatureCelsius})
    unless on (${BY.gpu}) llm_monitor_gpu_temperature_margin_celsius`,
      ),
      lasts: {
        time: "10m",
        because: "cards work hot, and only what lasts is a fault of the cooling",
      },
      holds: HELD,
      summary: `${Card} is hot`,
      description:
        "{{ $value }} degrees, or as many left until it slows down. Look at fans, inlet air and " +
        "the neighbours in the rack before it throttles.",
    },
    {
      alert: "LlmMonitorGpuEccErrors",
      severity: "critical",
      expr: named(`max by (${BY.gpu}) (
    increase(llm_monitor_gpu_ecc_errors_total{error="uncorrected",scope="volatile"}[1h])
  ) > 0`),
      lasts: AT_ONCE,
      holds: { time: "1h", because: "it happened, whatever the counter does after a reset" },
      summary: `Memory of ${CARD} has errors that cannot be corrected`,
      description:
        "{{ $value | humanize }} in an hour: results may be wrong, and processes are ended. Drain " +
        "the card and reset it, so that its rows are remapped.",
    },
    {
      alert: "LlmMonitorGpuCorrectedErrors",
      severity: "info",
      expr: named(`max by (${BY.gpu}) (
    increase(llm_monitor_gpu_ecc_errors_total{error="corrected",scope="volatile"}[1h])
  ) > ${limits.correctedErrorsPerHour}`),
      lasts: { time: "5m", because: "a handful is corrected every day" },
      holds: { time: "1h", because: "the count is over an hour" },
      summary: `Memory of ${CARD} has many corrected errors`,
      description:
        "{{ $value | humanize }} in an hour. Nothing is lost, yet: watch for uncorrected ones, " +
        "and have the card looked at in the next maintenance.",
    },
    {
      alert: "LlmMonitorGpuRemapPending",
      severity: "warning",
      expr: named(`max by (${BY.gpu}) (llm_monitor_gpu_remapped_rows_pending) == 1
    or max by (${BY.gpu}) (llm_monitor_gpu_retired_pages_pending) == 1
    or max by (${BY.gpu}) (llm_monitor_gpu_ecc_repair_pending) == 1`),
      lasts: { time: "5m", because: "it waits for a reset, and not for a person" },
      holds: NOT_HELD,
      summary: `A repair of the memory of ${CARD} waits for a reset`,
      description: "Pending: {{ $value }}. Until the reset the bad rows are in use. Plan one soon.",
    },
    {
      alert: "LlmMonitorGpuReplace",
      severity: "critical",
      expr: named(`max by (${BY.gpu}) (llm_monitor_gpu_remapped_rows_failed) == 1
    or max by (${BY.gpu}) (llm_monitor_gpu_ecc_unrepairable_memory) == 1
    or max by (${BY.gpu}) (llm_monitor_gpu_ecc_sram_threshold_exceeded) == 1`),
      lasts: AT_ONCE,
      holds: NOT_HELD,
      summary: `${Card} should be replaced`,
      description:
        "Its memory is beyond repair ({{ $value }}). Drain it, take nvidia-bug-report.sh, and " +
        "open a case with the vendor.",
    },
    {
      alert: "LlmMonitorGpuNvlinkDown",
      severity: "critical",
      expr: named(`count by (${BY.gpu}) (
    llm_monitor_gpu_nvlink_up == 0 and max_over_time(llm_monitor_gpu_nvlink_up[1d]) == 1
  )`),
      lasts: { time: "2m", because: "links are trained anew after a reset" },
      holds: HELD,
      summary: `NVLinks of ${CARD} went down`,
      description:
        "{{ $value }} links that were up today are down: engines over several cards get slow or " +
        "hang. See the kernel's log for Xid 74; reset all cards of the group together.",
    },
    {
      alert: "LlmMonitorGpuNvlinkErrors",
      severity: "warning",
      expr: named(
        `sum by (${BY.gpu}, error) (increase(llm_monitor_gpu_nvlink_errors_total{error!="replay"}[30m])) > 0`,
      ),
      lasts: AT_ONCE,
      holds: { time: "30m", because: "the count is over half an hour" },
      summary: `NVLinks of ${CARD} have errors: {{ $labels.error }}`,
      description:
        "{{ $value | humanize }} in 30 minutes. See whether it is one link or all; reseat the " +
        "bridge or the baseboard at the next maintenance.",
    },
    {
      alert: "LlmMonitorGpuNvswitchErrors",
      severity: "critical",
      expr: `sum by (job, instance, pci_bus_id, sxid) (
  increase(llm_monitor_gpu_nvswitch_errors_total{severity="fatal"}[30m])
) > 0`,
      lasts: AT_ONCE,
      holds: { time: "30m", because: "the count is over half an hour" },
      summary:
        "NVSwitch {{ $labels.pci_bus_id }} of {{ $labels.instance }} has SXid {{ $labels.sxid }}",
      description:
        "{{ $value | humanize }} fatal errors in 30 minutes: the fabric is broken. Drain the " +
        "host; restart the fabric manager, and reboot when that does not help.",
    },
    {
      alert: "LlmMonitorGpuPcieDegraded",
      severity: "warning",
      expr: named(
        `max by (${BY.gpu}) (llm_monitor_gpu_pcie_link_width_max_lanes - llm_monitor_gpu_pcie_link_width_lanes) > 0`,
      ),
      lasts: { time: "15m", because: "the width may change while a card wakes up" },
      holds: NOT_HELD,
      summary: `${Card} has lost PCIe lanes`,
      description:
        "{{ $value }} lanes fewer than slot and card have: models load slowly. Reseat card or " +
        "riser at the next maintenance.",
    },
    {
      alert: "LlmMonitorGpuHeldIdle",
      severity: "info",
      expr: named(`max by (${BY.gpu}) (min_over_time(gpu:idle:bool[6h])) == 1
    and on (${BY.gpu}) gpu:memory_used:ratio > ${limits.heldMemoryRatio}`),
      lasts: { time: "1h", because: "a night without traffic is no waste" },
      holds: NOT_HELD,
      summary: `${Card} has not computed for hours, and its memory is taken`,
      description: "Idle for 6 hours ({{ $value }}) while a process holds its memory. See by " +
        "service:gpu_memory_bytes:sum whose it is; stop it, or let others have the card.",
    },
  ],
};
