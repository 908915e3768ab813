import assert from "node:assert/strict";
import { reducedBody } from "./reduced_body.ts";
import type { LineReducer } from "./reduced_body.ts";

const UPPER: LineReducer = {
  push: (lines) => lines.map((line) => `${line.toUpperCase()}\n`).join(""),
  end: () => "end\n",
};

async function read(parts: Iterable<Uint8Array<ArrayBuffer>>): Promise<string> {
  return await new Response(reducedBody(ReadableStream.from(parts), UPPER)).text();
}

const encode = (text: string) => new TextEncoder().encode(text);

Deno.test("reducedBody passes a short body on as it is", async () => {
  assert.equal(await read([encode("a\nb"), encode("c\n")]), "a\nbc\n");
});

Deno.test("reducedBody reduces a long body, by whole lines", async () => {
  const long = `${"x".repeat(1_023)}\n`.repeat(600);
  const parts = [long, "a\ntail", " of \u20ac", "uro\nlast"].map(encode);
  assert.equal(await read(parts), `${long.toUpperCase()}A\nTAIL OF \u20acURO\nLAST\nend\n`);
});

Deno.test("reducedBody puts characters together that arrive in pieces", async () => {
  const bytes = encode(`${"x\n".repeat(600_000)}\u20ac\n`);
  const parts = [bytes.slice(0, 1_150_000), bytes.slice(1_150_000, -2), bytes.slice(-2)];
  assert((await read(parts)).endsWith("\u20ac\nend\n"));
});

Deno.test("reducedBody keeps no line without an end", async () => {
  const part = encode("x".repeat(300_000));
  const text = await read([encode("a\n".repeat(300_000)), part, part, part]);
  assert.equal(text.length, 600_000 + 900_000 + "end\n".length);
});
