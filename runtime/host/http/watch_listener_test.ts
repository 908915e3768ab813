import assert from "node:assert/strict";
import { watchListener } from "./watch_listener.ts";

const TIMES = { everyMs: 5, calmMs: 5, acceptMs: 20 };

Deno.test("watchListener tells of a listener that accepts nothing any more", async () => {
  // The system completes the connection; nobody takes it.
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { promise, resolve } = Promise.withResolvers<Error>();
  watchListener({ ...listener.addr, accepted: () => 0, onLost: resolve, ...TIMES });
  assert.match((await promise).message, /Connections are no longer accepted/);
});

Deno.test("watchListener is content with a listener that accepts", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  let accepted = 0;
  const stop = watchListener({
    ...listener.addr,
    accepted: () => accepted,
    onLost: () => assert.fail("it was not lost"),
    ...TIMES,
    acceptMs: 5_000,
  });
  for (; accepted < 5; accepted++) (await listener.accept()).close();
  stop();
});

Deno.test("watchListener lets a listener alone that others connect to", async () => {
  let looks = 0;
  const { promise, resolve } = Promise.withResolvers<void>();
  const stop = watchListener({
    // Nothing listens there: a connection would fail, and be made again.
    hostname: "127.0.0.1",
    port: 1,
    accepted: () => {
      if (++looks === 10) resolve();
      return looks;
    },
    onLost: () => assert.fail("it was not lost"),
    ...TIMES,
  });
  await promise;
  stop();
});

Deno.test("watchListener tries a listener seldom while nobody connects, and soon after somebody did", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  let accepted = 0;
  let looks = 0;
  const calm = Promise.withResolvers<void>();
  const stop = watchListener({
    ...listener.addr,
    accepted: () => {
      if (++looks === 40) calm.resolve();
      return accepted;
    },
    onLost: () => assert.fail("it was not lost"),
    ...TIMES,
    calmMs: 3_600_000,
    acceptMs: 5_000,
  });
  (await listener.accept()).close();
  accepted++;
  const second = listener.accept();
  assert.equal(await Promise.race([second, calm.promise]), undefined);
  // Somebody connected: whether there is room for another has to be known soon.
  accepted++;
  (await second).close();
  stop();
});
