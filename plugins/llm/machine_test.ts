import assert from "node:assert/strict";
import { fakeContext, renderExposition } from "@llm-monitor/sdk/testing";
import { parse } from "yaml";
import { manifestSchema } from "../../runtime/contract/manifest.ts";
import { createCollector } from "./collector.ts";

const CASES = new URL("./testdata/", import.meta.url);
const { metrics } = manifestSchema.parse(
  parse(Deno.readTextFileSync(new URL("./plugin.yaml", import.meta.url))),
);
/** 2026-11-24, 10:00. */
const NOW_SECONDS = Date.UTC(2026, 10, 24, 10) / 1000;

/** What would compute, load, wake, empty or betray something. */
const UNTOUCHED = /generate|chat|completions|slots|server_info|perf_metrics|autoload=true/;

interface Page {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Reads `== /path [status]` sections, each with a header line that begins in upper case. A section
 * `target` holds more keys of the target, in which ORIGIN is where the server is.
 */
function readPages(text: string): Map<string, Page> {
  const pages = new Map<string, Page>();
  for (const section of text.split(/^== /m).slice(1)) {
    const [title = "", ...lines] = section.split("\n");
    const [path = "", status = "200"] = title.split(" ");
    const first = /^([A-Z][\w-]*): (.*)$/.exec(lines[0] ?? "");
    const headers = first ? { [first[1] ?? ""]: first[2] ?? "" } : {};
    pages.set(path, {
      status: Number(status),
      headers,
      body: lines.slice(first ? 1 : 0).join("\n"),
    });
  }
  return pages;
}

/** Runs a test against a server that has these pages and no other. */
async function withServer(
  pages: ReadonlyMap<string, Page>,
  test: (url: string, asked: readonly string[]) => Promise<void>,
): Promise<void> {
  const asked: string[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => {
    const { pathname, search } = new URL(request.url);
    asked.push(`${request.method} ${pathname}${search}`);
    const page = pages.get(pathname + search) ?? pages.get(pathname);
    return page
      ? new Response(page.body, { status: page.status, headers: page.headers })
      : new Response("not found", { status: 404 });
  });
  try {
    await test(`http://127.0.0.1:${server.addr.port}`, asked);
  } finally {
    await server.shutdown();
  }
}

function collectorOf(
  targets: readonly unknown[],
  clock = { ms: 0 },
  containers: readonly unknown[] = [],
  discover: readonly string[] = [],
) {
  const collector = createCollector({
    nowMs: () => clock.ms,
    unixSeconds: () => NOW_SECONDS,
    variable: () => undefined,
    file: () => Promise.reject(new Error("no file")),
  });
  const context = fakeContext({ config: { targets, discover, containers } });
  const collect = async () => {
    const families = await collector(context);
    return "inactive" in families ? families.inactive : renderExposition(metrics, families);
  };
  return { collect, context };
}

for (const { name } of [...Deno.readDirSync(CASES)].sort((a, b) => a.name < b.name ? -1 : 1)) {
  Deno.test(`the llm plugin gives the expected metrics of ${name}`, async () => {
    const folder = new URL(`${name}/`, CASES);
    const pages = readPages(await Deno.readTextFile(new URL("input.txt", folder)));
    await withServer(pages, async (url, asked) => {
      const more = pages.get("target")?.body.replaceAll("ORIGIN", url) ?? "{}";
      const { collect } = collectorOf([{ name: "server", url, ...JSON.parse(more) }]);
      const text = await collect();
      assert.equal(await collect(), text);
      const file = new URL("expected.prom", folder);
      if (Deno.env.get("UPDATE_GOLDEN")) await Deno.writeTextFile(file, text);
      assert.equal(text, await Deno.readTextFile(file));
      assert(asked.every((line) => line.startsWith("GET ")), asked.join("\n"));
      assert.deepEqual(asked.filter((line) => UNTOUCHED.test(line)), []);
    });
  });
}

Deno.test("the llm plugin is inactive without targets", async () => {
  assert.match(await collectorOf([]).collect(), /^No LLM server is known: name yours/);
});

Deno.test("the llm plugin tells the dead beside the living, and each trouble once", async () => {
  const pages = readPages(await Deno.readTextFile(new URL("ollama/input.txt", CASES)));
  await withServer(pages, async (url) => {
    const { collect, context } = collectorOf([
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
  const pages = readPages(
    await Deno.readTextFile(new URL("llamacpp_metrics_off/input.txt", CASES)),
  );
  await withServer(pages, async (url) => {
    const { collect, context } = collectorOf([{ name: "server", url }]);
    await collect();
    assert.match(context.logs[0] ?? "", /it answered 501; start llama-server with --metrics/);
  });
});

Deno.test("the llm plugin finds another engine that took the place of one", async () => {
  const first = readPages(await Deno.readTextFile(new URL("ollama/input.txt", CASES)));
  const second = readPages(await Deno.readTextFile(new URL("vllm_v1/input.txt", CASES)));
  const pages = new Map(first);
  await withServer(pages, async (url) => {
    const { collect } = collectorOf([{ name: "server", url }]);
    assert.match(await collect(), /engine="ollama"/);
    pages.clear();
    for (const [path, page] of second) pages.set(path, page);
    assert.match(await collect(), /llm_up\{target="server",engine="ollama"\} 0/);
    assert.match(await collect(), /llm_up\{target="server",engine="vllm"\} 1/);
  });
});

Deno.test("the llm plugin notices another engine at the same health path, and empties no queue", async () => {
  const first = readPages(await Deno.readTextFile(new URL("vllm_v1/input.txt", CASES)));
  const second = readPages(await Deno.readTextFile(new URL("trtllm/input.txt", CASES)));
  const pages = new Map(first);
  await withServer(pages, async (url, asked) => {
    const clock = { ms: 0 };
    const { collect } = collectorOf([{ name: "server", url }], clock);
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
  const pages = readPages(await Deno.readTextFile(new URL("tgi/input.txt", CASES)));
  await withServer(pages, async (url) => {
    const clock = { ms: 0 };
    const { collect } = collectorOf([{ name: "server", url }], clock);
    const named = /llm_requests_total\{target="server",engine="tgi",model="[^"]+"/;
    assert.match(await collect(), named);
    pages.set("/info", { status: 503, headers: {}, body: "" });
    clock.ms += 120_000;
    assert.match(await collect(), named);
  });
});

Deno.test("the llm plugin asks a server that it does not know rarely", async () => {
  const pages = new Map([["/", { status: 200, headers: {}, body: "<html>" }]]);
  await withServer(pages, async (url, asked) => {
    const clock = { ms: 0 };
    const { collect } = collectorOf([{ name: "server", url }], clock);
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
  const pages = readPages(await Deno.readTextFile(new URL("ollama/input.txt", CASES)));
  await withServer(pages, async (url) => {
    const { collect, context } = collectorOf([], { ms: 0 }, [
      { name: "good", url },
      { name: "typo", url: "http://127.0.0.1:9", engine: "vLLM" },
    ]);
    await collect();
    assert.match(await collect(), /llm_up\{target="good",engine="ollama"\} 1/);
    assert.equal(context.logs.length, 1, context.logs.join("\n"));
    assert.match(
      context.logs[0] ?? "",
      /the engine of the labelled container "typo": it is "vLLM", but must be one of vllm/,
    );
  });
});

Deno.test("the llm plugin tells no server twice that has two ports", async () => {
  const pages = readPages(await Deno.readTextFile(new URL("ray/input.txt", CASES)));
  await withServer(pages, async (agent) => {
    await withServer(pages, async (url) => {
      const targets = [{ name: "ray", url, metricsUrl: `${agent}/metrics` }];
      const discover = [new URL(agent).host, new URL(agent).host.replace("127.0.0.1", "localhost")];
      const text = await collectorOf(targets, { ms: 0 }, [], discover).collect();
      assert.equal(text.match(/^llm_monitor_llm_up/gm)?.length, 1, text);
    });
  });
});
