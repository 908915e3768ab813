import { rows } from "../layer/table.ts";
import { lines } from "../layer/timeseries.ts";
import { YES_IS_BAD } from "./mappings.ts";
import { CARD, CARD_LEGEND, withIndex } from "./expressions.ts";

/** Errors of the driver, of the memory and of the fabric. */
export const FAULTS = [
  rows({
    title: "Xid errors",
    asks: "Which errors did the driver report, how severe are they, and what should be done?",
    help: "Since the host booted. No data is good: none was reported.",
    w: 14,
    h: 8,
    sortBy: { column: "Last", isDescending: true },
    columns: [
      { title: "Xid", label: "xid", width: 60 },
      { title: "Severity", label: "severity", width: 100 },
      { title: "Do this", label: "action", width: 160 },
      {
        title: "Count",
        expr:
          "sum by (job, instance, gpu, xid, severity, action) (llm_monitor_gpu_xid_errors_total" +
          " * on (job, instance, xid) group_left (severity, action) llm_monitor_gpu_xid_info)",
        decimals: 0,
        width: 80,
      },
      {
        title: "Last",
        expr:
          "max by (job, instance, gpu, xid) (llm_monitor_gpu_last_xid_timestamp_seconds) * 1000",
        unit: "dateTimeFromNow",
        width: 140,
      },
      { title: "Host", label: "instance" },
      { title: "GPU", label: "gpu" },
    ],
  }),
  lines({
    title: "Memory errors",
    asks: "Is the memory of a GPU getting worse?",
    help: "A few corrected errors are harmless; an uncorrected one kills what was running.",
    w: 10,
    h: 8,
    unit: "suffix: /h",
    queries: [{
      expr: withIndex(
        'sum by (job, instance, gpu, error) (increase(llm_monitor_gpu_ecc_errors_total{scope="volatile"}[1h]))',
      ),
      legend: `${CARD_LEGEND} {{error}}`,
    }],
  }),
  rows({
    title: "Memory and link health",
    asks: "Does a GPU await repair, or should it be replaced?",
    help: "Empty: this GPU does not have it.",
    w: 24,
    h: 8,
    sortBy: [
      { column: "Host", isDescending: false },
      { column: "#", isDescending: false },
    ],
    names: `max by (${CARD}, index) (llm_monitor_gpu_info)`,
    columns: [
      { title: "Host", label: "instance" },
      { title: "#", label: "index", width: 50 },
      {
        title: "Remap pending",
        expr: `max by (${CARD}) (llm_monitor_gpu_remapped_rows_pending)`,
        mappings: YES_IS_BAD,
      },
      {
        title: "Remap failed",
        expr: `max by (${CARD}) (llm_monitor_gpu_remapped_rows_failed)`,
        mappings: YES_IS_BAD,
      },
      { title: "Remapped", expr: `sum by (${CARD}) (llm_monitor_gpu_remapped_rows)` },
      { title: "Retired", expr: `sum by (${CARD}) (llm_monitor_gpu_retired_pages)` },
      {
        title: "Retire pending",
        expr: `max by (${CARD}) (llm_monitor_gpu_retired_pages_pending)`,
        mappings: YES_IS_BAD,
      },
      {
        title: "Repair pending",
        expr: `max by (${CARD}) (llm_monitor_gpu_ecc_repair_pending)`,
        mappings: YES_IS_BAD,
      },
      {
        title: "Unrepairable",
        expr: `max by (${CARD}) (llm_monitor_gpu_ecc_unrepairable_memory)`,
        mappings: YES_IS_BAD,
      },
      {
        title: "SRAM over limit",
        expr: `max by (${CARD}) (llm_monitor_gpu_ecc_sram_threshold_exceeded)`,
        mappings: YES_IS_BAD,
      },
      {
        title: "Reset required",
        expr: `max by (${CARD}) (llm_monitor_gpu_reset_required)`,
        mappings: YES_IS_BAD,
      },
      {
        title: "Corrupt infoROM",
        expr: `1 - min by (${CARD}) (llm_monitor_gpu_inforom_valid)`,
        mappings: YES_IS_BAD,
      },
      {
        title: "Fabric fault",
        expr: `max by (${CARD}) (llm_monitor_gpu_fabric_fault)`,
        mappings: YES_IS_BAD,
      },
      {
        title: "Unreadable",
        expr: `max by (${CARD}) (llm_monitor_gpu_unreadable_values)`,
        judge: { warn: 1 },
      },
    ],
  }),
];
