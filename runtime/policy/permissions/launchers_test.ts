import assert from "node:assert/strict";
import { isLauncher } from "./launchers.ts";

Deno.test("isLauncher knows shells, interpreters and what runs them, whatever their version", () => {
  const launchers =
    "sh dash busybox nawk mawk original-awk find vi vim.tiny vim.gtk3 nvim less ssh sed".split(" ");
  launchers.push(
    ..."python3 python3.12 pypy3.10 perl5.36.0 perl5.36-x86_64-linux-gnu lua5.4 ruby3.1 php8.2"
      .split(" "),
    ..."gcc-14 x86_64-linux-gnu-gcc-14 nc.openbsd nodejs ld.so ld-linux-x86-64.so.2 env xargs"
      .split(" "),
    ..."systemd-run runcon parallel linux64 screen tmux gdb git tar rsync docker nsenter".split(
      " ",
    ),
  );
  for (const name of launchers) assert.ok(isLauncher(name), name);
});

Deno.test("isLauncher lets be what only answers", () => {
  const plain = [
    ..."nvidia-smi amd-smi rocm-smi xpu-smi stat printf sensors ipmitool lspci lsblk".split(" "),
    ..."smartctl df free uptime zpool nvme ibstat dcgmi hl-smi npu-smi tool shasum".split(" "),
  ];
  for (const name of plain) assert.ok(!isLauncher(name), name);
});
