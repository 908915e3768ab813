import assert from "node:assert/strict";
import { FakeKernel } from "../../../tests/support/fake_kernel.ts";
import { LIMITS } from "../../contract/limits.ts";
import { KernelError } from "../kernel_error.ts";
import { answerCall } from "./answer_call.ts";

const READ = {
  type: "call",
  id: 5,
  service: "facts",
  method: "read",
  args: ["/proc/stat"],
} as const;

/** A kernel that answers each call by a function. */
function kernelWith(answer: () => unknown): FakeKernel {
  const kernel = new FakeKernel();
  kernel.answer = () => Promise.resolve().then(answer);
  return kernel;
}

for (
  const [call, request] of [
    [
      READ,
      {
        call: "call",
        args: { stream: 3, service: "facts", method: "read", args: ["/proc/stat"] },
      },
    ],
    [
      { ...READ, service: "exec", method: "run", args: ["ls", []] },
      { call: "call", args: { stream: 3, service: "exec", method: "run", args: ["ls", []] } },
    ],
  ] as const
) {
  Deno.test(`answerCall asks the kernel for ${call.service} under the guest's own stream`, async () => {
    const kernel = kernelWith(() => "value");
    assert.deepEqual(await answerCall(kernel, 3, call), {
      service: call.service,
      outcome: "ok",
      message: { type: "return", id: 5, ok: true, value: "value" },
    });
    assert.deepEqual(kernel.requests, [request]);
  });
}

for (
  const [name, error, outcome] of [
    ["a refusal", new KernelError("not_granted", "No"), "not_granted"],
    ["a deadline", new KernelError("timed_out", "No"), "timed_out"],
    ["a code that is no outcome", new KernelError("plugin_not_found", "No"), "failed"],
    ["another error", new TypeError("No"), "failed"],
  ] as const
) {
  Deno.test(`answerCall tells ${name} as ${outcome}`, async () => {
    const kernel = kernelWith(() => {
      throw error;
    });
    assert.deepEqual(await answerCall(kernel, 3, READ), {
      service: "facts",
      outcome,
      message: { type: "return", id: 5, ok: false, code: outcome, message: "No" },
    });
  });
}

for (
  const [service, method, label] of [
    ["podman", "list", "unknown"],
    ["spawn", "run", "unknown"],
    ['x"} 1\n', "run", "unknown"],
    ["exec", "start", "exec"],
    ["__proto__", "run", "unknown"],
  ] as const
) {
  Deno.test(`answerCall asks nobody for ${JSON.stringify(service)}.${method}`, async () => {
    const kernel = kernelWith(() => "never");
    const answer = await answerCall(kernel, 3, { ...READ, service, method });
    assert.equal(answer.service, label);
    assert.equal(answer.outcome, "unknown_method");
    assert.deepEqual(kernel.requests, []);
  });
}

for (
  const [name, text, outcome] of [
    ["that just fits", "x".repeat(LIMITS.guestFrameBytes - 2_000), "ok"],
    ["of a frame's length", "x".repeat(LIMITS.guestFrameBytes), "too_large"],
    [
      "of fewer characters but more bytes",
      "\u20ac".repeat(LIMITS.guestFrameBytes / 2),
      "too_large",
    ],
  ] as const
) {
  Deno.test(`answerCall tells an answer ${name} as ${outcome}`, async () => {
    assert.equal((await answerCall(kernelWith(() => text), 3, READ)).outcome, outcome);
  });
}
