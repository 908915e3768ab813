import assert from "node:assert/strict";
import { configValues } from "./config_values.ts";

const net = (value: unknown) => configValues(value, { path: "config.targets", kind: "net" });
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
  const read = configValues(["/a"], { path: "config.dirs", kind: "read" });
  const facts = configValues(["/a"], { path: "config.dirs", kind: "facts" });
  assert.equal(read.values[0]?.text, "/a");
  assert.equal(facts.values[0]?.text, "statfs:/a");
});
