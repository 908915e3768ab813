/** A server with two threads, of which an idle connection holds one, is not stalled by being watched. */
import assert from "node:assert/strict";
import { eventually } from "../../tests/support/eventually.ts";
import { llmCollector } from "../../tests/support/llm_collect.ts";
import { readPages } from "../../tests/support/llm_pages.ts";
import { TwoThreads } from "../../tests/support/two_threads.ts";

const PAGES = readPages(
  await Deno.readTextFile(
    new URL("./servers/llamacpp/testdata/one_model/input.txt", import.meta.url),
  ),
);

Deno.test("a server with two threads is asked one thing at a time, by one connection that is closed", async () => {
  const server = new TwoThreads(PAGES);
  // A user whose answer streams holds the other thread.
  const { port } = new URL(server.url);
  const user = await Deno.connect({ hostname: "127.0.0.1", port: Number(port) });
  try {
    const { collect } = llmCollector([
      { name: "one", url: server.url },
      { name: "two", url: server.url, metricsUrl: `${server.url}/metrics` },
    ]);
    for (let round = 0; round < 3; round++) {
      const startMs = performance.now();
      const text = await collect();
      assert(performance.now() - startMs < 3_000, "it waited for an idle connection");
      for (const target of ["one", "two"]) {
        const read = `llm_scrape_success{target="${target}",engine="llamacpp",source="metrics"} 1`;
        assert(text.includes(read), text);
      }
      await eventually("only the user's is open", () => Promise.resolve(server.open === 1));
    }
    assert(server.requests > 9, String(server.requests));
    // The user's and ours.
    assert.equal(server.mostOpen, 2);
  } finally {
    user.close();
    server.close();
  }
});
