import assert from "node:assert/strict";
import { encodeLinkFrame, encodeLinkMessage } from "../../../wire/link_frame.ts";
import { HostProcess } from "./host_process.ts";
import { isRunning, until } from "../child/testing_commands.ts";

/** Starts a shell script as the host. */
function startHost(script: string) {
  const heard: unknown[] = [];
  const violations: unknown[] = [];
  const host = new HostProcess(["/bin/bash", "-c", script], { PATH: "/usr/bin:/bin" }, {
    onControl: (message) => heard.push(message),
    onGuestFrame: (stream, payload) => heard.push([stream, new TextDecoder().decode(payload)]),
    onStderr: (line) => heard.push(line),
    onViolation: (error) => violations.push(error),
  });
  return { host, heard, violations };
}

const escaped = (bytes: Uint8Array) =>
  [...bytes].map((byte) => `\\x${byte.toString(16).padStart(2, "0")}`).join("");

Deno.test("HostProcess hears control messages, guests' frames and standard error", async () => {
  const control = escaped(encodeLinkMessage(0, { type: "drained" }));
  const frame = escaped(encodeLinkFrame(7, new TextEncoder().encode("for a guest")));
  const { host, heard, violations } = startHost(`printf '${control}${frame}'; echo note >&2`);
  assert.equal((await host.status).code, 0);
  assert.ok(await until(() => Promise.resolve(heard.length === 3)));
  assert.deepEqual(heard.filter((one) => one !== "note"), [{ type: "drained" }, [
    7,
    "for a guest",
  ]]);
  assert.ok(heard.includes("note"));
  assert.deepEqual(violations, []);
});

Deno.test("HostProcess sends on stream 0 and on the guest's, and ends by the end of the link", async () => {
  const { host, heard } = startHost("cat");
  host.send({ type: "shutdown" });
  host.sendGuestFrame(5, new TextEncoder().encode("hi"));
  assert.ok(await until(() => Promise.resolve(heard.length === 2)));
  assert.deepEqual(heard, [{ type: "shutdown" }, [5, "hi"]]);
  host.close();
  assert.equal((await host.status).success, true);
});

for (
  const [name, bytes] of [
    ["too large", [255, 255, 255, 255]],
    ["without a stream", [0, 0, 0, 2, 1, 1]],
    ["not JSON", [0, 0, 0, 5, 0, 0, 0, 0, 0x7b]],
    ["not UTF-8", [0, 0, 0, 5, 0, 0, 0, 0, 0xff]],
  ] as const
) {
  Deno.test(`HostProcess tells a frame that is ${name} as a violation`, async () => {
    const { host, violations } = startHost(`printf '${escaped(new Uint8Array(bytes))}'; sleep 60`);
    assert.ok(await until(() => Promise.resolve(violations.length === 1)));
    host.kill();
    assert.equal((await host.status).signal, "SIGKILL");
  });
}

Deno.test("HostProcess kills the whole group", async () => {
  const { host, heard } = startHost("sleep 60 & echo $! >&2; wait");
  assert.ok(await until(() => Promise.resolve(heard.length === 1)));
  host.kill();
  await host.status;
  assert.ok(await until(async () => !await isRunning(Number(heard[0]))));
});
