import assert from "node:assert/strict";
import { Socket } from "node:net";
import { Turns } from "./turns.ts";

Deno.test("the requests of one connection are answered one after another", async () => {
  const turns = new Turns();
  const socket = new Socket();
  const begun: number[] = [];
  const ends = [1, 2, 3].map((request) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    turns.take(socket, () => {
      begun.push(request);
      return promise;
    });
    return resolve;
  });
  assert.deepEqual(begun, [1]);
  for (const [index, end] of ends.entries()) {
    end();
    await settle();
    assert.deepEqual(begun, [1, 2, 3].slice(0, index + 2));
  }
  turns.take(socket, () => Promise.resolve(void begun.push(4)));
  assert.deepEqual(begun, [1, 2, 3, 4], "nothing is left to wait for");
});

Deno.test("a connection does not wait for the answers of another", () => {
  const turns = new Turns();
  const begun: string[] = [];
  for (const name of ["one", "other"]) {
    turns.take(new Socket(), () => {
      begun.push(name);
      return new Promise(() => {});
    });
  }
  assert.deepEqual(begun, ["one", "other"]);
});

/** Lets what follows a promise run, chains of it, too. */
function settle(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
