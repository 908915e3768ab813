import assert from "node:assert/strict";
import fc from "fast-check";
import { FrameReader } from "./frame_reader.ts";
import { FrameError } from "./frame_error.ts";
import { decodeLinkFrame, encodeLinkFrame, encodeLinkMessage } from "./link_frame.ts";
import { decodeJson } from "./decode_json.ts";

Deno.test("decodeLinkFrame returns what encodeLinkFrame was given", () => {
  fc.assert(fc.property(
    fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    fc.uint8Array({ maxLength: 300 }),
    (stream, payload) => {
      const [body] = new FrameReader(1_000).push(encodeLinkFrame(stream, payload));
      assert.ok(body);
      const got = decodeLinkFrame(body);
      assert.equal(got.stream, stream);
      assert.deepEqual([...got.payload], [...payload]);
    },
  ));
});

Deno.test("encodeLinkMessage carries JSON", () => {
  const [body] = new FrameReader(1_000).push(encodeLinkMessage(7, { type: "stop" }));
  assert.ok(body);
  const { stream, payload } = decodeLinkFrame(body);
  assert.equal(stream, 7);
  assert.deepEqual(decodeJson(payload), { type: "stop" });
});

Deno.test("decodeLinkFrame refuses a body without a stream id", () => {
  assert.throws(() => decodeLinkFrame(new Uint8Array(3)), FrameError);
});
