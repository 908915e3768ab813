import assert from "node:assert/strict";
import { createAsk } from "./ask.ts";

/** Asks a server whose slow pages never come. */
function asking(pathIsSlow: (path: string) => boolean) {
  const asked: string[] = [];
  const dead: string[] = [];
  const ask = createAsk("http://server", {
    timeoutMs: 40,
    signal: new AbortController().signal,
    headers: {},
    key: undefined,
    slow: new Map(),
    nowMs: () => 0,
    onDead: (code) => dead.push(code),
    fetch: (input, init) => {
      const { pathname } = new URL(String(input));
      asked.push(pathname);
      if (!pathIsSlow(pathname)) return Promise.resolve(new Response("ok"));
      const { promise, reject } = Promise.withResolvers<Response>();
      init?.signal?.addEventListener("abort", () => reject(init.signal?.reason as Error));
      return promise;
    },
  });
  return { asked, dead, ask };
}

Deno.test("a server that answered may be slow once; what is slow twice is asked nothing more", async () => {
  const { asked, dead, ask } = asking((path) => path.startsWith("/slow"));
  assert.equal((await ask("/first"))?.text, "ok");
  assert.equal(await ask("/slow"), undefined);
  assert.equal((await ask("/health"))?.text, "ok");
  assert.deepEqual(dead, []);
  assert.equal(await ask("/slow2"), undefined);
  assert.equal(await ask("/later"), undefined);
  assert.deepEqual([asked, dead], [["/first", "/slow", "/health", "/slow2"], ["timed_out"]]);
});

Deno.test("a server that hangs from the first question on costs one deadline", async () => {
  const { asked, dead, ask } = asking(() => true);
  for (const path of ["/a", "/b", "/c"]) assert.equal(await ask(path), undefined);
  assert.deepEqual([asked, dead], [["/a"], ["timed_out"]]);
});
