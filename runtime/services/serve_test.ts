/** The loop in a real process; the test plays the kernel. */
import assert from "node:assert/strict";
import { LIMITS } from "../contract/limits.ts";
import { concatenate } from "../wire/concatenate.ts";
import { decodeJson } from "../wire/decode_json.ts";
import { encodeFrame } from "../wire/encode_frame.ts";
import { FrameReader } from "../wire/frame_reader.ts";

const SERVE = new URL("./serve.ts", import.meta.url).href;

const SOURCE = `
import { serveRequests } from ${JSON.stringify(SERVE)};
await serveRequests({
  wait: (ms) => new Promise((resolve) => setTimeout(() => resolve(ms), ms)),
  denied: async () => { throw Object.assign(new Error("no"), { code: "EACCES" }); },
  gone: async () => { throw Object.assign(new Error("no"), { code: "ENOENT" }); },
  text: async () => { throw "plain"; },
  large: async (length) => "x".repeat(length),
});
Deno.exit(0);
`;

/** Sends bytes, closes the input, and gives the answers and the exit code. */
async function exchange(bytes: Uint8Array<ArrayBuffer>, afterMs = 0) {
  const dir = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${dir}/service.ts`, SOURCE);
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--quiet", "--no-config", `${dir}/service.ts`],
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    const writer = child.stdin.getWriter();
    await writer.write(bytes);
    const answers: unknown[] = [];
    const reading = (async () => {
      const reader = new FrameReader(LIMITS.linkFrameBytes);
      for await (const chunk of child.stdout) {
        for (const body of reader.push(chunk)) answers.push(decodeJson(body));
      }
    })();
    await new Promise((resolve) => setTimeout(resolve, afterMs));
    await writer.close().catch(() => {});
    await reading;
    return { answers, code: (await child.status).code };
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

const request = (id: number, method: string, ...args: unknown[]) =>
  encodeFrame({ id, method, args });

Deno.test("serveRequests answers many open requests, each when it is done, until its input ends", async () => {
  const { answers, code } = await exchange(
    concatenate([request(1, "wait", 200), request(2, "wait", 1), request(3, "constructor")]),
    1_000,
  );
  assert.deepEqual(answers, [
    { id: 3, ok: false, code: "unknown_method", message: 'There is no "constructor"' },
    { id: 2, ok: true, value: 1 },
    { id: 1, ok: true, value: 200 },
  ]);
  assert.equal(code, 0);
});

Deno.test("serveRequests tells errors of the system by their code", async () => {
  const { answers } = await exchange(
    concatenate([request(1, "denied"), request(2, "gone"), request(3, "text")]),
    1_000,
  );
  const codes = answers.map((answer) => (answer as { code: string }).code);
  assert.deepEqual(codes, ["access_denied", "not_found", "failed"]);
});

Deno.test("serveRequests refuses an answer that fits in no frame, and answers on", async () => {
  const { answers, code } = await exchange(
    // Its envelope makes a frame of it that is too long.
    concatenate([request(1, "large", LIMITS.linkFrameBytes - 3), request(2, "wait", 1)]),
    1_000,
  );
  const told = answers.map((answer) => answer as { id: number; ok: boolean; code?: string });
  assert.deepEqual(told.map(({ id, ok, code }) => [id, ok, code]), [
    [1, false, "too_large"],
    [2, true, undefined],
  ]);
  assert.equal(code, 0);
});

Deno.test("serveRequests ends with an error on what is no frame", async () => {
  const { answers, code } = await exchange(new Uint8Array([255, 255, 255, 255]));
  assert.deepEqual(answers, []);
  assert.equal(code, 1);
});
