import assert from "node:assert/strict";
import { executableName, parseProcessRows } from "./process_rows.ts";

Deno.test("parseProcessRows reads processes, also with commas in their names", () => {
  const text = [
    "GPU-a, 10, /usr/bin/python3, 100",
    "GPU-a, 11, ./a, b, 7",
    "GPU-b, 10, /usr/bin/python3, [N/A]",
    "GPU-a, 10, /usr/bin/python3, 90",
    "GPU-a, [Insufficient Permissions], [Insufficient Permissions], [Insufficient Permissions]",
    "GPU-a, [Insufficient Permissions], [Insufficient Permissions], [Insufficient Permissions]",
    "No running processes found",
    "x, 1, y, 2",
  ].join("\n");
  assert.deepEqual(parseProcessRows(text), [
    { gpu: "GPU-a", pid: 10, name: "python3", bytes: 100 * 1024 ** 2 },
    { gpu: "GPU-a", pid: 11, name: "a,", bytes: 7 * 1024 ** 2 },
    { gpu: "GPU-b", pid: 10, name: "python3" },
    { gpu: "GPU-a", name: "" },
    { gpu: "GPU-a", name: "" },
  ]);
});

Deno.test("executableName leaves out folders, arguments and what is no plain character", () => {
  const cases = {
    "/opt/llama/llama-server --api-key secret": "llama-server",
    "VLLM::Worker_TP0": "VLLM::Worker_TP0",
    "C:\\Windows\\dwm.exe": "dwm.exe",
    "[Not Found]": "",
    "[N/A]": "",
    "/bin/\u00e9\u001b": "??",
    [`/bin/${"x".repeat(100)}`]: "x".repeat(64),
  };
  for (const [text, expected] of Object.entries(cases)) {
    assert.equal(executableName(text), expected, text);
  }
});
