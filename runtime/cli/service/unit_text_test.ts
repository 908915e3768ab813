import assert from "node:assert/strict";
import { readUnit } from "./read_unit.ts";
import { unitText } from "./unit_text.ts";

const OPTIONS = {
  project: "/opt/llm-monitor",
  deno: "/usr/local/bin/deno",
  config: "/etc/llm-monitor/config.yaml",
  groups: [],
  kernelLog: false,
};

Deno.test("unitText names exact paths, and gives no capability and no group unasked", () => {
  const text = unitText(OPTIONS);
  assert.match(
    text,
    /^ExecStart=\/usr\/local\/bin\/deno run -A --quiet --v8-flags=\S+ \/opt\/llm-monitor\/runtime\/cli\/start\.ts$/m,
  );
  assert.match(text, /^WorkingDirectory=\/opt\/llm-monitor$/m);
  assert.match(text, /LLM_MONITOR_CONFIG=\/etc\/llm-monitor\/config\.yaml /);
  assert.match(text, /^CapabilityBoundingSet=$/m);
  assert.match(text, /^ProtectKernelLogs=yes$/m);
  assert.doesNotMatch(text, /SupplementaryGroups/);
});

Deno.test("unitText gives groups and the kernel's log to who asks for them", () => {
  const text = unitText({ ...OPTIONS, groups: ["docker", "render"], kernelLog: true });
  assert.match(text, /^SupplementaryGroups=docker render$/m);
  assert.match(text, /^CapabilityBoundingSet=CAP_SYSLOG\nAmbientCapabilities=CAP_SYSLOG$/m);
  assert.match(text, /^ProtectKernelLogs=no$/m);
});

Deno.test("readUnit reads what unitText wrote, and nothing from another's unit", () => {
  for (const options of [OPTIONS, { ...OPTIONS, groups: ["a", "b"], kernelLog: true }]) {
    assert.deepEqual(readUnit(unitText(options)), options);
  }
  assert.equal(readUnit("[Service]\nExecStart=/usr/bin/prometheus\n"), undefined);
});

Deno.test("unitText refuses what systemd would misread", () => {
  for (
    const path of ["/opt/my folder", "relative", "/opt/100%", "/opt/a;b", "/opt/$HOME", "/a\nb"]
  ) {
    for (const name of ["project", "deno", "config"]) {
      assert.throws(() => unitText({ ...OPTIONS, [name]: path }), { code: "usage" }, path);
    }
  }
  for (const group of ["a b", "-x", "a\nUser=root"]) {
    assert.throws(() => unitText({ ...OPTIONS, groups: [group] }), { code: "usage" }, group);
  }
});
