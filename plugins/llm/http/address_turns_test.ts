import assert from "node:assert/strict";
import { AddressTurns } from "./address_turns.ts";

Deno.test("AddressTurns asks an address one thing at a time, in order, and others meanwhile", async () => {
  const turns = new AddressTurns();
  const log: string[] = [];
  const gates = new Map<string, PromiseWithResolvers<void>>();
  const ask = (address: string, name: string) =>
    turns.take(address, async () => {
      log.push(`${name} begins`);
      const gate = Promise.withResolvers<void>();
      gates.set(name, gate);
      await gate.promise;
      log.push(`${name} ends`);
      return name;
    });
  const [first, second, other] = [ask("a", "1"), ask("a", "2"), ask("b", "3")];
  while (gates.size < 2) await Promise.resolve();
  assert.deepEqual(log, ["1 begins", "3 begins"]);
  gates.get("1")?.reject(new Error("broken"));
  await assert.rejects(first, /broken/);
  while (!gates.has("2")) await Promise.resolve();
  gates.get("2")?.resolve();
  gates.get("3")?.resolve();
  assert.deepEqual(await Promise.all([second, other]), ["2", "3"]);
});
