import assert from "node:assert/strict";
import { EMPTY_GRANT } from "../../policy/permissions/empty_grant.ts";
import { LIMITS } from "../../contract/limits.ts";
import type { FactRoots } from "./facts/fact_roots.ts";
import type { Facts } from "./facts.ts";
import { withRoots } from "./facts/testing_roots.ts";
import { askFacts, factsWith } from "./testing_facts.ts";

const REAL = { procRoot: "/proc", sysRoot: "/sys" };

function makeFacts(roots: FactRoots, maxBytes = 1_000_000): Facts {
  return factsWith({ roots, maxBytes });
}

function callerWith(...facts: string[]) {
  return { name: "system", grant: { ...EMPTY_GRANT, facts } };
}

Deno.test("facts.read reads what is granted by name or by pattern", async () => {
  const facts = makeFacts(REAL);
  const caller = callerWith("/proc/stat", "/proc/*/mountinfo", "/proc/net/*");
  for (const path of ["/proc/stat", "/proc/1/mountinfo", "/proc/net/dev"]) {
    const text = await askFacts(facts, caller, "read", [path]);
    assert.ok(typeof text === "string" && text.length > 10, path);
  }
});

for (
  const path of [
    "/proc/meminfo",
    "/proc/1/root/proc/stat",
    "/proc/../etc/shadow",
    "/proc//stat",
    "/proc/stat\0",
    "/proc/%2e%2e/etc/shadow",
    "/etc/shadow",
  ]
) {
  Deno.test(`facts.read of ${JSON.stringify(path)} is not granted, and says what would`, async () => {
    const caller = callerWith("/proc/stat", "/proc/*/stat");
    await assert.rejects(askFacts(makeFacts(REAL), caller, "read", [path]), (error: Error) => {
      assert.equal("code" in error && error.code, "not_granted");
      assert.ok(
        error.message.includes(
          `add ${JSON.stringify(path)} to permissions.facts in plugins/system/plugin.yaml`,
        ),
      );
      return true;
    });
  });
}

Deno.test("facts.read stays forbidden where a pattern would grant it", async () => {
  const caller = callerWith("/proc/**", "/sys/**");
  for (const path of ["/proc/self/root/etc/passwd", "/proc/1/environ", "/proc/1/root/etc/passwd"]) {
    await assert.rejects(askFacts(makeFacts(REAL), caller, "read", [path]), {
      code: "forbidden_path",
    });
  }
});

Deno.test("facts.readAll gives what can be read, and leaves the rest out", async () => {
  await withRoots(async ({ dir, roots, write, link }) => {
    await write("/sys/class/net/eth0/mtu", "1500\n");
    await write("/sys/class/net/lo/mtu", "65536\n");
    await write("/sys/class/net/bond/other", "no mtu");
    await Deno.writeTextFile(`${dir}/mtu`, "secret");
    await link("/sys/class/net/evil", dir);
    const found = await askFacts(makeFacts(roots), callerWith("/sys/class/net/*/*"), "readAll", [
      "/sys/class/net/*/mtu",
    ]);
    assert.deepEqual(found, {
      "/sys/class/net/eth0/mtu": "1500\n",
      "/sys/class/net/lo/mtu": "65536\n",
    });
  });
});

Deno.test("facts.readAll gives every path, also one named __proto__", async () => {
  await withRoots(async ({ roots, write }) => {
    await write("/sys/a/__proto__", "1");
    const found = await askFacts(makeFacts(roots), callerWith("/sys/a/*"), "readAll", ["/sys/a/*"]);
    assert.deepEqual(Object.keys(found as object), ["/sys/a/__proto__"]);
  });
});

Deno.test("facts.readAll of all processes never answers what is closed", async () => {
  const caller = callerWith("/proc/*/*");
  const found = await askFacts(makeFacts(REAL), caller, "readAll", ["/proc/*/environ"]);
  assert.deepEqual(found, {});
  const stats = await askFacts(makeFacts(REAL), caller, "readAll", ["/proc/*/stat"]) as object;
  assert.ok("/proc/1/stat" in stats);
  assert.equal("/proc/self/stat" in stats, false);
});

Deno.test("facts.readAll refuses one file that is too large, and an answer that is", async () => {
  await withRoots(async ({ roots, write }) => {
    const text = "x".repeat(600_000);
    for (let index = 0; index < 8; index++) await write(`/sys/a/${index}`, text);
    const caller = callerWith("/sys/a/*");
    assert.ok(8 * text.length > LIMITS.guestFrameBytes);
    await assert.rejects(askFacts(makeFacts(roots), caller, "readAll", ["/sys/a/*"]), {
      code: "too_large",
      message: "Cannot read /sys/a/*: it does not fit in one answer",
    });
    await assert.rejects(askFacts(makeFacts(roots, 100), caller, "readAll", ["/sys/a/*"]), {
      code: "too_large",
    });
  });
});

for (
  const [method, args, code] of [
    ["read", [], "bad_arguments"],
    ["read", ["/proc/stat", "/proc/stat"], "bad_arguments"],
    ["read", [7], "bad_arguments"],
    ["read", [["/proc/stat"]], "bad_arguments"],
    ["readAll", [null], "bad_arguments"],
    ["readAll", ["/proc/../*"], "bad_arguments"],
    ["readAll", ["/proc/**"], "bad_arguments"],
    ["readAll", ["/proc/*/io"], "not_granted"],
    ["readAll", ["/sys/*"], "not_granted"],
    ["statfs", ["/"], "not_granted"],
    ["statfs", ["../"], "bad_arguments"],
    ["system", ["osInfo"], "not_granted"],
    ["system", ["os-info"], "bad_arguments"],
    ["constructor", ["/proc/stat"], "unknown_method"],
    ["write", ["/proc/stat"], "unknown_method"],
  ] as const
) {
  Deno.test(`facts.${method}(${JSON.stringify(args)}) is refused as ${code}`, async () => {
    const caller = callerWith("/proc/stat", "/proc/1/io", "/proc/**");
    const narrow = callerWith("/proc/stat", "/proc/1/io");
    const answer = askFacts(
      makeFacts(REAL),
      code === "not_granted" ? narrow : caller,
      method,
      args,
    );
    await assert.rejects(answer, { name: "CallError", code });
  });
}
