import assert from "node:assert/strict";
import fc from "fast-check";
import { JsonLinesReader } from "./json_lines_reader.ts";
import { LineReader } from "./line_reader.ts";
import { SseReader } from "./sse_reader.ts";

interface Reader {
  push(bytes: Uint8Array): string[];
  end(): string[];
}

const encoder = new TextEncoder();

function readWhole(reader: Reader, text: string): string[] {
  return [...reader.push(encoder.encode(text)), ...reader.end()];
}

/** Reads the bytes in pieces that end at these places. */
function readSplit(reader: Reader, bytes: Uint8Array, places: readonly number[]): string[] {
  const ends = [...places, bytes.length].map((place) => place % (bytes.length + 1))
    .sort((a, b) => a - b);
  let from = 0;
  const found: string[] = [];
  for (const to of [...ends, bytes.length]) {
    found.push(...reader.push(bytes.subarray(from, to)));
    from = to;
  }
  return [...found, ...reader.end()];
}

const splits = fc.array(fc.nat(), { maxLength: 30 });
const lineText = fc.string({ unit: "binary", maxLength: 20 })
  .map((text) => text.replaceAll(/[\r\n\ufeff]|[\ud800-\udfff]/g, "\u00e4"));
const lineEnd = fc.constantFrom("\n", "\r\n", "\r");

Deno.test("LineReader finds the same lines wherever the bytes are split", () => {
  fc.assert(fc.property(fc.array(fc.tuple(lineText, lineEnd)), splits, (lines, places) => {
    const bytes = encoder.encode(lines.map(([text, end]) => text + end).join(""));
    // An empty line that ends with LF after one that ends with CR is one CRLF.
    const isOne = lines.some(([text, end], index) =>
      text === "" && end === "\n" && lines[index - 1]?.[1] === "\r"
    );
    fc.pre(!isOne);
    assert.deepEqual(readSplit(new LineReader(), bytes, places), lines.map(([text]) => text));
  }));
});

Deno.test("LineReader gives back the last line without an end, and takes bytes that are no UTF-8", () => {
  assert.deepEqual(readWhole(new LineReader(), "a\nb"), ["a", "b"]);
  assert.deepEqual(readWhole(new LineReader(), ""), []);
  assert.deepEqual(new LineReader().push(new Uint8Array([0x61, 0xff, 0x0a])), ["a\ufffd"]);
});

Deno.test("LineReader refuses what is too large, however small the pieces", () => {
  const small = { maxBytes: 100, maxLine: 10 };
  const bytes = (text: string) => encoder.encode(text);
  assert.throws(() => new LineReader(small).push(bytes("a\n".repeat(51))), {
    name: "StreamError",
    message: "the stream is over 100 bytes",
  });
  const reader = new LineReader(small);
  reader.push(bytes("0123456789"));
  const tooLong = { name: "StreamError", message: "a line is over 10 characters" };
  assert.throws(() => reader.push(bytes("0")), tooLong);
  assert.throws(() => new LineReader(small).push(bytes("01234567890\n")), tooLong);
  assert.deepEqual(new LineReader(small).push(bytes("0123456789\n")), ["0123456789"]);
});

Deno.test("SseReader reads data lines, and passes over comments and other fields", () => {
  const cases: [text: string, events: string[]][] = [
    ["data: a\n\ndata:b\n\n", ["a", "b"]],
    ["data: a\r\n\r\ndata: b\r\rdata: c\n\n", ["a", "b", "c"]],
    [": keep-alive\n\n: more\ndata: a\n\n", ["a"]],
    ["event: message\nid: 7\nretry: 3\ndata: a\n\n", ["a"]],
    ["data: one\ndata: two\ndata:\n\n", ["one\ntwo\n"]],
    ["data:  two spaces\n\n", [" two spaces"]],
    ["data\n\n", [""]],
    ["database: a\n\ndata : b\n\n", []],
    ["\ufeffdata: after a mark\n\n", ["after a mark"]],
    ["data: no empty line\n", ["no empty line"]],
    ["data: no end", ["no end"]],
    ["event: ping\n\n\n\n", []],
    ["data: a:b: c\n\n", ["a:b: c"]],
  ];
  for (const [text, events] of cases) {
    assert.deepEqual(readWhole(new SseReader(), text), events, JSON.stringify(text));
  }
});

Deno.test("SseReader reads what a server writes, wherever the bytes are split", () => {
  const event = fc.record({
    data: fc.array(lineText, { minLength: 1, maxLength: 3 }),
    comment: fc.boolean(),
    end: fc.constantFrom("\n", "\r\n"),
  });
  fc.assert(fc.property(fc.array(event), splits, (events, places) => {
    const text = events.map(({ data, comment, end }) =>
      [...comment ? [": hello"] : [], ...data.map((line) => `data: ${line}`), "", ""].join(end)
    ).join("");
    const expected = events.map(({ data }) => data.join("\n"));
    assert.deepEqual(readSplit(new SseReader(), encoder.encode(text), places), expected);
  }));
});

Deno.test("JsonLinesReader reads what a server writes, wherever the bytes are split", () => {
  const value = fc.jsonValue().filter((one) => one !== undefined);
  fc.assert(fc.property(fc.array(value), splits, (values, places) => {
    const texts = values.map((one) => JSON.stringify(one));
    const bytes = encoder.encode(texts.join("\n\n"));
    assert.deepEqual(readSplit(new JsonLinesReader(), bytes, places), texts);
  }));
});
