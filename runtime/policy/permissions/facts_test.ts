import assert from "node:assert/strict";
import { configSchema } from "../../contract/config.ts";
import { coversFact } from "./facts.ts";

Deno.test("coversFact compares items of one kind only", () => {
  const cases: [outer: string, inner: string, covers: boolean][] = [
    ["/proc/**", "/proc/stat", true],
    ["/proc/stat", "/proc/**", false],
    ["/**", "statfs:/models", false],
    ["statfs:/**", "statfs:/models", true],
    ["statfs:/models", "statfs:/**", false],
    ["statfs:/proc/stat", "/proc/stat", false],
    ["system:*", "system:osInfo", true],
    ["system:os*", "system:osInfo", true],
    ["system:osInfo", "system:cpu", false],
    ["system:*", "/proc/stat", false],
    ["/**", "system:osInfo", false],
    ["", "/proc/stat", false],
  ];
  for (const [outer, inner, covers] of cases) {
    assert.equal(coversFact(outer, inner), covers, `${outer} ${inner}`);
  }
});

Deno.test("coversFact finds every kind of item within the default ceiling", () => {
  const { facts } = configSchema.parse({}).policy.ceiling;
  for (const item of ["/proc/*/cgroup", "/sys/class/net/**", "system:cpu", "statfs:/"]) {
    assert.ok(facts.some((outer) => coversFact(outer, item)), item);
  }
});
