import assert from "node:assert/strict";
import { formatIssue, IssuesError } from "../../contract/issue.ts";
import { listGroups, newHostSteps, resolveNewHost } from "./new_host.ts";
import type { NewHost } from "./new_host.ts";
import { withInventory } from "./testing_inventory.ts";

const INVENTORY = `defaults: { tokenFile: tokens/all }
groups:
  a1:
    scheme: https
    hosts: [10.0.0.1]
hosts: ["10.0.0.2"]
`;

async function stepsFor(given: NewHost, dir: string, hasToken = true): Promise<string[]> {
  const file = "fleet.yaml";
  const { host, isFirst } = await resolveNewHost(given, { file, cwd: dir });
  return newHostSteps({ host, given, file, isFirst, hasToken });
}

function runShell(command: string) {
  return new Deno.Command("sh", { args: ["-c", command], stderr: "null" }).output();
}

Deno.test("newHostSteps gives token, start, entry and check, as its group says", () =>
  withInventory(INVENTORY, async ({ dir }) => {
    const steps = await stepsFor({ address: "10.0.0.7:8091", name: "gpu-7", group: "a1" }, dir);
    const commands = steps.filter((line) => line.startsWith("   ")).map((line) => line.trim());
    assert.deepEqual(commands.slice(1), [
      "deno task service install --yes",
      '- { address: "10.0.0.7:8091", name: gpu-7 }',
      "deno task fleet check --host gpu-7",
    ]);
    const [send = ""] = commands;
    assert.match(
      send,
      / \| ssh root@10\.0\.0\.7 'install -d -m 755 \/etc\/llm-monitor; umask 077; /,
    );
    // What it sends, in place of where.
    await Deno.mkdir(`${dir}/tokens`);
    await Deno.writeTextFile(`${dir}/tokens/all`, "t0ken\n");
    const sent = await runShell(send.replace(/ \| ssh .*/, ""));
    assert.equal(sent.code, 0);
    assert.deepEqual(new TextDecoder().decode(sent.stdout).split("\n"), [
      "LLM_MONITOR_SERVER_HOST=0.0.0.0",
      "LLM_MONITOR_SERVER_PORT=8091",
      "LLM_MONITOR_SERVER_TLS_CERT_FILE=/etc/llm-monitor/cert.pem",
      "LLM_MONITOR_SERVER_TLS_KEY_FILE=/etc/llm-monitor/key.pem",
      "LLM_MONITOR_SERVER_AUTH_BEARER_TOKEN_ENV=FLEET_TOKEN",
      "FLEET_TOKEN=t0ken",
      "",
    ]);
    assert.ok(!steps.join().includes("t0ken"));
    assert.match(steps.join("\n"), /into fleet\.yaml, under groups\.a1\.hosts\./);
    assert.deepEqual(await listGroups("fleet.yaml", dir), ["a1"]);
  }));

Deno.test("the step that makes a token makes one for its owner alone, and never over another", () =>
  withInventory(INVENTORY, async ({ dir }) => {
    const steps = await stepsFor({ address: "10.0.0.7" }, dir, false);
    const make = steps[1]?.trim() ?? "";
    const run = () => runShell(make);
    assert.equal((await run()).code, 0, make);
    const token = await Deno.readTextFile(`${dir}/tokens/all`);
    assert.match(token, /^[\w+/]{43}=\n$/);
    assert.equal(((await Deno.stat(`${dir}/tokens/all`)).mode ?? 0) & 0o777, 0o600);
    assert.notEqual((await run()).code, 0);
    assert.equal(await Deno.readTextFile(`${dir}/tokens/all`), token);
  }));

Deno.test("the first host of a fleet needs no file; one without a token is told so", () =>
  withInventory(INVENTORY, async ({ dir, file }) => {
    await Deno.remove(file);
    const steps = await stepsFor({ address: "fd00::9" }, dir);
    assert.deepEqual(steps.slice(-6), [
      "3. Here: write fleet.yaml.",
      "   hosts:",
      '     - "fd00::9"',
      "",
      "4. Here: check that it answers.",
      "   deno task fleet check --host '[fd00::9]:8090'",
    ]);
    assert.match(steps[0] ?? "", /a tokenFile in the inventory prevents/);
    assert.deepEqual(await listGroups("fleet.yaml", dir), []);
  }));

Deno.test("a host that is there, or none, is refused", () =>
  withInventory(INVENTORY, async ({ dir }) => {
    const cases: [NewHost, RegExp][] = [
      [
        { address: "10.0.0.1:8090" },
        /^fleet\.yaml: address of the new host is "10\.0\.0\.1:8090": must be unique: .* line 5\. Remove or change one$/,
      ],
      [{ address: "10.0.0.1", group: "a1" }, /^fleet\.yaml: address of the new host .* line 5/],
      [{ address: "10.0.0.9", name: "10.0.0.2:8090" }, /must be unique: 10\.0\.0\.2:8090/],
      [{ address: "http://x" }, /must be a host such as/],
      [{ address: "x", name: "a b" }, /name of the new host is "a b": must be 1 to 200/],
    ];
    for (const [given, rule] of cases) {
      await assert.rejects(resolveNewHost(given, { file: "fleet.yaml", cwd: dir }), (error) => {
        assert.ok(error instanceof IssuesError);
        assert.match(error.issues.map(formatIssue).join("\n"), rule);
        return true;
      });
    }
    await Deno.writeTextFile(`${dir}/fleet.yaml`, "hosts: [a\n");
    await assert.rejects(stepsFor({ address: "b" }, dir), { code: "yaml_invalid" });
  }));
