import type { FamilySet } from "@llm-monitor/sdk";
import { parseNumber, scaled } from "./numbers.ts";

const PREFIX = "llm_monitor_system_infiniband";

/** Traffic by file, family and factor: data is counted in words of four bytes. */
const TRAFFIC: Readonly<Record<string, readonly [family: string, factor: number]>> = {
  port_rcv_data: ["receive_bytes_total", 4],
  port_xmit_data: ["transmit_bytes_total", 4],
  port_rcv_packets: ["receive_packets_total", 1],
  port_xmit_packets: ["transmit_packets_total", 1],
};

/** Errors by file. */
const ERRORS: Readonly<Record<string, string>> = {
  symbol_error: "symbol",
  link_error_recovery: "link_recovery",
  link_downed: "link_down",
  port_rcv_errors: "receive",
  port_rcv_remote_physical_errors: "remote_physical",
  port_rcv_switch_relay_errors: "switch_relay",
  port_xmit_discards: "transmit_discard",
  port_rcv_constraint_errors: "receive_constraint",
  port_xmit_constraint_errors: "transmit_constraint",
  local_link_integrity_errors: "link_integrity",
  excessive_buffer_overrun_errors: "buffer_overrun",
};

/** Reads files of /sys/class/infiniband/<device>/ports/<port>. Docs: sysfs-class-infiniband. */
export function parseInfiniband(set: FamilySet, files: ReadonlyMap<string, string>): void {
  for (const [path, text] of files) {
    const [, device, port, file = ""] =
      /^\/sys\/class\/infiniband\/([^/]+)\/ports\/([^/]+)\/(?:counters\/)?([^/]+)$/.exec(path) ??
        [];
    if (device === undefined || port === undefined) continue;
    const labels = { device, port };
    if (file === "state") addState(set, labels, text);
    else if (file === "rate") addRate(set, labels, text);
    else if (Object.hasOwn(TRAFFIC, file)) {
      const [family, factor] = TRAFFIC[file] ?? ["", 1];
      set.counter(`${PREFIX}_${family}`, labels, scaled(parseNumber(text.trim()), factor));
    } else if (Object.hasOwn(ERRORS, file)) {
      const error = ERRORS[file] ?? "";
      set.counter(`${PREFIX}_errors_total`, { ...labels, error }, parseNumber(text.trim()));
    }
  }
}

/** `4: ACTIVE`. */
function addState(set: FamilySet, labels: Record<string, string>, text: string): void {
  const state = /^(\d+):/.exec(text.trim())?.[1];
  if (state !== undefined) set.gauge(`${PREFIX}_port_up`, labels, state === "4" ? 1 : 0);
}

/** `200 Gb/sec (4X HDR)`. */
function addRate(set: FamilySet, labels: Record<string, string>, text: string): void {
  const gigabits = /^(\d+(?:\.\d+)?) Gb\/sec/.exec(text.trim())?.[1];
  set.gauge(`${PREFIX}_speed_bytes_per_second`, labels, scaled(parseNumber(gigabits), 1e9 / 8));
}
