import assert from "node:assert/strict";
import fc from "fast-check";
import {
  checkPathPattern,
  coversPattern,
  isAtOrBelow,
  isCanonicalPath,
  matchesPath,
} from "./path_pattern.ts";

Deno.test("matchesPath keeps * in one segment and lets ** span any", () => {
  const cases: [pattern: string, path: string, matches: boolean][] = [
    ["/proc/stat", "/proc/stat", true],
    ["/proc/stat", "/proc/stat2", false],
    ["/proc/*/cgroup", "/proc/1/cgroup", true],
    ["/proc/*/cgroup", "/proc/1/task/2/cgroup", false],
    ["/proc/*/cgroup", "/proc/cgroup", false],
    ["/sys/class/hwmon/hwmon*/temp*_input", "/sys/class/hwmon/hwmon0/temp12_input", true],
    ["/sys/class/hwmon/hwmon*/temp*_input", "/sys/class/hwmon/hwmon0/temp1_label", false],
    ["/models/**", "/models", true],
    ["/models/**", "/models/a/b", true],
    ["/models/**", "/modelsX", false],
    ["/a/**/b", "/a/b", true],
    ["/a/**/b", "/a/x/b/y/b", true],
    ["/a/**/b", "/a/x", false],
    ["/a/**/b/**/c", "/a/b/x/b/c", true],
    ["/**", "/", true],
    ["/", "/", true],
    ["/", "/a", false],
  ];
  for (const [pattern, path, matches] of cases) {
    assert.equal(matchesPath(pattern, path), matches, `${pattern} and ${path}`);
  }
});

Deno.test("matchesPath never matches a path that is not canonical", () => {
  const crafted = [
    "",
    "proc/stat",
    "/proc/../etc/shadow",
    "/proc/./stat",
    "/proc//stat",
    "/proc/stat/",
    "/proc/..",
    "//",
    "/proc/stat\0",
    "/proc/stat\n",
    "/proc/%2e%2e/etc/shadow",
    "/proc/%2E%2E/etc/shadow",
    `/${"a".repeat(5_000)}`,
  ];
  for (const path of crafted) {
    assert.equal(isCanonicalPath(path), false, JSON.stringify(path));
    for (const pattern of ["/**", "/proc/**", "/proc/*", "/proc/*/*/*", path]) {
      assert.equal(matchesPath(pattern, path), false, JSON.stringify([pattern, path]));
    }
  }
});

Deno.test("checkPathPattern says what is wrong", () => {
  const cases: [pattern: string, problem: RegExp | undefined][] = [
    ["/proc/*/stat", undefined],
    ["/models/**", undefined],
    ["models", /absolute/],
    ["~/models", /absolute/],
    ["/a/../b", /canonical/],
    ["/a/", /canonical/],
    ["/a\nb", /control/],
    ["/a%2e", /%2e/],
    ["/a/x**", /whole segment/],
    [`/${"a".repeat(5_000)}`, /longer/],
  ];
  for (const [pattern, problem] of cases) {
    const found = checkPathPattern(pattern);
    if (problem) assert.match(found ?? "", problem);
    else assert.equal(found, undefined);
  }
});

const part = fc.constantFrom("a", "b", "*", "**", "a*", "*b");
const pattern = fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) =>
  `/${parts.join("/")}`
);
const path = fc.array(fc.constantFrom("a", "b", "ab"), { minLength: 1, maxLength: 5 })
  .map((parts) => `/${parts.join("/")}`);

Deno.test("coversPattern never says yes of a pattern that matches more", () => {
  fc.assert(
    fc.property(pattern, pattern, path, (outer, inner, file) => {
      fc.pre(coversPattern(outer, inner) && matchesPath(inner, file));
      assert.ok(matchesPath(outer, file), `${outer} ${inner} ${file}`);
    }),
    { numRuns: 2_000, maxSkipsPerRun: 1_000 },
  );
});

Deno.test("coversPattern of a literal path is matchesPath", () => {
  fc.assert(fc.property(pattern, path, (outer, file) => {
    assert.equal(coversPattern(outer, file), matchesPath(outer, file));
  }));
});

Deno.test("coversPattern compares patterns", () => {
  const cases: [outer: string, inner: string, covers: boolean][] = [
    ["/**", "/proc/*/cgroup", true],
    ["/proc/**", "/proc/**", true],
    ["/proc/**", "/sys/**", false],
    ["/proc/*/cgroup", "/proc/1/cgroup", true],
    ["/proc/1/cgroup", "/proc/*/cgroup", false],
    ["/proc/*", "/proc/**", false],
    ["/proc/*/*", "/proc/**", false],
    ["/a*", "/ab*", true],
    ["/ab*", "/a*", false],
    ["/a/../b", "/a/../b", false],
  ];
  for (const [outer, inner, covers] of cases) {
    assert.equal(coversPattern(outer, inner), covers, `${outer} ${inner}`);
  }
});

Deno.test("isAtOrBelow compares whole segments", () => {
  assert.ok(isAtOrBelow("/a", "/a") && isAtOrBelow("/a/b", "/a") && isAtOrBelow("/a", "/"));
  assert.ok(!isAtOrBelow("/ab", "/a") && !isAtOrBelow("/", "/a"));
});
