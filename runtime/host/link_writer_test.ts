import assert from "node:assert/strict";
import { createWriter } from "./link_writer.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

Deno.test("createWriter writes in order, and joins what comes in one turn or while a write is open", async () => {
  const written: string[] = [];
  const gates: PromiseWithResolvers<void>[] = [];
  const { write } = createWriter({
    write: (part) => {
      written.push(new TextDecoder().decode(part));
      const gate = Promise.withResolvers<void>();
      gates.push(gate);
      return gate.promise;
    },
  });
  for (const text of ["a", "b"]) write(bytes(text));
  // What the promises of this turn lead to belongs to it.
  for (let step = 0; step < 20; step++) await Promise.resolve();
  write(bytes("c"));
  await settle();
  assert.deepEqual(written, ["abc"]);
  for (const text of ["d", "e"]) write(bytes(text));
  await settle();
  assert.deepEqual(written, ["abc"]);
  gates[0]?.resolve();
  await settle();
  assert.deepEqual(written, ["abc", "de"]);
  gates[1]?.resolve();
  await settle();
  write(bytes("f"));
  await settle();
  assert.deepEqual(written, ["abc", "de", "f"]);
});

Deno.test("createWriter is quiet when the kernel has closed the link", async () => {
  let writes = 0;
  const { write } = createWriter({
    write: () => {
      writes++;
      return Promise.reject(new Deno.errors.BrokenPipe("gone"));
    },
  });
  write(bytes("a"));
  await settle();
  write(bytes("b"));
  await settle();
  assert.equal(writes, 1);
});
