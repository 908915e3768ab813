import assert from "node:assert/strict";
import { deflateSync } from "node:zlib";
import { decodePng, differingPixels, shrinkPng } from "./shrink_png.ts";

/** A picture of 2 x 2 pixels: red, green, blue, and the sum of red and green; filters `none`, `up`. */
function picture(): Uint8Array {
  const chunk = (name: string, data: readonly number[]) => [
    ...[0, 0, 0, data.length],
    ...new TextEncoder().encode(name),
    ...data,
    // Nobody looks at the sum.
    ...[0, 0, 0, 0],
  ];
  const rows = [0, 255, 0, 0, 0, 255, 0, 2, 1, 0, 255, 255, 0, 0];
  return Uint8Array.from([
    ...[137, 80, 78, 71, 13, 10, 26, 10],
    ...chunk("IHDR", [0, 0, 0, 2, 0, 0, 0, 2, 8, 2, 0, 0, 0]),
    ...chunk("IDAT", [...deflateSync(Uint8Array.from(rows))]),
    ...chunk("IEND", []),
  ]);
}

Deno.test("a picture of few colours keeps all of them, and is the same every time", async () => {
  const small = shrinkPng(picture());
  assert.deepEqual(shrinkPng(picture()), small);
  const palette = new TextDecoder("latin1").decode(small).indexOf("PLTE");
  const colors = [...small.subarray(palette + 4, palette + 16)];
  // 255 and 1 more is 0.
  assert.deepEqual(colors, [0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255, 0]);
  await Promise.resolve();
});

Deno.test("a picture of another kind is refused", () => {
  const other = picture();
  other[25] = 0;
  assert.throws(() => shrinkPng(other), /none of those that Chromium writes/);
});

Deno.test("a picture made small can be read again, and differences that can be seen are counted", () => {
  const image = decodePng(picture());
  const small = decodePng(shrinkPng(picture()));
  assert.deepEqual(small, image);
  assert.equal(differingPixels(image, small), 0);
  const nearly = { ...image, rgb: image.rgb.map((part) => Math.max(0, part - 7)) };
  assert.equal(differingPixels(image, nearly), 0);
  const other = { ...image, rgb: image.rgb.map((part, at) => at < 3 ? 255 - part : part) };
  assert.equal(differingPixels(image, other), 1);
  assert.equal(differingPixels(image, { ...image, width: 4, height: 1 }), Infinity);
});
