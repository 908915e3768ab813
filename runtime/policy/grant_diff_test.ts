import assert from "node:assert/strict";
import { EMPTY_GRANT } from "./permissions/empty_grant.ts";
import type { Grant } from "../contract/grant.ts";
import { diffGrants, grantItems, widens } from "./grant_diff.ts";

const grant = (parts: Partial<Grant>): Grant => ({ ...EMPTY_GRANT, ...parts });

const FULL = grant({
  net: ["b:2", "a:1"],
  env: ["HF_HOME"],
  read: ["/models"],
  facts: ["/proc/stat", "system:osInfo"],
  exec: [{ command: "nvidia-smi", args: ["-L"] }],
});

Deno.test("grantItems lists a grant in one order", () => {
  assert.deepEqual(grantItems(FULL), [
    "env HF_HOME",
    'exec nvidia-smi ["-L"]',
    "facts /proc/stat",
    "facts system:osInfo",
    "net a:1",
    "net b:2",
    "read /models",
  ]);
  assert.deepEqual(
    grantItems(grant({ net: ["a:1", "b:2"] })),
    grantItems(grant({ net: ["b:2", "a:1"] })),
  );
});

Deno.test("diffGrants says what comes and what goes", () => {
  const after = grant({ ...FULL, net: ["a:1", "c:3"], exec: [] });
  assert.deepEqual(diffGrants(FULL, after), {
    added: ["net c:3"],
    removed: ['exec nvidia-smi ["-L"]', "net b:2"],
  });
  assert.deepEqual(diffGrants(FULL, FULL), { added: [], removed: [] });
});

Deno.test("widens is true only of what the approved grant does not cover", () => {
  const exec = (...args: string[]) => grant({ exec: [{ command: "x", args }] });
  const cases: [approved: Grant, asked: Grant, wider: boolean][] = [
    [FULL, FULL, false],
    [FULL, EMPTY_GRANT, false],
    [EMPTY_GRANT, FULL, true],
    [grant({ net: ["a:1"] }), grant({ net: ["a:2"] }), true],
    [grant({ env: ["A"] }), grant({ env: ["AB"] }), true],
    [grant({ read: ["/m"] }), grant({ read: ["/m/a"] }), false],
    [grant({ read: ["/m/a"] }), grant({ read: ["/m"] }), true],
    [grant({ read: ["/m"] }), grant({ read: ["/mm"] }), true],
    [grant({ facts: ["/proc/*/stat"] }), grant({ facts: ["/proc/1/stat"] }), false],
    [grant({ facts: ["/proc/1/stat"] }), grant({ facts: ["/proc/*/stat"] }), true],
    [grant({ facts: ["statfs:/**"] }), grant({ facts: ["statfs:/m"] }), false],
    [grant({ facts: ["/**"] }), grant({ facts: ["statfs:/m"] }), true],
    [grant({ facts: ["system:cpu"] }), grant({ facts: ["system:mem"] }), true],
    [exec("-q=*"), exec("-q=a"), false],
    [exec("-q=a"), exec("-q=*"), true],
    [exec("a"), exec("a", "b"), true],
    [exec("*"), exec("-f"), true],
    [exec(), grant({ exec: [{ command: "y", args: [] }] }), true],
  ];
  for (const [approved, asked, wider] of cases) {
    assert.equal(widens(approved, asked), wider, JSON.stringify([approved, asked]));
  }
});
