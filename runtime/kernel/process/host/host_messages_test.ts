import assert from "node:assert/strict";
import { LIMITS } from "../../../contract/limits.ts";
import type { Candidate, KernelControl } from "../../../contract/syscall.ts";
import { decodeJson } from "../../../wire/decode_json.ts";
import { FrameReader } from "../../../wire/frame_reader.ts";
import { decodeLinkFrame } from "../../../wire/link_frame.ts";
import { encodeForHost } from "./host_messages.ts";

/** The messages as the host reads them, with the limit that it has. */
function received(message: KernelControl): KernelControl[] {
  const reader = new FrameReader(LIMITS.linkFrameBytes);
  return encodeForHost(message).flatMap((frame) =>
    [...reader.push(frame)].map((body) =>
      decodeJson(decodeLinkFrame(body).payload) as KernelControl
    )
  );
}

const rejected = (name: string, message: string): Candidate => ({
  name,
  rejected: { code: "manifest_invalid", message },
});

Deno.test("encodeForHost sends what fits in one frame as it is", () => {
  const message: KernelControl = { type: "return", id: 7, ok: true, value: "x" };
  assert.deepEqual(received(message), [message]);
  assert.deepEqual(received({ type: "candidates", candidates: [] }), [
    { type: "candidates", candidates: [], isLast: true },
  ]);
});

Deno.test("encodeForHost turns an answer that is too large into a refusal", () => {
  // NULs grow sixfold in JSON.
  const [answer] = received({ type: "return", id: 7, ok: true, value: "\0".repeat(2_000_000) });
  assert.ok(answer?.type === "return" && !answer.ok);
  assert.equal(answer.code, "too_large");
  assert.equal(answer.id, 7);
});

Deno.test("encodeForHost sends many candidates in several frames, in order", () => {
  const candidates = Array.from(
    { length: 200 },
    (_, index) => rejected(`p${index}`, "x".repeat(60_000)),
  );
  const parts = received({ type: "candidates", candidates });
  assert.ok(parts.length > 5);
  assert.deepEqual(parts.map((part) => part.type === "candidates" && part.isLast), [
    ...Array.from({ length: parts.length - 1 }, () => false),
    true,
  ]);
  const names = parts.flatMap((part) =>
    part.type === "candidates" ? part.candidates.map(({ name }) => name) : []
  );
  assert.deepEqual(names, candidates.map(({ name }) => name));
});

Deno.test("encodeForHost refuses a candidate that no frame can hold, and keeps the others", () => {
  const huge = rejected("huge", "x".repeat(LIMITS.linkFrameBytes));
  const [part] = received({ type: "candidates", candidates: [huge, rejected("small", "no")] });
  assert.ok(part?.type === "candidates");
  assert.deepEqual(part.candidates.map(({ rejected }) => rejected?.code), [
    "manifest_too_large",
    "manifest_invalid",
  ]);
});
