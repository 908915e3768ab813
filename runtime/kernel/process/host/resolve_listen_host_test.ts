import assert from "node:assert/strict";
import { resolveListenHost } from "./resolve_listen_host.ts";

Deno.test("resolveListenHost keeps addresses, and looks names up", async () => {
  const cases: [written: string, address: RegExp][] = [
    ["0.0.0.0", /^0\.0\.0\.0$/],
    ["::", /^::$/],
    ["[::1]", /^\[::1\]$/],
    ["localhost", /^(?:127\.0\.0\.1|::1)$/],
    ["no-such-host.invalid", /^no-such-host\.invalid$/],
  ];
  for (const [written, address] of cases) {
    const found = await resolveListenHost(written, () => "gpu-box");
    assert.match(found.address, address);
    assert.deepEqual(found.names, [written, "gpu-box"]);
  }
});

Deno.test("resolveListenHost does without the machine's name", async () => {
  const broken = () => {
    throw new Error("no name");
  };
  assert.deepEqual((await resolveListenHost("::", broken)).names, ["::"]);
});
