import assert from "node:assert/strict";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { combineCrc32, crc32 } from "./crc32.ts";
import { gzipChunk, joinGzip } from "./gzip_join.ts";

const encoder = new TextEncoder();

Deno.test("crc32 gives the checksum of the standard's example", () => {
  assert.equal(crc32(encoder.encode("123456789")), 0xcbf43926);
});

Deno.test("combineCrc32 gives the checksum of both texts joined", () => {
  fc.assert(fc.property(fc.uint8Array(), fc.uint8Array(), (a, b) => {
    assert.equal(
      combineCrc32(crc32(a), crc32(b), b.length),
      crc32(new Uint8Array([...a, ...b])),
    );
  }));
});

Deno.test("joinGzip makes one gzip member that holds all chunks in order", () => {
  fc.assert(fc.property(fc.array(fc.uint8Array({ maxLength: 3_000 })), (chunks) => {
    const joined = joinGzip(chunks.map(gzipChunk));
    assert.deepEqual([...gunzipSync(joined)], chunks.flatMap((chunk) => [...chunk]));
  }));
});

Deno.test("joinGzip is read by other programs", async () => {
  const text = "llm_monitor_demo_value_ratio 1\n".repeat(10_000);
  const joined = joinGzip([gzipChunk(encoder.encode(text)), gzipChunk(encoder.encode("end\n"))]);
  const child = new Deno.Command("gzip", { args: ["-dc"], stdin: "piped", stdout: "piped" })
    .spawn();
  const writer = child.stdin.getWriter();
  await writer.write(joined);
  await writer.close();
  const { success, stdout } = await child.output();
  assert.ok(success);
  assert.equal(new TextDecoder().decode(stdout), `${text}end\n`);
});
