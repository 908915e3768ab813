import assert from "node:assert/strict";
import { CallError, CodedError } from "../../contract/errors.ts";
import { EMPTY_GRANT } from "../../policy/permissions/empty_grant.ts";
import type { PluginSpec } from "../../contract/syscall.ts";
import type { Guest } from "../process/guest/guest_table.ts";
import { answerRequest } from "./answer_request.ts";
import type { RequestPorts } from "./answer_request.ts";

const SPEC = { name: "gpu", revision: "r1", grant: EMPTY_GRANT } as PluginSpec;
const READ = { service: "facts", method: "read", args: ["/proc/stat"] };
const REPORT = { processes: [], droppedLogLines: 2, callWaitSeconds: {}, isWatching: true };
const GUEST = { stream: 3, spec: SPEC, process: { pid: 42 } } as Guest;

/** Ports that admit one revision and know one guest; what they were asked is written down. */
function recorded(overrides: Partial<RequestPorts> = {}) {
  const asked: unknown[][] = [];
  const ports: RequestPorts = {
    admitted: (plugin, revision) => plugin === "gpu" && revision === "r1" ? SPEC : undefined,
    spawn: (spec) => {
      asked.push(["spawn", spec.name]);
      return Promise.resolve(GUEST);
    },
    guest: (stream) => stream === 3 ? GUEST : undefined,
    kill: (guest, reason) => asked.push(["kill", guest.stream, reason]),
    call: (spec, { service, method, args }) => {
      asked.push(["call", spec.name, service, method, args]);
      return Promise.resolve("text");
    },
    listeners: (addresses) => Promise.resolve(addresses),
    waits: (guest) => guest ? 1_500 : 500,
    usage: () => REPORT,
    ...overrides,
  };
  return { asked, ports };
}

for (
  const [call, args, value, expected] of [
    ["spawn", { plugin: "gpu", revision: "r1" }, { stream: 3, pid: 42 }, ["spawn", "gpu"]],
    ["kill", { stream: 3, reason: "idle" }, null, ["kill", 3, "idle"]],
    [
      "call",
      { stream: 3, service: "facts", method: "read", args: ["/proc/stat"] },
      "text",
      ["call", "gpu", "facts", "read", ["/proc/stat"]],
    ],
    [
      "recheck",
      { plugin: "gpu", revision: "r1", calls: [READ], addresses: ["127.0.0.1:80"] },
      { answers: [{ outcome: "ok", value: "text" }], listeners: [] },
      ["call", "gpu", "facts", "read", ["/proc/stat"]],
    ],
    ["waits", { stream: 3 }, { waitedMs: 1_500 }, undefined],
    ["waits", {}, { waitedMs: 500 }, undefined],
    ["usage", {}, REPORT, undefined],
    ["kill", { stream: 9, reason: "idle" }, null, undefined],
  ] as const
) {
  Deno.test(`answerRequest does ${call} ${JSON.stringify(args)}`, async () => {
    const { asked, ports } = recorded();
    assert.deepEqual(await answerRequest(ports, call, args), { ok: true, value });
    assert.deepEqual(asked, expected ? [expected] : []);
  });
}

for (
  const [call, args, code] of [
    ["spawn", { plugin: "gpu", revision: "r2" }, "plugin_not_found"],
    ["spawn", { plugin: "other", revision: "r1" }, "plugin_not_found"],
    ["spawn", { plugin: ["gpu"], revision: "r1" }, "plugin_not_found"],
    ["spawn", { command: ["rm", "-rf", "/"] }, "plugin_not_found"],
    ["recheck", { plugin: "gpu", revision: "r2", calls: [], addresses: [] }, "plugin_not_found"],
    ["recheck", { plugin: "gpu", revision: "r1", addresses: [] }, "bad_arguments"],
    ["kill", { stream: 3, reason: "whim" }, "bad_arguments"],
    ["kill", { stream: 3 }, "bad_arguments"],
    ["call", { stream: 9, service: "facts", method: "read", args: [] }, "unavailable"],
    ["call", { stream: "3", service: "facts", method: "read", args: [] }, "unavailable"],
    ["call", { stream: 3, service: "facts", method: "read" }, "bad_arguments"],
    ["call", { stream: 3, service: "exec", method: "run", args: "ls" }, "bad_arguments"],
    ["call", { stream: 3, service: "facts", args: [] }, "bad_arguments"],
    ["call", { stream: 3, method: "read", args: [] }, "bad_arguments"],
    ["call", null, "bad_arguments"],
    ["call", [3], "bad_arguments"],
    ["toString", {}, "unknown_method"],
    ["__proto__", {}, "unknown_method"],
    [7, {}, "unknown_method"],
  ] as const
) {
  Deno.test(`answerRequest refuses ${call} ${JSON.stringify(args)} as ${code}`, async () => {
    const { asked, ports } = recorded();
    const answer = await answerRequest(ports, call, args);
    assert.ok(!answer.ok);
    assert.equal(answer.code, code);
    assert.match(answer.message, /^Cannot /);
    assert.deepEqual(asked, []);
  });
}

for (
  const [error, code] of [
    [new CallError("timed_out", "Late"), "timed_out"],
    [new CodedError("state_dir_unusable", "Full"), "state_dir_unusable"],
    [new Error("Odd"), "failed"],
  ] as const
) {
  Deno.test(`answerRequest tells ${error.name} as ${code}`, async () => {
    const { ports } = recorded({ call: () => Promise.reject(error) });
    const args = { stream: 3, service: "facts", method: "read", args: [] };
    assert.deepEqual(await answerRequest(ports, "call", args), {
      ok: false,
      code,
      message: error.message,
    });
  });
}
