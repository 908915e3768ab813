import assert from "node:assert/strict";
import { configValues } from "./config_values.ts";

const net = (targets: unknown) => configValues({ targets }, { key: "targets", kind: "net" });
const texts = (value: unknown) => net(value).values.map(({ path, text }) => `${path} ${text}`);

Deno.test("configValues reads a text, texts and objects with a url", () => {
  assert.deepEqual(texts("http://a:1/x"), ["config.targets a:1"]);
  assert.deepEqual(texts(["a:1", "https://b"]), [
    "config.targets[0] a:1",
    "config.targets[1] b:443",
  ]);
  assert.deepEqual(texts([{ name: "a", url: "http://a:1" }]), ["config.targets[0].url a:1"]);
  for (const empty of [undefined, null, "", []]) {
    assert.deepEqual(net(empty), { values: [], problems: [] });
  }
});

Deno.test("configValues reports each setting that leads nowhere", () => {
  const { values, problems } = net(["a:1", "nowhere", 7, { name: "x" }, { url: 5 }]);
  assert.deepEqual(values.map(({ text }) => text), ["a:1"]);
  assert.deepEqual(problems.map(({ path, value }) => `${path} ${value}`), [
    'config.targets[1] "nowhere"',
    "config.targets[2] 7",
    'config.targets[3] {"name":"x"}',
    "config.targets[4].url 5",
  ]);
  assert.match(problems[0]?.fix ?? "", /config\.yaml/);
});

Deno.test("configValues leaves paths as they are and marks those of file systems", () => {
  const read = configValues({ dirs: ["/a"] }, { key: "dirs", kind: "read" });
  const facts = configValues({ dirs: ["/a"] }, { key: "dirs", kind: "facts" });
  assert.equal(read.values[0]?.text, "/a");
  assert.equal(facts.values[0]?.text, "statfs:/a");
});

Deno.test("configValues reads a named field of the objects that have it", () => {
  const config = { targets: [{ url: "http://a:1", keyEnv: "A" }, { url: "http://b:1" }, "c:1"] };
  const { values, problems } = configValues(config, {
    key: "targets",
    field: "keyEnv",
    kind: "env",
  });
  assert.deepEqual(values, [{ path: "config.targets[0].keyEnv", text: "A" }]);
  assert.deepEqual(problems, []);
  const wrong = configValues({ targets: [{ keyEnv: 7 }] }, {
    key: "targets",
    field: "keyEnv",
    kind: "env",
  });
  assert.equal(wrong.problems[0]?.path, "config.targets[0].keyEnv");
  for (const other of [undefined, "text", {}, 7]) {
    const none = configValues({ targets: other }, { key: "targets", field: "url", kind: "net" });
    assert.deepEqual(none, { values: [], problems: [] });
  }
});

Deno.test("configValues repeats nothing that may be a secret", () => {
  const config = {
    targets: [
      { url: "http://u:pa/ss-hunter2@h:8000", keyEnv: ["hunter2"] },
      { url: "nowhere?key=hunter2" },
    ],
  };
  const problems = [
    ...configValues(config, { key: "targets", kind: "net" }).problems,
    ...configValues(config, { key: "targets", field: "keyEnv", kind: "env" }).problems,
  ];
  assert.equal(problems.length, 3);
  for (const { value } of problems) assert(!value.includes("hunter2"), value);
});
