import assert from "node:assert/strict";
import { CallError } from "../../contract/errors.ts";
import { fakeContext } from "./fake_context.ts";
import { renderExposition } from "./render_exposition.ts";

const FILES = {
  "/sys/class/hwmon/hwmon1/temp1_input": "2",
  "/sys/class/hwmon/hwmon0/temp1_input": "1",
  "/sys/class/hwmon/hwmon0/deep/temp1_input": "3",
  "/sys/class/hwmon/hwmon0/temp1_inputs": "4",
};

Deno.test("fakeContext answers what the test names, and not_found for other files", async () => {
  const { facts } = fakeContext({ config: {}, files: FILES });
  assert.equal(await facts.read("/sys/class/hwmon/hwmon0/temp1_input"), "1");
  await assert.rejects(facts.read("/proc/stat"), { name: "CallError", code: "not_found" });
  assert.equal(await facts.readOptional("/proc/stat"), undefined);
});

Deno.test("fakeContext matches a star within one segment of a path", async () => {
  const { facts } = fakeContext({ config: {}, files: FILES });
  assert.deepEqual([...await facts.readAll("/sys/class/hwmon/hwmon*/temp*_input")], [
    ["/sys/class/hwmon/hwmon0/temp1_input", "1"],
    ["/sys/class/hwmon/hwmon1/temp1_input", "2"],
  ]);
});

Deno.test("fakeContext throws the errors that the test names", async () => {
  const slow = new CallError("timed_out", "Slow");
  const { facts, exec } = fakeContext({
    config: {},
    statfs: { "/mnt": slow },
    commands: { "tool --version": { code: 3, stdout: "1", stderr: "", durationMs: 1 } },
  });
  await assert.rejects(facts.statfs("/mnt"), slow);
  assert.equal((await exec("tool", ["--version"])).code, 3);
  await assert.rejects(exec("tool"), { code: "command_not_found" });
  await assert.rejects(facts.system("cpu"), { code: "unavailable" });
});

Deno.test("fakeContext keeps what the plugin logs", () => {
  const context = fakeContext({ config: {} });
  context.log("warn", "no sensor");
  assert.deepEqual(context.logs, ["warn no sensor"]);
});

Deno.test("renderExposition encodes what the host would take and names what it would refuse", () => {
  const name = "llm_monitor_demo_value_ratio";
  const declarations = [{ name, type: "gauge", help: "A.", labels: [] } as const];
  const render = (value: number | string) =>
    renderExposition(declarations, [{ name, samples: [{ labels: {}, value: value as number }] }]);
  assert.equal(render(1), `# HELP ${name} A.\n# TYPE ${name} gauge\n${name} 1\n`);
  assert.throws(() => render("one"), /value_type: Family "llm_monitor_demo_value_ratio"/);
});
