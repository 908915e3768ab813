import assert from "node:assert/strict";
import { Credit } from "./credit.ts";

/** Takes as often as it can; gives how often that was. */
function taker(credit: Credit): () => Promise<number> {
  let taken = 0;
  const take = async () => {
    while (true) {
      await credit.take();
      taken++;
    }
  };
  void take();
  return async () => {
    await new Promise((resolve) => setTimeout(resolve, 0));
    return taken;
  };
}

Deno.test("Credit lets through what was granted and no more", async () => {
  const credit = new Credit(2);
  const taken = taker(credit);
  assert.equal(await taken(), 2);
  credit.grant(3, 10);
  assert.equal(await taken(), 5);
});

Deno.test("Credit never holds more than the maximum, however much is granted", async () => {
  const credit = new Credit(2);
  credit.grant(1_000, 4);
  credit.grant(1_000, 4);
  const taken = taker(credit);
  assert.equal(await taken(), 4);
});

Deno.test("Credit waits on when nothing is granted", async () => {
  const credit = new Credit(0);
  const taken = taker(credit);
  credit.grant(0, 10);
  assert.equal(await taken(), 0);
  credit.grant(1, 10);
  assert.equal(await taken(), 1);
});
