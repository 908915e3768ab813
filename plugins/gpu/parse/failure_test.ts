import assert from "node:assert/strict";
import { classifyExit, makeFailure } from "./failure.ts";
import type { FailureReason } from "./failure.ts";

Deno.test("classifyExit goes by the text first, then by the exit code", () => {
  const cases: [number, string, string, FailureReason | undefined][] = [
    [0, "0, GPU-a\n", "", undefined],
    [0, "No devices were found\n", "", "no_devices"],
    [6, "No devices were found\n", "", "no_devices"],
    [
      9,
      "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.",
      "",
      "driver_not_loaded",
    ],
    [18, "Failed to initialize NVML: Driver/library version mismatch", "", "driver_mismatch"],
    [255, "Failed to initialize NVML: Unknown Error", "", "device_access_lost"],
    [255, "", "Failed to initialize NVML: Unknown Error", "device_access_lost"],
    [
      255,
      "Unable to determine the device handle for GPU 0000:1A:00.0: Unknown Error",
      "",
      "gpu_lost",
    ],
    [12, "", "", "library_missing"],
    [15, "", "", "gpu_lost"],
    [16, "", "", "reset_required"],
    [17, "", "", "device_access_lost"],
    [4, "Failed: Insufficient Permissions", "", "access_denied"],
    [2, "", "", "invalid_query"],
    [8, "", "", "power_cable"],
    [255, "", "", "failed"],
    [139, "", "", "crashed"],
    [14, "0, GPU-a\nWARNING: infoROM is corrupted at gpu 0000:41:00.0\n", "", "inforom_corrupted"],
    [0, "WARNING: infoROM is corrupted at gpu 0000:41:00.0\n", "", "inforom_corrupted"],
  ];
  for (const [code, stdout, stderr, expected] of cases) {
    assert.equal(classifyExit({ code, stdout, stderr }), expected, `${code} ${stdout}`);
  }
});

Deno.test("failureOf says what to do, and what the tool said, in one clean line", () => {
  const { reason, message } = makeFailure(
    "gpu_lost",
    '"nvidia-smi -q"',
    "GPU \u001b[31mlost\nmore",
  );
  assert.equal(reason, "gpu_lost");
  assert.match(
    message,
    /^Cannot read "nvidia-smi -q": a card is lost; .* \(it said "GPU \?\[31mlost"\)$/,
  );
});
