import assert from "node:assert/strict";
import { formatTarget, isEveryInterface, parseFleetAddress } from "./fleet_address.ts";

Deno.test("parseFleetAddress takes names and addresses, with a port or without", () => {
  const cases: [string, string, number | undefined][] = [
    ["10.0.0.7", "10.0.0.7", undefined],
    ["10.0.0.7:8091", "10.0.0.7", 8091],
    ["GPU-1.rack_a.example.org.", "gpu-1.rack_a.example.org", undefined],
    ["gpu-1:65535", "gpu-1", 65_535],
    ["1und1-box", "1und1-box", undefined],
    ["[FD00:0:0::7]:8090", "fd00::7", 8090],
    ["fd00::7", "fd00::7", undefined],
    ["[::1]", "::1", undefined],
  ];
  for (const [text, host, port] of cases) {
    assert.deepEqual(parseFleetAddress(text), { host, port }, text);
  }
});

Deno.test("parseFleetAddress refuses what is no host", () => {
  const wrong = [
    ...["", " ", "a b", "http://gpu-1", "gpu-1/metrics", "gpu-1:", "gpu-1:0", "gpu-1:65536"],
    ...[
      "10.0.0.300",
      "10.0.0",
      "10.0.0.07",
      "1.2.3.4.5",
      "-gpu",
      "gpu..x",
      "user@gpu",
      "*",
      "gpu:a",
    ],
    ...[
      "[fd00::7",
      "fd00::7]:1",
      "[fd00::7]x",
      "[10.0.0.1]",
      "[fd00::7]/?[",
      "[::g]",
      "a".repeat(254),
    ],
    ...["gpu\n1", "gpu\u{0}", "g\u{fc}nther"],
  ];
  for (const text of wrong) assert.equal(parseFleetAddress(text), undefined, JSON.stringify(text));
});

Deno.test("isEveryInterface knows the addresses that are none to ask", () => {
  const every = ["0.0.0.0", "[::]:8090", "0:0::0", "10.0.0.1"].map((text) => {
    const parsed = parseFleetAddress(text);
    return parsed !== undefined && isEveryInterface(parsed);
  });
  assert.deepEqual(every, [true, true, true, false]);
});

Deno.test("formatTarget puts IPv6 into brackets", () => {
  assert.equal(formatTarget("gpu-1", 1), "gpu-1:1");
  assert.equal(formatTarget("fd00::7", 8090), "[fd00::7]:8090");
});
