/** The real bootstrap in a real process with the real flags; the test plays the host. */
import assert from "node:assert/strict";
import { EMPTY_GRANT } from "../policy/permissions/empty_grant.ts";
import { LIMITS } from "../contract/limits.ts";
import type { GuestMessage, HostMessage } from "../contract/message.ts";
import { guestFlags } from "../policy/flags.ts";
import { decodeJson } from "../wire/decode_json.ts";
import { encodeFrame } from "../wire/encode_frame.ts";
import { FrameReader } from "../wire/frame_reader.ts";

const RUNTIME = new URL("..", import.meta.url).pathname.replace(/\/$/, "");
const HELLO: HostMessage = {
  type: "hello",
  protocol: 1,
  plugin: "demo",
  version: "1.0.0",
  config: { greeting: "hi" },
};
const COLLECT: HostMessage = { type: "collect", id: 1, timeoutMs: 10_000 };
const STOP: HostMessage = { type: "stop" };

/** Runs a plugin's source as a guest. `onMessage` answers what it says. */
async function runGuest(
  source: string,
  { messages, onMessage = () => [] }: {
    messages: readonly (HostMessage | Uint8Array<ArrayBuffer>)[];
    onMessage?: (message: GuestMessage) => readonly HostMessage[];
  },
): Promise<{ said: GuestMessage[]; stderr: string; code: number }> {
  // A folder may be called like this, and the state folder may lie below it.
  const root = await Deno.realPath(await Deno.makeTempDir());
  const dir = `${root}/my #1 %41 plugins?`;
  try {
    await Deno.mkdir(dir);
    await Deno.writeTextFile(`${dir}/mod.ts`, source);
    const importMap = `${dir}/import_map.json`;
    const sdk = `file://${RUNTIME}/sdk/mod.ts`;
    await Deno.writeTextFile(importMap, JSON.stringify({ imports: { "@llm-monitor/sdk": sdk } }));
    const child = startGuest(dir, importMap);
    const writer = child.stdin.getWriter();
    const write = (message: HostMessage | Uint8Array<ArrayBuffer>) =>
      writer.write(message instanceof Uint8Array ? message : encodeFrame(message));
    const stderr = new Response(child.stderr).text();
    for (const message of messages) await write(message);
    const said: GuestMessage[] = [];
    const reader = new FrameReader(LIMITS.guestFrameBytes);
    for await (const chunk of child.stdout) {
      for (const body of reader.push(chunk)) {
        const message = decodeJson(body) as GuestMessage;
        said.push(message);
        for (const answer of onMessage(message)) await write(answer);
      }
    }
    reader.end();
    await writer.close().catch(() => {});
    return { said, stderr: await stderr, code: (await child.status).code };
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

function startGuest(dir: string, importMap: string): Deno.ChildProcess {
  const flags = guestFlags({
    name: "demo",
    grant: EMPTY_GRANT,
    readPaths: [dir, `${RUNTIME}/sdk`, `${RUNTIME}/contract`],
    importMap,
    memoryBytes: 64 * 1024 * 1024,
    ownPort: 0,
  });
  return new Deno.Command(Deno.execPath(), {
    args: ["run", ...flags, `${RUNTIME}/guest/bootstrap.ts`, `${dir}/mod.ts`, String(Deno.pid)],
    clearEnv: true,
    env: { DENO_DIR: `${dir}/deno_dir`, NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" },
    cwd: "/",
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

function plugin(collect: string, top = ""): string {
  return `import { definePlugin } from "@llm-monitor/sdk";
${top}
export default definePlugin({ async collect(ctx) { ${collect} } });`;
}

const stopAfterResult = (message: GuestMessage) =>
  ["result", "failure", "inactive"].includes(message.type) ? [STOP] : [];

Deno.test("bootstrap loads a plugin, relays its call and ends on stop", async () => {
  const source = plugin(`
    const text = await ctx.facts.read("/proc/stat");
    return [{ name: ctx.config.greeting, samples: [{ labels: { text }, value: 1 }] }];`);
  const { said, code } = await runGuest(source, {
    messages: [HELLO, COLLECT],
    onMessage: (message) =>
      message.type === "call"
        ? [{ type: "return", id: message.id, ok: true, value: "cpu 1" }]
        : stopAfterResult(message),
  });
  assert.deepEqual(said, [
    { type: "hello", protocol: 1 },
    { type: "call", id: 1, service: "facts", method: "read", args: ["/proc/stat"] },
    {
      type: "result",
      id: 1,
      families: [{ name: "hi", samples: [{ labels: { text: "cpu 1" }, value: 1 }] }],
    },
  ]);
  assert.equal(code, 0);
});

Deno.test("bootstrap keeps whatever a plugin prints out of the frames", async () => {
  const source = plugin(
    `for (const name of ["log", "info", "debug", "warn", "error", "dir"]) console[name]("said " + name);
    console.table([1]); console.trace("said trace"); return [];`,
    `console.log("said on load");`,
  );
  const { said, stderr } = await runGuest(source, {
    messages: [HELLO, COLLECT],
    onMessage: stopAfterResult,
  });
  assert.deepEqual(said.map(({ type }) => type), ["hello", "result"]);
  for (const name of ["on load", "log", "info", "debug", "warn", "error", "dir", "trace"]) {
    assert.match(stderr, new RegExp(`said ${name}`));
  }
});

Deno.test("bootstrap ends when its input ends, whatever the plugin left open", async () => {
  const source = plugin(
    `setInterval(() => {}, 10); ctx.facts.read("/proc/stat").catch(() => {}); return [];`,
    `setInterval(() => {}, 10);`,
  );
  const { code } = await runGuest(source, {
    messages: [HELLO, COLLECT],
    onMessage: stopAfterResult,
  });
  assert.equal(code, 0);
});

Deno.test("bootstrap outlives calls that a plugin forgot to await, and says so", async () => {
  const source = plugin(`
    ctx.facts.read("/proc/stat");
    setTimeout(() => { ctx.exec("ls"); ctx.log("info", "late"); }, 1);
    await new Promise((resolve) => setTimeout(resolve, ctx.config.wait ?? 0));
    return [];`);
  let answers = 0;
  const { said, stderr, code } = await runGuest(source, {
    messages: [HELLO, COLLECT],
    onMessage: ({ type }) => {
      if (type !== "result") return [];
      return ++answers === 2 ? [STOP] : [{ type: "collect", id: 2, timeoutMs: 10_000 }];
    },
  });
  const results = said.filter(({ type }) => type === "result");
  assert.equal(results.length, 2, stderr);
  assert.equal(code, 0);
  assert.match(stderr, /its collection has ended; await calls in collect/);
});

for (
  const [name, source, expected] of [
    ["that throws on load", `throw new Error("broken");`, /^Error: broken/],
    ["with a syntax error", `export default {`, /mod\.ts/],
    ["without a default export", `export const a = 1;`, /default export made by definePlugin/],
    [
      "that imports a file of the machine",
      `import text from "/etc/passwd" with { type: "text" };\nexport default text;`,
      /NotCapable|read access/,
    ],
    ["that imports from the network", `import "https://example.com/x.ts";`, /remote|no-remote/],
    ["that imports a package", `import "npm:zod";`, /npm/],
  ] satisfies [string, string, RegExp][]
) {
  Deno.test(`bootstrap tells load_failed of a plugin ${name}`, async () => {
    const { said, code } = await runGuest(source, { messages: [HELLO, COLLECT] });
    const [first, ...more] = said;
    assert.ok(first?.type === "load_failed", JSON.stringify(said));
    assert.match(first.message, expected);
    assert.deepEqual(more, []);
    assert.equal(code, 0);
  });
}

for (
  const [name, bytes] of [
    ["too large", new Uint8Array([0xff, 0xff, 0xff, 0xff])],
    ["not JSON", new Uint8Array([0, 0, 0, 1, 0x7b])],
    ["not UTF-8", new Uint8Array([0, 0, 0, 1, 0xff])],
  ] satisfies [string, Uint8Array<ArrayBuffer>][]
) {
  Deno.test(`bootstrap ends with an error on a frame that is ${name}`, async () => {
    const { said, code, stderr } = await runGuest(plugin("return [];"), {
      messages: [HELLO, bytes],
    });
    assert.deepEqual(said.filter(({ type }) => type !== "hello"), []);
    assert.equal(code, 1);
    assert.match(stderr, /Cannot (?:read|decode) frame/);
  });
}
