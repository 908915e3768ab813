import assert from "node:assert/strict";
import fc from "fast-check";
import {
  checkNetItem,
  coversNet,
  forbiddenTarget,
  formatNetItem,
  parseNetItem,
  targetOfUrl,
} from "./net_pattern.ts";

Deno.test("checkNetItem takes one literal host and port, or a placeholder", () => {
  const fine = [
    "127.0.0.1:8000",
    "[::1]:8000",
    "[fd00::12]:65535",
    "localhost:1",
    "vllm_server:8000",
    "a.b-c.example:443",
    "{targets}",
  ];
  for (const item of fine) assert.equal(checkNetItem(item), undefined, item);
  const crafted = [
    "",
    "*",
    "*:80",
    "host",
    "host:*",
    "host:",
    ":80",
    "host:0",
    "host:080",
    "host:65536",
    "host:80-90",
    "host:80,other:81",
    "host:80 --allow-all",
    "-A",
    "a,b:80",
    "*.example.com:443",
    "http://host:80",
    "host:80/path",
    "user@host:80",
    "127.1:80",
    "0x7f.1:80",
    "2130706433:80",
    "127.0.0.01:80",
    "256.0.0.1:80",
    "10.0.0.0/8:80",
    "::1:80",
    "[::1]",
    "[::ffff:127.0.0.1]:80",
    "[fe80::1%eth0]:80",
    "unix:/var/run/docker.sock",
    "host:80\n",
    "host.:80",
    "-host:80",
    "{Targets}",
    "{targets}:80",
  ];
  for (const item of crafted) assert.match(checkNetItem(item) ?? "", /must be one host/, item);
});

Deno.test("parseNetItem gives one target one spelling", () => {
  assert.deepEqual(parseNetItem("LocalHost:80"), { host: "localhost", port: 80 });
  assert.deepEqual(parseNetItem("[0:0:0:0:0:0:0:1]:80"), { host: "::1", port: 80 });
  const address = fc.oneof(fc.ipV4(), fc.ipV6().map((text) => `[${text}]`));
  fc.assert(fc.property(address, fc.integer({ min: 1, max: 65_535 }), (host, port) => {
    const target = parseNetItem(`${host}:${port}`);
    fc.pre(target !== undefined);
    assert.deepEqual(target && parseNetItem(formatNetItem(target)), target);
  }));
});

Deno.test("targetOfUrl reads URLs and plain targets", () => {
  const cases: [text: string, item: string | undefined][] = [
    ["http://127.0.0.1:8000/v1", "127.0.0.1:8000"],
    ["http://vllm", "vllm:80"],
    ["https://vllm/metrics", "vllm:443"],
    ["http://[::1]:8000", "[::1]:8000"],
    ["http://user:secret@vllm:8000", "vllm:8000"],
    ["http://0x7f.1:8000", "127.0.0.1:8000"],
    ["vllm:8000", "vllm:8000"],
    ["vllm", undefined],
    ["ftp://vllm", undefined],
    ["file:///etc/passwd", undefined],
    ["http://", undefined],
    ["http://host:0", undefined],
  ];
  for (const [text, item] of cases) {
    const target = targetOfUrl(text);
    assert.equal(target && formatNetItem(target), item, text);
  }
});

Deno.test("coversNet knows * for host, for port and alone", () => {
  const cases: [policyItem: string, item: string, covers: boolean][] = [
    ["*", "host:80", true],
    ["*:*", "host:80", true],
    ["*:443", "host:443", true],
    ["*:443", "host:80", false],
    ["127.0.0.1:*", "127.0.0.1:8000", true],
    ["127.0.0.1:*", "127.0.0.2:8000", false],
    ["127.0.0.1:*", "localhost:8000", false],
    ["[::1]:*", "[::1]:8000", true],
    ["[0::1]:8000", "[::1]:8000", true],
    ["Host:80", "host:80", true],
    ["host:80", "host:8000", false],
    ["host", "host:80", false],
    ["", "host:80", false],
    ["*.example.com:80", "a.example.com:80", false],
    ["*", "*", false],
    ["*", "not a target", false],
  ];
  for (const [policyItem, item, covers] of cases) {
    assert.equal(coversNet(policyItem, item), covers, `${policyItem} ${item}`);
  }
});

Deno.test("forbiddenTarget closes our port, the inspector, link-local and unspecified", () => {
  const closed = [
    "127.0.0.1:8090",
    "127.9.9.9:8090",
    "localhost:8090",
    "a.localhost:8090",
    "[::1]:8090",
    "127.0.0.1:9229",
    "[::1]:9229",
    "169.254.169.254:80",
    "[fe80::1]:80",
    "[febf::1]:80",
    "0.0.0.0:80",
    "0.1.2.3:80",
    "[::]:80",
  ];
  const open = ["127.0.0.1:8000", "10.0.0.1:8090", "host:9229", "0.example:80", "[fec0::1]:80"];
  const reason = (item: string) => {
    const target = parseNetItem(item);
    assert.ok(target, item);
    return forbiddenTarget(target, 8090);
  };
  for (const item of closed) assert.notEqual(reason(item), undefined, item);
  for (const item of open) assert.equal(reason(item), undefined, item);
});
