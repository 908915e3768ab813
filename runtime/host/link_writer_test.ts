import assert from "node:assert/strict";
import { createWriter } from "./link_writer.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

Deno.test("createWriter writes in order, and joins what piles up while one write is open", async () => {
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
  for (const text of ["a", "b", "c"]) write(bytes(text));
  assert.deepEqual(written, ["a"]);
  gates[0]?.resolve();
  await settle();
  assert.deepEqual(written, ["a", "bc"]);
  gates[1]?.resolve();
  await settle();
  write(bytes("d"));
  assert.deepEqual(written, ["a", "bc", "d"]);
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
