import assert from "node:assert/strict";
import { createOutput } from "./output.ts";

function sink(chunk = 3) {
  const bytes: number[] = [];
  return {
    writeSync(part: Uint8Array): number {
      bytes.push(...part.subarray(0, chunk));
      return Math.min(chunk, part.length);
    },
    text: () => new TextDecoder().decode(new Uint8Array(bytes)),
  };
}

Deno.test("Output keeps the answer apart from the notes, and finishes short writes", () => {
  const [stdout, stderr] = [sink(), sink()];
  const output = createOutput({ stdout, stderr });
  output.line("one line");
  output.raw("raw");
  output.json({ a: 1 });
  output.note("a note");
  assert.equal(stdout.text(), 'one line\nraw{\n  "a": 1\n}\n');
  assert.equal(stderr.text(), "a note\n");
});

Deno.test("Output shows no control character on a terminal, and keeps what goes into a file", () => {
  const [stdout, stderr, file] = [sink(), sink(), sink()];
  const hostile = "a\x1b]0;x\x07\u202eb\x9bc\n";
  const terminal = createOutput({ stdout, stderr, isTerminal: true });
  terminal.raw(hostile);
  terminal.line(hostile);
  terminal.note(hostile);
  terminal.json({ hostile });
  for (const text of [stdout.text(), stderr.text()]) {
    for (const hidden of ["\x1b", "\x07", "\u202e", "\x9b"]) assert(!text.includes(hidden));
  }
  assert.deepEqual(JSON.parse(stdout.text().slice(stdout.text().indexOf("{\n"))), { hostile });
  createOutput({ stdout: file, stderr }).raw(hostile);
  assert.equal(file.text(), hostile);
});

Deno.test("Output ends quietly when its reader is gone, and on no other error", () => {
  const failing = (error: Error) => ({
    writeSync: () => {
      throw error;
    },
  });
  createOutput({ stdout: failing(new Deno.errors.BrokenPipe()), stderr: sink() }).line("x");
  const broken = createOutput({ stdout: failing(new Error("disk full")), stderr: sink() });
  assert.throws(() => broken.line("x"), /disk full/);
});
