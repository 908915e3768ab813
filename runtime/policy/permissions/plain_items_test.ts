import assert from "node:assert/strict";
import { checkEnvItem } from "./env.ts";
import { checkCommand } from "./exec.ts";
import { checkReadItem } from "./read.ts";

function judge<Input>(
  check: (input: Input) => string | undefined,
  cases: readonly (readonly [input: Input, problem: RegExp | undefined])[],
): void {
  for (const [input, problem] of cases) {
    const found = check(input);
    if (problem) assert.match(found ?? "", problem, JSON.stringify(input));
    else assert.equal(found, undefined, JSON.stringify(input));
  }
}

Deno.test("checkEnvItem takes one name and keeps the runtime's variables back", () => {
  judge(checkEnvItem, [
    ["HF_HOME", undefined],
    ["_x1", undefined],
    ["*", /one variable/],
    ["HF_*", /one variable/],
    ["", /one variable/],
    ["A,B", /one variable/],
    ["A=B", /one variable/],
    ["LD_PRELOAD", /never/],
    ["DENO_DIR", /never/],
    ["NODE_OPTIONS", /never/],
    ["LLM_MONITOR_AUTH_TOKEN", /never/],
    ["PATH", /never/],
    ["PATHS", undefined],
  ]);
});

Deno.test("checkReadItem takes canonical paths away from /proc, /sys and /dev", () => {
  const closed = ["/proc", "/sys", "/dev", "/host/proc"];
  judge((item: string) => checkReadItem(item, closed), [
    ["/models", undefined],
    ["/models/a b", undefined],
    ["/process", undefined],
    ["/", /every file/],
    [".", /absolute/],
    ["~", /absolute/],
    ["", /absolute/],
    ["/models/", /canonical/],
    ["/models/../etc", /canonical/],
    ["/models\0", /control/],
    ["/models/*", /wildcards/],
    ["/models,/etc", /comma/],
    ["/proc", /must not reach \/proc/],
    ["/proc/self/root", /must not reach \/proc/],
    ["/dev/shm", /must not reach \/dev/],
    ["/sys/class", /must not reach \/sys/],
    ["/host/proc/1", /must not reach \/host\/proc/],
    ["/host", /must not reach \/host\/proc/],
  ]);
});

Deno.test("checkCommand lets a launcher have no free argument", () => {
  judge(checkCommand, [
    [{ command: "nvidia-smi", args: ["--query-gpu=*"] }, undefined],
    [{ command: "sh", args: ["-c", "*"] }, /each of its arguments/],
    [{ command: "python3.12", args: ["*"] }, /each of its arguments/],
    [{ command: "env", args: ["A=*", "x"] }, /each of its arguments/],
    [{ command: "git", args: ["--version"] }, undefined],
    [{ command: "shasum", args: ["*"] }, undefined],
  ]);
});
