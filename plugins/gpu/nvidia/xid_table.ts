/** The severity of an error of the driver. */
export type XidSeverity = "application" | "information" | "error" | "fatal" | "unknown";

/** The one thing to do about an error. */
export type XidAction =
  | "none"
  | "restart_process"
  | "drain"
  | "reset"
  | "reboot"
  | "call_vendor"
  | "look_up";

/** One kind of error that the driver writes to the kernel's log. */
export interface Xid {
  readonly meaning: string;
  readonly severity: XidSeverity;
  readonly action: XidAction;
}

/** An error that is not in the table. */
export const UNKNOWN_XID: Xid = {
  meaning: "It is not in this table: see NVIDIA's documentation of Xid errors",
  severity: "unknown",
  action: "look_up",
};

/** The errors that matter on a server, by number. Docs: https://docs.nvidia.com/deploy/xid-errors */
export const XIDS: ReadonlyMap<string, Xid> = new Map(
  ([
    [13, "Graphics engine exception, such as an index out of bounds", "application"],
    [31, "Memory page fault, such as from an illegal address", "application"],
    [32, "Corrupted push buffer stream", "error", "restart_process"],
    [38, "Driver firmware error", "error", "reset"],
    [43, "A process was stopped after a fault of its own", "application"],
    [45, "Work was cleaned up after an earlier error", "information", "restart_process"],
    [46, "The card stopped processing", "fatal", "reset"],
    [48, "Double-bit memory error", "fatal", "reset"],
    [54, "Auxiliary power is not connected", "fatal", "call_vendor"],
    [61, "Internal micro-controller warning", "error", "reset"],
    [62, "Internal micro-controller halt", "fatal", "reset"],
    [63, "A page was retired, or a row remapped", "information", "drain"],
    [64, "A page could not be retired, or a row could not be remapped", "fatal", "call_vendor"],
    [68, "Video decoder exception", "application"],
    [69, "Graphics engine class error", "application"],
    [74, "NVLink error", "error", "reset"],
    [79, "The card fell off the bus", "fatal", "reboot"],
    [92, "Many single-bit memory errors", "information", "drain"],
    [93, "The infoROM is near its write limit", "information", "none"],
    [94, "Contained memory error", "error", "restart_process"],
    [95, "Uncontained memory error", "fatal", "reset"],
    [109, "Context switch timed out", "error", "restart_process"],
    [110, "Security fault", "fatal", "reset"],
    [119, "The GPU system processor (GSP) timed out", "fatal", "reset"],
    [120, "The GPU system processor (GSP) failed", "fatal", "reset"],
    [121, "Corrected error on the chip-to-chip link", "information", "none"],
    [123, "A power management chip could not be written", "error", "reset"],
    [136, "NVLink training failed", "fatal", "reset"],
    [137, "A peer's memory was not reachable over NVLink", "error", "restart_process"],
    [140, "Unrecovered memory error", "fatal", "reset"],
    [143, "The card could not be initialized", "fatal", "reboot"],
    ...[144, 145, 146, 147, 148, 149, 150].map((number): Row => [
      number,
      "NVLink 5 error",
      "error",
      "reset",
    ]),
    [154, "The driver asks for an action: see recovery_action", "information", "none"],
    [156, "A resource was retired", "information", "drain"],
    [157, "A resource could not be retired", "fatal", "call_vendor"],
    [158, "The card timed out for good", "fatal", "reset"],
  ] as Row[]).map(([number, meaning, severity, action = "restart_process"]) => [
    String(number),
    { meaning, severity, action },
  ]),
);

type Row = readonly [
  number: number,
  meaning: string,
  severity: XidSeverity,
  action?: XidAction,
];
