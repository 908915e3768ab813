import assert from "node:assert/strict";
import { llmCollector, UNTOUCHED } from "../../tests/support/llm_collect.ts";
import { readPages, withPages } from "../../tests/support/llm_pages.ts";

const SERVERS = new URL("./servers/", import.meta.url);
const loadPages = async (path: string) =>
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
  const pages = await loadPages("ollama/testdata/ollama");
  await withPages(pages, async (url) => {
    const { collect, context } = llmCollector([
      { name: "alive", url },
      { name: "dead", url: "http://127.0.0.1:9" },
    ]);
    await collect();
    const text = await collect();
    assert.match(text, /llm_up\{target="alive",engine="ollama"\} 1/);
    assert.match(text, /llm_up\{target="dead",engine="unknown"\} 0/);
    const warnings = context.logs.filter((line) => line.startsWith("warn"));
    assert.equal(warnings.length, 1, context.logs.join("\n"));
    assert.match(
      warnings[0] ?? "",
      /Target "dead" does not answer at http:\/\/127\.0\.0\.1:9: /,
    );
  });
});

Deno.test("the llm plugin says how to turn metrics on where they are off", async () => {
  const pages = await loadPages("llamacpp/testdata/metrics_off");
  await withPages(pages, async (url) => {
    const { collect, context } = llmCollector([{ name: "server", url }]);
    await collect();
    assert.match(context.logs.join("\n"), /it answered 501; start llama-server with --metrics/);
  });
});

Deno.test("the llm plugin finds another engine that took the place of one", async () => {
  const first = await loadPages("ollama/testdata/ollama");
  const second = await loadPages("vllm/testdata/v1");
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
  const first = await loadPages("vllm/testdata/v1");
  const second = await loadPages("trtllm/testdata/trtllm");
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
  const pages = await loadPages("tgi/testdata/tgi");
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
  const pages = await loadPages("ollama/testdata/ollama");
  await withPages(pages, async (url) => {
    const { collect, context } = llmCollector([], {
      containers: [
        { name: "good", url },
        { name: "typo", url: "http://127.0.0.1:9", engine: "vLLM" },
      ],
    });
    await collect();
    assert.match(await collect(), /llm_up\{target="good",engine="ollama"\} 1/);
    const warnings = context.logs.filter((line) => line.startsWith("warn"));
    assert.equal(warnings.length, 1, context.logs.join("\n"));
    assert.match(
      warnings[0] ?? "",
      /the engine of the labelled container "typo": it is "vLLM", but must be one of .*vllm/,
    );
  });
});

Deno.test("the llm plugin tells no server twice that has two ports", async () => {
  const pages = await loadPages("ray/testdata/ray");
  await withPages(pages, async (agent) => {
    await withPages(pages, async (url) => {
      const targets = [{ name: "ray", url, metricsUrl: `${agent}/metrics` }];
      const discover = [new URL(agent).host, new URL(agent).host.replace("127.0.0.1", "localhost")];
      const text = await llmCollector(targets, { discover }).collect();
      assert.equal(text.match(/^llm_monitor_llm_up/gm)?.length, 1, text);
    });
  });
});

Deno.test("a healthy server whose metrics are not its own stays what it is, and this is said once", async () => {
  for (
    const [server, says] of [
      ["vllm/testdata/log_stats_off", /start vLLM without --disable-log-stats/],
      ["llamacpp/testdata/metrics_off", /it answered 501; start llama-server with --metrics/],
    ] as const
  ) {
    const pages = await loadPages(server);
    await withPages(pages, async (url) => {
      const clock = { ms: 0 };
      const { collect, context } = llmCollector([{ name: "server", url }], { clock });
      for (let round = 0; round < 20; round++) {
        const text = await collect();
        assert.match(text, /llm_up\{target="server",engine="(?:vllm|llamacpp)"\} 1/);
        assert.match(text, /llm_scrape_success\{[^}]*source="metrics"\} 0/);
        assert.match(text, /llm_state\{target="server",state="up"\} 1/);
        clock.ms += 15_000;
      }
      const warnings = context.logs.filter((line) => line.startsWith("warn"));
      assert.equal(warnings.length, 1, context.logs.join("\n"));
      assert.match(warnings[0] ?? "", says);
    });
  }
});

Deno.test("a server that is down is asked its own questions, and once a minute what else it may be", async () => {
  const pages = await loadPages("vllm/testdata/v1");
  await withPages(pages, async (url, asked) => {
    const clock = { ms: 0 };
    const { collect } = llmCollector([{ name: "server", url }], { clock });
    await collect();
    pages.clear();
    const rounds: number[] = [];
    for (let round = 0; round < 13; round++) {
      clock.ms += 15_000;
      const before = asked.length;
      await collect();
      rounds.push(asked.length - before);
    }
    // Its own questions; what else it might be is asked at once, and then once a minute.
    assert.equal(rounds.filter((count) => count > 5).length, 3, rounds.join());
  });
});

Deno.test("a server whose metrics never come is up, from the first collection on", async () => {
  const models = JSON.stringify({ data: [{ id: "a", owned_by: "vllm" }] });
  const stop = new AbortController();
  const server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {}, signal: stop.signal },
    (request) => {
      const { pathname } = new URL(request.url);
      if (pathname === "/metrics") return new Promise<Response>(() => {});
      const page = { "/health": "", "/v1/models": models }[pathname];
      return new Response(page ?? "", { status: page === undefined ? 404 : 200 });
    },
  );
  try {
    const url = `http://127.0.0.1:${server.addr.port}`;
    const { collect, context } = llmCollector([{ name: "chat", url }], { timeoutMs: 900 });
    for (let round = 0; round < 2; round++) {
      const text = await collect();
      assert.match(text, /llm_up\{target="chat",engine="vllm"\} 1/);
      assert.match(text, /llm_scrape_success\{target="chat",engine="vllm",source="metrics"\} 0/);
    }
    assert.match(
      context.logs.join("\n"),
      /Cannot read metrics of target "chat": it does not answer/,
    );
  } finally {
    stop.abort();
    await server.finished.catch(() => {});
  }
});

Deno.test("a server that loads its model is no server that is down", async () => {
  const pages = await loadPages("llamacpp/testdata/loading");
  await withPages(pages, async (url) => {
    const { collect, context } = llmCollector([{ name: "server", url }]);
    assert.match(await collect(), /llm_state\{target="server",state="loading"\} 1/);
    assert.match(context.logs.join("\n"), /Target "server" is loading its model/);
  });
  const { collect } = llmCollector([{ name: "server", url: "http://127.0.0.1:9" }]);
  assert.match(await collect(), /llm_state\{target="server",state="down"\} 1/);
});

Deno.test("one line says what was found at each target, and when it is another", async () => {
  const first = await loadPages("llamacpp/testdata/one_model");
  const second = await loadPages("vllm/testdata/two_names");
  const stranger = readPages("== /\n<html>\n");
  const pages = new Map(first);
  await withPages(stranger, async (other) => {
    await withPages(pages, async (url) => {
      const discover = [new URL(url).host, new URL(other).host];
      const clock = { ms: 0 };
      const { collect, context } = llmCollector([{ name: "chat", url }], { discover, clock });
      const nobody = llmCollector([], { discover: discover.slice(1) });
      for (let round = 0; round < 3; round++) await collect();
      const found = context.logs.filter((line) => line.startsWith("info"));
      const host = new URL(url).host;
      assert.match(
        found.join("\n"),
        new RegExp(`Found llama.cpp at ${host} \\(target "chat"\\) \\(`),
      );
      assert.match(found.join("\n"), /answers, but like no known server/);
      assert.equal(found.length, 2, found.join("\n"));
      assert.deepEqual(
        context.subjects.map(({ name, state }) => [name, state]),
        [
          ["chat", "up"],
          [discover[1], "unknown"],
        ],
      );
      assert.match(context.subjects[0]?.detail ?? "", /^llama\.cpp \(/);
      assert.match(
        await nobody.collect(),
        new RegExp(`is known; ${discover[1]} answers, but like no known server: name yours`),
      );
      pages.clear();
      for (const [path, page] of second) pages.set(path, page);
      for (let round = 0; round < 3; round++) {
        clock.ms += 60_000;
        await collect();
      }
      assert.match(context.logs.join("\n"), /Found vLLM at \S+ \(target "chat"\) \(a\)/);
    });
  });
});
