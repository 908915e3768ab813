import assert from "node:assert/strict";
import fc from "fast-check";
import { formatIssue, IssuesError } from "../../contract/issue.ts";
import { NO_YAML } from "../../kernel/config/yaml_file.ts";
import { readInventory, takeInventory } from "./read_inventory.ts";
import { makeInventory, withInventory } from "./testing_inventory.ts";

/** Returns what is wrong, as a person reads it. */
async function listFaults(text: string): Promise<{ code: string; lines: string[] }> {
  try {
    await makeInventory(text);
  } catch (error) {
    if (!(error instanceof IssuesError)) throw error;
    return { code: error.code, lines: error.issues.map(formatIssue) };
  }
  return { code: "", lines: [] };
}

Deno.test("readInventory gives each host what its group and the defaults say", async () => {
  await withInventory(
    `defaults: { port: 8091, tokenFile: token, labels: { site: fra1, rack: none } }
groups:
  a1:
    scheme: https
    caFile: /etc/ca.pem
    tokenFile: ../a1.token
    labels: { rack: a1 }
    hosts:
      - 10.0.0.1
      - { address: "[fd00::7]", name: gpu-7, port: 8092, scheme: http, labels: { site: ber1 } }
hosts: ["gpu-9:8093"]
`,
    async ({ dir }) => {
      const { hosts, groups, file } = await readInventory("fleet.yaml", dir);
      assert.equal(file, "fleet.yaml");
      assert.deepEqual(groups, ["a1"]);
      assert.deepEqual(hosts, [{
        instance: "10.0.0.1:8091",
        target: "10.0.0.1:8091",
        scheme: "https",
        group: "a1",
        labels: { site: "fra1", rack: "a1" },
        tokenFile: `${dir}/../a1.token`,
        caFile: "/etc/ca.pem",
        isNamed: false,
      }, {
        instance: "gpu-7",
        target: "[fd00::7]:8092",
        scheme: "http",
        group: "a1",
        labels: { site: "ber1", rack: "a1" },
        tokenFile: `${dir}/../a1.token`,
        caFile: "/etc/ca.pem",
        isNamed: true,
      }, {
        instance: "gpu-9:8093",
        target: "gpu-9:8093",
        scheme: "http",
        group: "",
        labels: { site: "fra1", rack: "none" },
        tokenFile: `${dir}/token`,
        caFile: undefined,
        isNamed: false,
      }]);
    },
  );
});

const BAD: readonly [string, string, readonly RegExp[]][] = [
  ["an unknown key", "default: {}\nhosts: [a]\n", [/^fleet\.yaml:1: default .*unknown key/]],
  ["an unknown key of a host", "hosts:\n  - { address: a, prt: 1 }\n", [
    /^fleet\.yaml:2: hosts\[0\]\.prt is 1: unknown key/,
  ]],
  ["bad ports", 'defaults: { port: 65536 }\nhosts:\n  - "a:0"\n  - { address: b, port: "1" }\n', [
    /:1: defaults\.port is 65536: must be 1 to 65535$/,
    /:3: hosts\[0\]\.address is "a:0": must be a host/,
    /:4: hosts\[1\]\.port is "1": must be a whole number$/,
  ]],
  ["no address", "hosts: [7, { name: x }, http://a/metrics, 0.0.0.0]\n", [
    /hosts\[0\] is 7: must be an address/,
    /hosts\[1\]\.address: must be a host such as/,
    /hosts\[2\]\.address is "http:\/\/a\/metrics": must be a host .* without scheme and path$/,
    /hosts\[3\]\.address is "0\.0\.0\.0": means every interface/,
  ]],
  ["labels that Prometheus or a metric has", "hosts: [a]\ndefaults:\n  labels: { job: x }\n", [
    /:3: defaults\.labels\.job is "x": is a label that Prometheus sets/,
  ]],
  ["a label of a metric", "hosts: [{ address: a, labels: { model: x } }]\n", [
    /hosts\[0\]\.labels\.model is "x": is a label of the metrics.*exported_model.*host_model$/,
  ]],
  [
    "labels of a wrong form",
    'hosts: [a]\ndefaults: { labels: { a-b: x, __c: x, d: 7, e: "" } }\n',
    [
      /labels\.a-b is "x": must be letters/,
      /labels\.__c is "x": must not begin with __/,
      /labels\.d is 7: must be text; put it in quotes/,
      /labels\.e is "": must not be empty/,
    ],
  ],
  [
    "a host twice",
    "hosts:\n  - 10.0.0.1\n  - 10.0.0.1:8090\n  - { address: b, name: 10.0.0.1:8090 }\n",
    [
      /:3: hosts\[1\]\.address is "10\.0\.0\.1:8090": must be unique.*first on line 2\. Remove or change one$/,
      /:4: hosts\[2\]\.name is "10\.0\.0\.1:8090": must be unique/,
    ],
  ],
  ["a host in two groups", "groups:\n  a:\n    hosts: [x]\n  b:\n    hosts: [X]\n", [
    /:5: groups\.b\.hosts\[0\]\.address is "X": must be unique: x:8090 appears twice, first on line 3/,
  ]],
  ["two ports", 'hosts: [{ address: "a:1", port: 2 }]\n', [/port is 2: is given twice/]],
  ["no host", "groups: {}\n", [/^fleet\.yaml: must name a host: an empty list would take/]],
  ["an empty group", "groups: { a: { hosts: [] } }\n", [
    /groups\.a\.hosts is \[\]: must name a host/,
  ]],
  ["a group without a name", "groups: { A b: { hosts: [x] } }\n", [/groups\.A b.*lower-case/]],
];

for (const [what, text, lines] of BAD) {
  Deno.test(`readInventory says where and how to mend ${what}`, async () => {
    const faults = await listFaults(text);
    assert.equal(faults.code, "fleet_invalid");
    assert.equal(faults.lines.length, lines.length, faults.lines.join("\n"));
    for (const line of lines) {
      assert.ok(faults.lines.some((one) => line.test(one)), `${line}\n${faults.lines.join("\n")}`);
    }
  });
}

Deno.test("readInventory refuses more labels than Prometheus is told to take", async () => {
  const labels = (from: number) =>
    Array.from({ length: 11 }, (_, index) => `l${from + index}: x`).join(", ");
  const { lines } = await listFaults(
    `defaults: { labels: { ${labels(0)} } }\nhosts: [{ address: a, labels: { ${labels(20)} } }]\n`,
  );
  assert.match(lines.join("\n"), /hosts\[0\]\.labels .*more than 20 labels.*there are 22$/);
});

Deno.test("readInventory tells the first of a thousand faults, and how many more there are", async () => {
  const { lines } = await listFaults(`hosts:\n${"  - a\n".repeat(1_001)}`);
  assert.equal(lines.length, 21);
  assert.equal(lines.at(-1), "fleet.yaml: and 980 more");
});

Deno.test("readInventory tells a file that is no YAML, none, or a folder", async () => {
  assert.equal((await listFaults("hosts: [a\n")).code, "yaml_invalid");
  assert.equal((await listFaults("hosts: [a]\nhosts: [b]\n")).code, "yaml_invalid");
  await withInventory("hosts: [a]\n", async ({ dir }) => {
    for (const name of ["none.yaml", "."]) {
      await assert.rejects(
        readInventory(name, dir),
        (error: unknown) => error instanceof IssuesError && error.code === "fleet_unreadable",
      );
    }
  });
});

Deno.test("takeInventory takes any content, or says what is wrong with it", () => {
  const text = fc.oneof(fc.constantFrom("10.0.0.1", "a:1", "[::1]", "http", ""), fc.string());
  const fields = {
    port: fc.oneof(fc.integer(), text),
    labels: fc.dictionary(text, fc.oneof(text, fc.integer())),
    scheme: text,
  };
  const hosts = fc.array(
    fc.oneof(text, fc.record({ address: text, name: text, ...fields }), fc.jsonValue()),
  );
  const file = fc.record({
    defaults: fc.oneof(fc.record(fields, { requiredKeys: [] }), fc.jsonValue()),
    groups: fc.oneof(fc.dictionary(text, fc.record({ hosts, ...fields })), fc.jsonValue()),
    hosts,
  }, { requiredKeys: [] });
  fc.assert(fc.property(file, (value) => {
    const yaml = { ...NO_YAML, value: value as Record<string, unknown> };
    try {
      const inventory = takeInventory({ file: "fleet.yaml", folder: "/", yaml });
      assert.ok(inventory.hosts.length > 0);
    } catch (error) {
      assert.ok(error instanceof IssuesError, String(error));
      assert.ok(error.issues.every(({ code }) => code === "fleet_invalid"));
    }
  }));
});
