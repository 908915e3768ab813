import assert from "node:assert/strict";
import { LIMITS } from "../contract/limits.ts";
import type { HostControl, KernelControl } from "../contract/syscall.ts";
import { decodeJson } from "../wire/decode_json.ts";
import { FrameReader } from "../wire/frame_reader.ts";
import { concatenate } from "../wire/concatenate.ts";
import { decodeLinkFrame, encodeLinkFrame, encodeLinkMessage } from "../wire/link_frame.ts";
import { KernelLink } from "./kernel_link.ts";

/** A link whose other end is the test. */
function linked() {
  const reader = new FrameReader(LIMITS.linkFrameBytes);
  const sent: { stream: number; message: unknown }[] = [];
  const directives: unknown[] = [];
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const writer = writable.getWriter();
  const link = new KernelLink((bytes) => {
    for (const body of reader.push(bytes)) {
      const { stream, payload } = decodeLinkFrame(body);
      sent.push({ stream, message: decodeJson(payload) });
    }
  }, (directive) => directives.push(directive));
  const reading = link.read(readable);
  return { link, reading, sent, directives, writer };
}

const control = (message: KernelControl) => encodeLinkMessage(0, message);
const returned = (id: number, value: unknown) => control({ type: "return", id, ok: true, value });
const frame = (stream: number, text: string) =>
  encodeLinkFrame(stream, new TextEncoder().encode(text));

/** A listener that writes down what it hears. */
function listener() {
  const heard: string[] = [];
  return {
    heard,
    onFrame: (payload: Uint8Array) => void heard.push(new TextDecoder().decode(payload)),
    onExit: (reason: string, detail: string) => void heard.push(`${reason}: ${detail}`),
  };
}

Deno.test("KernelLink answers each request by its id, in any order", async () => {
  const { link, sent, writer } = linked();
  const first = link.request("usage", {});
  const second = link.request("kill", { stream: 4, reason: "idle" });
  assert.deepEqual(sent.map(({ message }) => message as HostControl), [
    { type: "request", id: 1, call: "usage", args: {} },
    { type: "request", id: 2, call: "kill", args: { stream: 4, reason: "idle" } },
  ]);
  await writer.write(concatenate([returned(2, null), returned(1, { processes: [] })]));
  assert.equal(await second, null);
  assert.deepEqual(await first, { processes: [] });
});

Deno.test("KernelLink rejects what the kernel refuses, with its code", async () => {
  const { link, writer } = linked();
  const asked = link.request("usage", {});
  void writer.write(
    control({ type: "return", id: 1, ok: false, code: "not_granted", message: "No" }),
  );
  await assert.rejects(asked, { name: "KernelError", code: "not_granted", message: "No" });
});

Deno.test("KernelLink hears the first frame of a guest in the chunk that says it started", async () => {
  const { link, writer } = linked();
  const guest = listener();
  const spawned = link.spawn("gpu", "r1", guest);
  await writer.write(concatenate([
    returned(1, { stream: 3, pid: 42 }),
    frame(3, "hello"),
    control({ type: "exited", stream: 3, reason: "exit", detail: "code 1" }),
    frame(3, "from the dead"),
    control({ type: "exited", stream: 3, reason: "exit", detail: "again" }),
  ]));
  assert.deepEqual(await spawned, { stream: 3, pid: 42 });
  assert.deepEqual(guest.heard, ["hello", "exit: code 1"]);
});

Deno.test("KernelLink keeps guests apart, and passes over streams that it does not know", async () => {
  const { link, writer } = linked();
  const [one, two] = [listener(), listener()];
  const both = [link.spawn("a", "r", one), link.spawn("b", "r", two)];
  await writer.write(concatenate([
    returned(1, { stream: 1, pid: 1 }),
    returned(2, { stream: 2, pid: 2 }),
    frame(2, "two"),
    frame(9, "nobody"),
    frame(1, "one"),
  ]));
  await Promise.all(both);
  assert.deepEqual([one.heard, two.heard], [["one"], ["two"]]);
});

Deno.test("KernelLink grants credit in batches, per guest, and never more than it took", async () => {
  const { link, sent, writer } = linked();
  const spawned = link.spawn("a", "r", listener());
  const frames = Array.from({ length: LIMITS.guestCreditFrames + 3 }, () => frame(1, "x"));
  await writer.write(concatenate([returned(1, { stream: 1, pid: 1 }), ...frames]));
  await spawned;
  const half = LIMITS.guestCreditFrames / 2;
  assert.deepEqual(sent.slice(1).map(({ message }) => message), [
    { type: "credit", stream: 1, frames: half },
    { type: "credit", stream: 1, frames: half },
  ]);
});

Deno.test("KernelLink passes on what the kernel tells, and cut pieces of it", async () => {
  const { directives, reading, writer } = linked();
  const bytes = concatenate([
    control({ type: "shutdown" }),
    control({ type: "config_reload", ok: true, message: "" }),
  ]);
  for (const byte of bytes) await writer.write(new Uint8Array([byte]));
  await writer.close();
  await reading;
  assert.deepEqual(directives, [
    { type: "shutdown" },
    { type: "config_reload", ok: true, message: "" },
  ]);
});

Deno.test("KernelLink sends a guest's message on its stream, and tells on stream 0", () => {
  const { link, sent } = linked();
  link.sendGuest(7, { type: "stop" });
  link.tell({ type: "drained" });
  assert.deepEqual(sent, [
    { stream: 7, message: { type: "stop" } },
    { stream: 0, message: { type: "drained" } },
  ]);
});

Deno.test("KernelLink passes over an answer that nobody asked for", async () => {
  const { link, reading, writer } = linked();
  await writer.write(returned(99, "who?"));
  const asked = link.request("usage", {});
  await writer.write(concatenate([returned(1, { processes: [] }), returned(1, "twice")]));
  assert.deepEqual(await asked, { processes: [] });
  await writer.close();
  await reading;
});
