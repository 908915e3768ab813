import assert from "node:assert/strict";
import { EMPTY_GRANT } from "./permissions/empty_grant.ts";
import type { Grant } from "../contract/grant.ts";
import { CodedError } from "../contract/errors.ts";
import { guestFlags, hostFlags, OWN_V8_FLAGS } from "./flags.ts";

const MIB = 1024 * 1024;

function guest(grant: Partial<Grant>, readPaths: readonly string[] = ["/staged/gpu/abc"]) {
  return guestFlags({
    name: "gpu",
    grant: { ...EMPTY_GRANT, ...grant },
    readPaths,
    importMap: "/state/import_map.json",
    memoryBytes: 64 * MIB,
    ownPort: 8090,
  });
}

const ALWAYS = [
  "--quiet",
  "--no-config",
  "--no-lock",
  "--no-remote",
  "--no-npm",
  "--node-modules-dir=none",
  "--import-map=/state/import_map.json",
  "--cached-only",
  "--no-prompt",
  "--location=https://gpu.invalid",
  "--v8-flags=--max-heap-size=64",
  "--ignore-env",
];
const DENIED = "--deny-net=169.254.0.0/16,0.0.0.0/8,[::],127.0.0.0/8:9229,[::1]:9229," +
  "127.0.0.0/8:8090,[::1]:8090";

Deno.test("guestFlags gives exactly the flags of each grant", () => {
  const cases: [grant: Partial<Grant>, flags: string[]][] = [
    [{}, ["--allow-read=/staged/gpu/abc"]],
    [{ env: ["A", "B"] }, ["--allow-env=A,B", "--allow-read=/staged/gpu/abc"]],
    [{ read: ["/models"] }, ["--allow-read=/staged/gpu/abc,/models"]],
    [{ net: ["127.0.0.1:8000", "[::1]:1"] }, [
      "--allow-read=/staged/gpu/abc",
      "--allow-net=127.0.0.1:8000,[::1]:1",
      DENIED,
    ]],
    [{ facts: ["/proc/stat"], exec: [{ command: "x", args: [] }] }, [
      "--allow-read=/staged/gpu/abc",
    ]],
  ];
  for (const [grant, flags] of cases) assert.deepEqual(guest(grant), [...ALWAYS, ...flags]);
});

Deno.test("guestFlags never gives a whole permission", () => {
  assert.deepEqual(guest({}, []), ALWAYS);
});

Deno.test("guestFlags refuses a path that Deno would read as two", () => {
  const isRefusal = (error: unknown) =>
    error instanceof CodedError && error.code === "state_dir_unusable" &&
    error.message.includes('"/a,/etc"');
  assert.throws(() => guest({}, ["/a,/etc"]), isRefusal);
  assert.throws(() => guest({ read: ["/a,/etc"] }), isRefusal);
});

Deno.test("hostFlags lets the host listen at its address and nothing else", () => {
  const flags = (host?: string) =>
    hostFlags({
      listen: host === undefined ? undefined : { host, port: 8090 },
      configFile: "/p/deno.json",
      lockFile: "/p/deno.lock",
    });
  const base = [
    "--quiet",
    OWN_V8_FLAGS,
    "--no-prompt",
    "--config=/p/deno.json",
    "--lock=/p/deno.lock",
    "--frozen",
    "--no-remote",
    "--cached-only",
    "--node-modules-dir=none",
  ];
  assert.deepEqual(flags(), base);
  assert.deepEqual(flags("127.0.0.1"), [...base, "--allow-net=127.0.0.1:8090"]);
  assert.deepEqual(flags("::1"), [...base, "--allow-net=[::1]:8090"]);
});
