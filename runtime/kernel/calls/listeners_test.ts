import assert from "node:assert/strict";
import { findListeners } from "./listeners.ts";

Deno.test("findListeners names the addresses at which somebody accepts connections", async () => {
  using there = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const gone = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const [open, closed] = [there, gone].map(({ addr }) => `127.0.0.1:${addr.port}`);
  gone.close();
  assert.ok(open && closed);
  const addresses = [closed, open, "no-such-host.invalid:80", "nonsense", "*:80"];
  assert.deepEqual(await findListeners(addresses), [open]);
});

Deno.test("findListeners waits a second at most for who never answers", async () => {
  const startMs = performance.now();
  // Nobody is there by definition (RFC 5737): it is dropped or unreachable.
  assert.deepEqual(await findListeners(["192.0.2.1:9"]), []);
  assert.ok(performance.now() - startMs < 5_000);
});
