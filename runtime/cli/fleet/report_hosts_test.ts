import assert from "node:assert/strict";
import { createStyle } from "../style.ts";
import { hostReportJson, reportHosts } from "./report_hosts.ts";
import { finding } from "./testing_hosts.ts";

const STYLE = createStyle({ isTerminal: false, env: {} });
const FINDINGS = [
  finding("gpu-1", "ready", { group: "a1", version: "0.2.0", series: 2_282 }),
  finding("gpu-2", "unreachable", { group: "a1", detail: "Nothing listens there" }),
  finding("gpu-3", "unreachable", { group: "a2", detail: "Nothing listens there" }),
  finding("lab", "other_version", { version: "0.1.0", detail: "It has 0.1.0; most have 0.2.0" }),
];

Deno.test("reportHosts puts problems first, then groups, then all counts", () => {
  const report = { file: "fleet.yaml", findings: FINDINGS, seconds: 1.26, isWhole: false };
  assert.deepEqual(reportHosts(report, STYLE), [
    "\u2715  gpu-2  a1  unreachable    Nothing listens there",
    "\u2715  gpu-3  a2  unreachable    Nothing listens there",
    "\u25b2  lab    -   other_version  It has 0.1.0; most have 0.2.0",
    "",
    "a2  all 1 with problems",
    "a1  1 of 2 with problems",
    "",
    "4 hosts of fleet.yaml in 1.3 s: 2 unreachable, 1 other_version, 1 ready",
    "Versions: 0.2.0 (1), 0.1.0 (1)",
  ]);
  assert.equal(
    reportHosts({ ...report, isWhole: true }, STYLE)[3],
    "\u2713  gpu-1  a1  ready          0.2.0",
  );
});

Deno.test("reportHosts says one line where all is well", () => {
  const findings = FINDINGS.slice(0, 1);
  const report = { file: "fleet.yaml", findings, seconds: 0.04, isWhole: false };
  assert.deepEqual(reportHosts(report, STYLE), ["1 host of fleet.yaml in 0.0 s: 1 ready"]);
});

Deno.test("reportHosts counts groups beyond twenty", () => {
  const findings = Array.from(
    { length: 23 },
    (_, index) => finding(`h${index}`, "timed_out", { group: `g${index}` }),
  );
  const lines = reportHosts({ file: "f", findings, seconds: 1, isWhole: false }, STYLE);
  assert.equal(lines.filter((line) => / all 1 with problems$/.test(line)).length, 20);
  assert.ok(lines.includes("and 3 more groups"));
});

Deno.test("hostReportJson has every host, and nothing of secrets", () => {
  const json = hostReportJson({ file: "f", findings: FINDINGS, seconds: 1, isWhole: false });
  assert.doesNotMatch(JSON.stringify(json), /secret/);
  const { hosts, outcomes, versions } = json as Record<string, unknown> & { hosts: unknown[] };
  assert.deepEqual(outcomes, { unreachable: 2, other_version: 1, ready: 1 });
  assert.deepEqual(versions, { "0.2.0": 1, "0.1.0": 1 });
  assert.deepEqual(hosts.length, 4);
  assert.deepEqual(hosts[3], {
    instance: "gpu-1",
    target: "gpu-1:8090",
    group: "a1",
    labels: { cluster: "lab" },
    outcome: "ready",
    status: "ok",
    detail: "",
    version: "0.2.0",
    series: 2_282,
  });
});
