import assert from "node:assert/strict";
import { openNotifySocket, socketAddress } from "./notify_socket.ts";

/** Receives one datagram, which needs a flag that tests do not have. */
const RECEIVER = `
  const [path] = Deno.args;
  const socket = Deno.listenDatagram({ transport: "unixpacket", path });
  console.log("ready");
  const [bytes] = await socket.receive();
  console.log(new TextDecoder().decode(bytes));`;

Deno.test("openNotifySocket sends datagrams that another process receives", async () => {
  const dir = await Deno.makeTempDir();
  const path = `${dir}/notify`;
  const script = `${dir}/receiver.ts`;
  await Deno.writeTextFile(script, RECEIVER);
  const receiver = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-config", "--unstable-net", script, path],
    stdin: "null",
    stdout: "piped",
  }).spawn();
  let heard = "";
  for await (const text of receiver.stdout.pipeThrough(new TextDecoderStream())) {
    heard += text;
    if (heard === "ready\n") {
      assert.equal(openNotifySocket(path)?.("READY=1\nSTATUS=Listening"), true);
    }
  }
  assert.equal(heard, "ready\nREADY=1\nSTATUS=Listening\n");
  assert.equal((await receiver.status).code, 0);
  await Deno.remove(dir, { recursive: true });
});

Deno.test("openNotifySocket says when nobody is there", async () => {
  const dir = await Deno.makeTempDir();
  assert.equal(openNotifySocket(`${dir}/nothing`)?.("READY=1"), false);
  await Deno.remove(dir);
});

Deno.test("socketAddress takes paths and abstract names, and nothing else", () => {
  assert.deepEqual(socketAddress("/a"), new Uint8Array([1, 0, 47, 97, 0]));
  assert.deepEqual(socketAddress("@a"), new Uint8Array([1, 0, 0, 97]));
  for (const wrong of ["", "/", "@", "a/b", `/${"x".repeat(108)}`, "vsock:2:1234"]) {
    assert.equal(socketAddress(wrong), undefined, wrong);
  }
});
