/** Errors that the driver writes to the kernel's log. */
import assert from "node:assert/strict";
import { CallError } from "@llm-monitor/sdk";
import { assertSeries, collectAlong, TWO_CARDS } from "../../tests/support/gpu_cases.ts";
import { parseSxid, parseXid } from "./parse/kernel_log.ts";
import { XIDS } from "./nvidia/xid_table.ts";

const xid = (bus: string, number: number) =>
  `NVRM: Xid (PCI:${bus}): ${number}, pid=593, name=python3, channel 0x0000000a`;

Deno.test("parseXid and parseSxid read the lines of every driver", () => {
  const cases: [string, string, string][] = [
    [`${xid("0000:00:06", 31)}, intr 00000000. MMU Fault`, "0000:00:06.0", "31"],
    ["NVRM: Xid (PCI:0000:cb:00): 13, pid='<unknown>', name=<unknown>, x", "0000:cb:00.0", "13"],
    ["NVRM: Xid (0000:03:00): 79, GPU has fallen off the bus.", "0000:03:00.0", "79"],
    ["NVRM: Xid (PCI:0001:C1:00.0): 48", "0001:c1:00.0", "48"],
  ];
  for (const [text, busId, number] of cases) {
    assert.deepEqual(parseXid(text), { busId, xid: number }, text);
  }
  for (const text of ["NVRM: GPU Board Serial Number: 1", "NVRM: Xid (PCI:x): 1,", "x NVRM: Xid"]) {
    assert.equal(parseXid(text), undefined, text);
  }
  assert.deepEqual(
    parseSxid("nvidia-nvswitch3: SXid (PCI:0000:c1:00.0): 28006, Non-fatal, Link 46"),
    {
      busId: "0000:c1:00.0",
      sxid: "28006",
      isFatal: false,
    },
  );
  assert.equal(
    parseSxid("nvidia-nvswitch0: SXid (PCI:0000:c1:00.0): 20034, Fatal, Link 30 LTSSM")?.isFatal,
    true,
  );
});

Deno.test("the gpu plugin counts errors of the kernel's log, those before its start among them", async () => {
  const line = (sequence: number, text: string) => ({ sequence, unixSeconds: sequence * 10, text });
  const first = [
    line(1, xid("0000:01:00", 31)),
    line(3, xid("0000:01:00", 31)),
    line(4, xid("0000:09:00", 79)),
    line(6, "nvidia-nvswitch0: SXid (PCI:0000:c1:00.0): 28006, Fatal, Link 46"),
  ];
  const later = [...first, line(9, xid("0000:01:00", 31)), line(10, xid("0000:02:00", 9_999))];
  const { texts } = await collectAlong([
    { gpus: TWO_CARDS, kmsg: { lines: first, missed: 0 } },
    { gpus: TWO_CARDS, kmsg: { lines: later, missed: 2 } },
  ], { stepMs: 15_000 });
  assertSeries(texts[0] ?? "", {
    'xid_errors_total{gpu="GPU-a",xid="31"}': 2,
    'last_xid_timestamp_seconds{gpu="GPU-a",xid="31"}': 30,
    'xid_errors_total{gpu="0000:09:00.0",xid="79"}': 1,
    'xid_info{xid="31",severity="application",action="restart_process"}': 1,
    'xid_info{xid="79",severity="fatal",action="reboot"}': 1,
    'nvswitch_errors_total{pci_bus_id="0000:c1:00.0",sxid="28006",severity="fatal"}': 1,
    "kernel_log_missed_lines_total": 0,
    'source_up{source="kernel_log"}': 1,
  });
  assertSeries(texts[1] ?? "", {
    'xid_errors_total{gpu="GPU-a",xid="31"}': 3,
    'last_xid_timestamp_seconds{gpu="GPU-a",xid="31"}': 90,
    'xid_errors_total{gpu="GPU-b",xid="9999"}': 1,
    'xid_info{xid="9999",severity="unknown",action="look_up"}': 1,
    "kernel_log_missed_lines_total": 2,
  });
  assert.doesNotMatch(texts[1] ?? "", /python3|593/, "nothing of the process is told");
});

Deno.test("the gpu plugin tells the errors of a card that is lost", async () => {
  const kmsg = { lines: [{ sequence: 1, unixSeconds: 7, text: xid("0000:01:00", 79) }], missed: 0 };
  const { texts: [, text = ""] } = await collectAlong([
    { gpus: TWO_CARDS },
    { gpus: TWO_CARDS, kmsg, faults: { "query-gpu": [15, "GPU is lost"] } },
  ]);
  assertSeries(text, { 'up{gpu="GPU-a"}': 0, 'xid_errors_total{gpu="GPU-a",xid="79"}': 1 });
});

Deno.test("the gpu plugin says why the kernel's log cannot be read, and keeps everything else", async () => {
  const message = "Cannot read /dev/kmsg: this user may not; give it CAP_SYSLOG";
  const machine = { gpus: TWO_CARDS, kmsg: new CallError("access_denied", message) };
  const { texts, logs } = await collectAlong([machine, machine, machine], { stepMs: 15_000 });
  for (const text of texts) {
    assertSeries(text, {
      'source_up{source="kernel_log"}': 0,
      'source_failing{source="kernel_log",reason="access_denied"}': 1,
      'memory_used_bytes{gpu="GPU-a"}': 100 * 1024 ** 2,
      "kernel_log_missed_lines_total": undefined,
    });
  }
  assert.deepEqual(logs, [`warn ${message}`]);
  const machineWithout = { kmsg: new CallError("access_denied", message) };
  const { texts: [inactive = ""] } = await collectAlong([machineWithout]);
  assert.match(inactive, /^inactive: /, "a machine without cards has no need of its log");
});

Deno.test("the table of Xids says for each what to do, and the README has it", async () => {
  const readme = await Deno.readTextFile(new URL("./README.md", import.meta.url));
  const section = readme.slice(readme.indexOf("## Xid errors"), readme.indexOf("## Coming from"));
  for (const [number, { meaning, severity, action }] of XIDS) {
    const row = section.split("\n").find((line) => line.startsWith(`| ${number} `)) ?? "";
    assert.deepEqual(
      row.split("|").slice(2, 5).map((cell) => cell.trim()),
      [meaning, `\`${severity}\``, `\`${action}\``],
      number,
    );
  }
});
