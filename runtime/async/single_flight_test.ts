import assert from "node:assert/strict";
import { SingleFlight } from "./single_flight.ts";

Deno.test("SingleFlight runs once for all who ask at the same time", async () => {
  const flight = new SingleFlight<number>();
  const gate = Promise.withResolvers<number>();
  let starts = 0;
  const start = () => {
    starts++;
    return gate.promise;
  };
  const [first, second] = [flight.run("a", start), flight.run("a", start)];
  gate.resolve(7);
  assert.deepEqual(await Promise.all([first, second]), [7, 7]);
  assert.equal(starts, 1);
});

Deno.test("SingleFlight runs again after the first has settled, also when it failed", async () => {
  const flight = new SingleFlight<number>();
  await assert.rejects(flight.run("a", () => Promise.reject(new Error("no"))), /^Error: no$/);
  assert.equal(await flight.run("a", () => Promise.resolve(1)), 1);
  assert.equal(await flight.run("a", () => Promise.resolve(2)), 2);
});

Deno.test("SingleFlight keeps keys apart", async () => {
  const flight = new SingleFlight<string>();
  const both = ["a", "b"].map((key) => flight.run(key, () => Promise.resolve(key)));
  assert.deepEqual(await Promise.all(both), ["a", "b"]);
});
