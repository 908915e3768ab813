import assert from "node:assert/strict";
import fc from "fast-check";
import { encodeFrame, makeFrame } from "./encode_frame.ts";
import { decodeJson } from "./decode_json.ts";
import { FrameError } from "./frame_error.ts";
import { FrameReader } from "./frame_reader.ts";

function concat(parts: Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}

function code(error: unknown): string {
  assert.ok(error instanceof FrameError);
  return error.code;
}

Deno.test("FrameReader returns the same messages however the bytes are cut", () => {
  fc.assert(fc.property(
    fc.array(fc.jsonValue(), { maxLength: 8 }),
    fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 50 }),
    (messages, cuts) => {
      const bytes = concat(messages.map(encodeFrame));
      const reader = new FrameReader(1_000_000);
      const got: unknown[] = [];
      for (let offset = 0, turn = 0; offset < bytes.length; turn++) {
        const size = cuts[turn % cuts.length] ?? 1;
        got.push(...reader.push(bytes.subarray(offset, offset + size)).map(decodeJson));
        offset += size;
      }
      reader.end();
      assert.deepEqual(got, JSON.parse(JSON.stringify(messages)));
    },
  ));
});

Deno.test("FrameReader refuses a frame over the limit from its header alone", () => {
  const reader = new FrameReader(10);
  assert.throws(
    () => reader.push(new Uint8Array([0, 0, 0, 11])),
    (error) => code(error) === "frame_too_large",
  );
  assert.throws(
    () => new FrameReader(4_194_304).push(new Uint8Array([255, 255, 255, 255])),
    /announces 4294967295 bytes, the limit is 4194304/,
  );
});

Deno.test("FrameReader accepts a frame of exactly the limit and an empty one", () => {
  const reader = new FrameReader(3);
  const bodies = reader.push(
    concat([makeFrame(new Uint8Array([1, 2, 3])), makeFrame(new Uint8Array())]),
  );
  assert.deepEqual(bodies.map((body) => [...body]), [[1, 2, 3], []]);
});

Deno.test("FrameReader end refuses a stream that stops within a header or a body", () => {
  for (const bytes of [[0], [0, 0, 0], [0, 0, 0, 2], [0, 0, 0, 2, 1]]) {
    const reader = new FrameReader(10);
    reader.push(new Uint8Array(bytes));
    assert.throws(() => reader.end(), (error) => code(error) === "truncated_frame");
  }
});

Deno.test("decodeJson refuses what is not UTF-8 or not JSON", () => {
  assert.throws(
    () => decodeJson(new Uint8Array([0x22, 0xff, 0x22])),
    (e) => code(e) === "invalid_utf8",
  );
  assert.throws(
    () => decodeJson(new TextEncoder().encode("{")),
    (e) => code(e) === "invalid_frame",
  );
  assert.throws(() => decodeJson(new Uint8Array()), (e) => code(e) === "invalid_frame");
});
