import assert from "node:assert/strict";
import { llmCollector, UNTOUCHED } from "../../tests/support/llm_collect.ts";
import { readPages, withPages } from "../../tests/support/llm_pages.ts";

const SERVERS = new URL("./servers/", import.meta.url);
const pagesOf = async (path: string) =>
  readPages(await Deno.readTextFile(new URL(`${path}/input.txt`, SERVERS)));

Deno.test("the llm plugin gives the expected metrics of a server that is none of those known", async () => {
  const folder = new URL("./testdata/nobody/", import.meta.url);
  const pages = readPages(await Deno.readTextFile(new URL("input.txt", folder)));
  await withPages(pages, async (url, asked) => {
    const { collect } = llmCollector([{ name: "server", url }]);
    const text = await collect();
    assert.equal(await collect(), text);
    const file = new URL("expected.prom", folder);
    if (Deno.env.get("UPDATE_GOLDEN")) await Deno.writeTextFile(file, text);
    assert.equal(text, await Deno.readTextFile(file));
    assert(asked.every((line) => line.startsWith("GET ")), asked.join("\n"));
    assert.deepEqual(asked.filter((line) => UNTOUCHED.test(line)), []);
  });
});

Deno.test("the llm plugin is inactive without targets", async () => {
  assert.match(await llmCollector([]).collect(), /^No LLM server is known: name yours/);
});

Deno.test("the llm plugin tells the dead beside the living, and each trouble once", async () => {
  const pages = await pagesOf("ollama/testdata/ollama");
  await withPages(pages, async (url) => {
    const { collect, context } = llmCollector([
      { name: "alive", url },
      { name: "dead", url: "http://127.0.0.1:9" },
    ]);
    await collect();
    const text = await collect();
    assert.match(text, /llm_up\{target="alive",engine="ollama"\} 1/);
    assert.match(text, /llm_up\{target="dead",engine="unknown"\} 0/);
    assert.equal(context.logs.length, 1, context.logs.join("\n"));
    assert.match(
      context.logs[0] ?? "",
      /Target "dead" does not answer at http:\/\/127\.0\.0\.1:9: /,
    );
  });
});

Deno.test("the llm plugin says how to turn metrics on where they are off", async () => {
  const pages = await pagesOf("llamacpp/testdata/metrics_off");
  await withPages(pages, async (url) => {
    const { collect, context } = llmCollector([{ name: "server", url }]);
    await collect();
    assert.match(context.logs[0] ?? "", /it answered 501; start llama-server with --metrics/);
  });
});

Deno.test("the llm plugin finds another engine that took the place of one", async () => {
  const first = await pagesOf("ollama/testdata/ollama");
  const second = await pagesOf("vllm/testdata/v1");
  const pages = new Map(first);
  await withPages(pages, async (url) => {
    const { collect } = llmCollector([{ name: "server", url }]);
    assert.match(await collect(), /engine="ollama"/);
    pages.clear();
    for (const [path, page] of second) pages.set(path, page);
    assert.match(await collect(), /llm_up\{target="server",engine="ollama"\} 0/);
    assert.match(await collect(), /llm_up\{target="server",engine="vllm"\} 1/);
  });
});

Deno.test("the llm plugin notices another engine at the same health path, and empties no queue", async () => {
  const first = await pagesOf("vllm/testdata/v1");
  const second = await pagesOf("trtllm/testdata/trtllm");
  const pages = new Map(first);
  await withPages(pages, async (url, asked) => {
    const clock = { ms: 0 };
    const { collect } = llmCollector([{ name: "server", url }], { clock });
    assert.match(await collect(), /engine="vllm"/);
    pages.clear();
    for (const [path, page] of second) pages.set(path, page);
    const before = asked.length;
    for (let round = 0; round < 20; round++) {
      clock.ms += 15_000;
      await collect();
    }
    assert.match(await collect(), /llm_up\{target="server",engine="trtllm"\} 1/);
    const looks = asked.slice(before).filter((line) => line === "GET /metrics");
    assert(looks.length <= 4, `its queue was emptied ${looks.length} times`);
  });
});

Deno.test("the llm plugin keeps the name of a model while the list of models fails", async () => {
  const pages = await pagesOf("tgi/testdata/tgi");
  await withPages(pages, async (url) => {
    const clock = { ms: 0 };
    const { collect } = llmCollector([{ name: "server", url }], { clock });
    const named = /llm_requests_total\{target="server",engine="tgi",model="[^"]+"/;
    assert.match(await collect(), named);
    pages.set("/info", { status: 503, headers: {}, body: "" });
    clock.ms += 120_000;
    assert.match(await collect(), named);
  });
});

Deno.test("the llm plugin asks a server that it does not know rarely", async () => {
  const pages = new Map([["/", { status: 200, headers: {}, body: "<html>" }]]);
  await withPages(pages, async (url, asked) => {
    const clock = { ms: 0 };
    const { collect } = llmCollector([{ name: "server", url }], { clock });
    await collect();
    const first = asked.length;
    for (let round = 0; round < 3; round++) {
      clock.ms += 15_000;
      assert.match(await collect(), /llm_up\{target="server",engine="unknown"\} 0/);
    }
    assert.equal(asked.length - first, 3);
  });
});

Deno.test("the llm plugin watches labelled containers, and says which of them it cannot", async () => {
  const pages = await pagesOf("ollama/testdata/ollama");
  await withPages(pages, async (url) => {
    const { collect, context } = llmCollector([], {
      containers: [
        { name: "good", url },
        { name: "typo", url: "http://127.0.0.1:9", engine: "vLLM" },
      ],
    });
    await collect();
    assert.match(await collect(), /llm_up\{target="good",engine="ollama"\} 1/);
    assert.equal(context.logs.length, 1, context.logs.join("\n"));
    assert.match(
      context.logs[0] ?? "",
      /the engine of the labelled container "typo": it is "vLLM", but must be one of .*vllm/,
    );
  });
});

Deno.test("the llm plugin tells no server twice that has two ports", async () => {
  const pages = await pagesOf("ray/testdata/ray");
  await withPages(pages, async (agent) => {
    await withPages(pages, async (url) => {
      const targets = [{ name: "ray", url, metricsUrl: `${agent}/metrics` }];
      const discover = [new URL(agent).host, new URL(agent).host.replace("127.0.0.1", "localhost")];
      const text = await llmCollector(targets, { discover }).collect();
      assert.equal(text.match(/^llm_monitor_llm_up/gm)?.length, 1, text);
    });
  });
});
