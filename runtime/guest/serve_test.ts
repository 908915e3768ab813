import assert from "node:assert/strict";
import { CallError } from "../contract/errors.ts";
import type { GuestMessage, HostMessage } from "../contract/message.ts";
import type { PluginContext } from "../sdk/context.ts";
import { serve } from "./serve.ts";

const HELLO: HostMessage = {
  type: "hello",
  protocol: 1,
  plugin: "demo",
  version: "1.0.0",
  config: { limit: 3 },
};
const COLLECT: HostMessage = { type: "collect", id: 1, timeoutMs: 60_000 };

type Collect = (context: PluginContext) => unknown;

/** Serves a plugin, answers its calls by `onCall`, and stops it after a while. */
async function session(
  collect: Collect,
  { messages = [HELLO, COLLECT], onCall = () => undefined, afterMs = 0 }: {
    messages?: readonly HostMessage[];
    onCall?: (call: Extract<GuestMessage, { type: "call" }>) => HostMessage | undefined;
    afterMs?: number;
  } = {},
): Promise<GuestMessage[]> {
  const sent: GuestMessage[] = [];
  const channel = new TransformStream<HostMessage, HostMessage>(
    undefined,
    { highWaterMark: 100 },
    { highWaterMark: 100 },
  );
  const writer = channel.writable.getWriter();
  for (const message of messages) void writer.write(message);
  const running = serve({
    messages: channel.readable,
    send: (message) => {
      JSON.stringify(message);
      sent.push(message);
      const answer = message.type === "call" ? onCall(message) : undefined;
      if (answer) void writer.write(answer);
    },
    load: () => Promise.resolve({ default: { collect } }),
  });
  await new Promise((resolve) => setTimeout(resolve, afterMs));
  await writer.write({ type: "stop" });
  await running;
  return sent;
}

Deno.test("serve greets, collects and answers with the families", async () => {
  const families = [{ name: "a", samples: [] }];
  assert.deepEqual(await session(() => families), [
    { type: "hello", protocol: 1 },
    { type: "result", id: 1, families },
  ]);
});

Deno.test("serve gives a plugin its config and the answers of its calls", async () => {
  let seen: unknown;
  await session(async ({ config, facts }) => {
    seen = [config, await facts.read("/proc/stat")];
    return [];
  }, { onCall: ({ id }) => ({ type: "return", id, ok: true, value: "cpu" }), afterMs: 5 });
  assert.deepEqual(seen, [{ limit: 3 }, "cpu"]);
});

for (
  const [name, collect, expected] of [
    ["inactive", () => ({ inactive: "no GPU" }), { type: "inactive", id: 1, reason: "no GPU" }],
    ["a number", () => 7, /^TypeError: Cannot use result/],
    ["nothing", () => undefined, /^TypeError: Cannot use result/],
    ["what JSON cannot carry", () => [{ samples: [1n] }], /^TypeError: .*BigInt/],
    ["a thrown text", () => Promise.reject("plain"), /^plain$/],
    ["an error", () => Promise.reject(new RangeError("bad")), /^RangeError: bad \(serve_test/],
  ] satisfies [string, Collect, GuestMessage | RegExp][]
) {
  Deno.test(`serve answers ${name} once`, async () => {
    const [, answer, ...more] = await session(collect, { afterMs: 5 });
    assert.deepEqual(more, []);
    if (!(expected instanceof RegExp)) return assert.deepEqual(answer, expected);
    assert.ok(answer?.type === "failure");
    assert.match(answer.message, expected);
  });
}

for (
  const [name, module] of [
    ["without a default export", {}],
    ["without collect", { default: {} }],
    ["that is no object", null],
  ] as const
) {
  Deno.test(`serve refuses a module ${name} and ends`, async () => {
    const sent: GuestMessage[] = [];
    await serve({
      messages: (async function* () {
        yield HELLO;
        yield COLLECT;
      })(),
      send: (message) => sent.push(message),
      load: () => Promise.resolve(module),
    });
    assert.equal(sent.length, 1);
    assert.equal(sent[0]?.type, "load_failed");
  });
}

Deno.test("serve sends nothing for a plugin that goes on after its answer", async () => {
  const late: unknown[] = [];
  const sent = await session(({ facts, exec, log }) => {
    log("info", "in time");
    setTimeout(() => {
      log("info", "too late");
      facts.read("/proc/stat").catch((error) => late.push(error));
      exec("ls").catch((error) => late.push(error));
      facts.readOptional("/proc/stat").catch((error) => late.push(error));
    }, 1);
    return [];
  }, { afterMs: 20 });
  assert.deepEqual(sent.map(({ type }) => type), ["hello", "log", "result"]);
  assert.equal(late.length, 3);
  for (const error of late) {
    assert.ok(error instanceof CallError);
    assert.equal(error.code, "unavailable");
    assert.match(error.message, /its collection has ended; await calls/);
  }
});

Deno.test("serve fails the calls that are open when a collection answers", async () => {
  let error: unknown;
  await session(({ facts }) => {
    facts.read("/proc/stat").catch((cause) => error = cause);
    return [];
  }, { afterMs: 5 });
  assert.ok(error instanceof CallError && error.code === "unavailable");
});

Deno.test("serve opens a new context for the next collection", async () => {
  const sent: GuestMessage[] = [];
  let write: (message: HostMessage) => void = () => {};
  const messages = new ReadableStream<HostMessage>({
    start: (controller) => {
      write = (message) => controller.enqueue(message);
    },
  });
  write(HELLO);
  write(COLLECT);
  await serve({
    messages,
    send: (message) => {
      sent.push(message);
      if (message.type === "result") {
        write(message.id === 1 ? { ...COLLECT, id: 2 } as HostMessage : { type: "stop" });
      }
    },
    load: () =>
      Promise.resolve({
        default: {
          collect: ({ log }: PluginContext) => {
            log("info", "again");
            return [];
          },
        },
      }),
  });
  assert.deepEqual(sent.map(({ type }) => type), ["hello", "log", "result", "log", "result"]);
});
