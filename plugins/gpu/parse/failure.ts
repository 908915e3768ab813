/** The reason why a source failed; the label `reason` of `llm_monitor_gpu_source_failing`. */
export type FailureReason =
  | "command_not_found"
  | "timed_out"
  | "busy"
  | "output_too_large"
  | "no_time"
  | "access_denied"
  | "no_devices"
  | "driver_not_loaded"
  | "library_missing"
  | "driver_mismatch"
  | "device_access_lost"
  | "gpu_lost"
  | "reset_required"
  | "power_cable"
  | "not_supported"
  | "invalid_query"
  | "output_unreadable"
  | "inforom_corrupted"
  | "crashed"
  | "failed";

/** A reason, with a message that says what to do. */
export interface Failure {
  readonly reason: FailureReason;
  readonly message: string;
}

/** Texts come first: they say more than the exit code does. */
const TEXTS: readonly (readonly [RegExp, FailureReason])[] = [
  [/No devices were found/i, "no_devices"],
  [/Driver\/library version mismatch/i, "driver_mismatch"],
  [/Failed to initialize NVML: Unknown Error/i, "device_access_lost"],
  [/couldn't communicate with the NVIDIA driver|Driver Not Loaded/i, "driver_not_loaded"],
  [/couldn't find libnvidia-ml|NVML Shared Library Not Found/i, "library_missing"],
  [/GPU is lost|fallen off the bus|Unable to determine the device handle/i, "gpu_lost"],
  [/requires reset|GPU requires restart/i, "reset_required"],
  [/Insufficient Permissions/i, "access_denied"],
  [/is not a valid field to query/i, "invalid_query"],
  [/infoROM is corrupted/i, "inforom_corrupted"],
];

/** Exit codes of nvidia-smi are those of NVML. */
const EXIT_CODES: Readonly<Record<number, FailureReason>> = {
  2: "invalid_query",
  3: "not_supported",
  4: "access_denied",
  6: "no_devices",
  8: "power_cable",
  9: "driver_not_loaded",
  12: "library_missing",
  13: "library_missing",
  14: "inforom_corrupted",
  15: "gpu_lost",
  16: "reset_required",
  17: "device_access_lost",
  18: "driver_mismatch",
};

const ADVICE: Readonly<Record<FailureReason, string>> = {
  command_not_found: "it is not on the PATH; install the driver's tools",
  timed_out: "it took too long; turn on persistence mode, and look for a card that hangs",
  busy: "the previous run hangs and cannot be ended; no other is started before it has ended",
  output_too_large: "it wrote more than services.exec.maxOutputBytes",
  no_time:
    "earlier queries took too long; turn on persistence mode, or raise the plugin's interval " +
    "and timeout",
  access_denied: "this user may not read the cards",
  no_devices: "the driver finds no card; check dmesg for cards that fell off the bus",
  driver_not_loaded: "the driver is not loaded; see dmesg, and reinstall or load its module",
  library_missing: "its library is missing; install the package of the driver's version",
  driver_mismatch: "library and loaded driver differ after an upgrade; reload the driver or reboot",
  device_access_lost:
    "the container lost its access to the cards, for example after systemctl daemon-reload; " +
    "restart it, and give it the devices (--device /dev/nvidia*) or use the cdi or cgroupfs driver",
  gpu_lost: "a card is lost; reboot to recover it, and check its power and seating",
  reset_required: "a card needs a reset (nvidia-smi --gpu-reset) or a reboot",
  power_cable: "a card's power cables are not attached",
  not_supported: "the driver does not support it",
  invalid_query: "the driver does not know a requested field",
  output_unreadable: "its output has an unknown format",
  inforom_corrupted:
    "it warns that a card's infoROM is corrupted; its values are right, but the card's vendor " +
    "should check it",
  crashed: "it crashed; reinstall the driver's tools, and check dmesg",
  failed: "see its message",
};

/** Returns the reason why a command failed; undefined when it did not. */
export function classifyExit(
  { code, stdout, stderr }: { code: number; stdout: string; stderr: string },
): FailureReason | undefined {
  const text = `${stdout.slice(0, 4_096)}\n${stderr}`;
  const byText = TEXTS.find(([pattern]) => pattern.test(text))?.[1];
  if (code === 0) return isToldInPassing(byText) ? byText : undefined;
  if (byText === undefined && findSignal(code) !== undefined) return "crashed";
  return byText ?? EXIT_CODES[code] ?? "failed";
}

/** Returns true for a reason that spoils nothing: what the tool wrote besides is right. */
export function isWarning(reason: FailureReason): boolean {
  return reason === "inforom_corrupted";
}

/** Returns the number of the signal that ended a command, which its exit code has above 128. */
export function findSignal(code: number): number | undefined {
  return code > 128 && code <= 128 + 64 ? code - 128 : undefined;
}

/** Reasons that nvidia-smi tells with the exit code of success. */
function isToldInPassing(reason: FailureReason | undefined): boolean {
  return reason === "no_devices" || reason === "inforom_corrupted";
}

/** Makes a failure, with its cause and what to do about it. */
export function makeFailure(reason: FailureReason, what: string, said = ""): Failure {
  const quoted = firstLine(said);
  return {
    reason,
    message: `Cannot read ${what}: ${ADVICE[reason]}${quoted && ` (it said "${quoted}")`}`,
  };
}

function firstLine(text: string): string {
  return text.trim().split("\n", 1)[0]?.replaceAll(/[^\x20-\x7e]/g, "?").slice(0, 160) ?? "";
}
