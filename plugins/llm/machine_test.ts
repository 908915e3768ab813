import assert from "node:assert/strict";
import { fakeContext, renderExposition } from "@llm-monitor/sdk/testing";
import { parse } from "yaml";
import { manifestSchema } from "../../runtime/contract/manifest.ts";
import { createCollector } from "./collector.ts";
import { PROFILES } from "./profiles.ts";

const CASES = new URL("./testdata/", import.meta.url);
const { metrics } = manifestSchema.parse(
  parse(Deno.readTextFileSync(new URL("./plugin.yaml", import.meta.url))),
);
/** 2026-11-24, 10:00. */
const NOW_SECONDS = Date.UTC(2026, 10, 24, 10) / 1000;

interface Page {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Reads `== /path [status]` sections, each with header lines that begin in upper case. */
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
    const { pathname } = new URL(request.url);
    asked.push(`${request.method} ${pathname}`);
    const page = pages.get(pathname);
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

function collectorOf(targets: readonly unknown[]) {
  const collector = createCollector({ nowMs: () => 0, unixSeconds: () => NOW_SECONDS });
  const context = fakeContext({ config: { targets } });
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
      const { collect } = collectorOf([{ name: "server", url }]);
      const text = await collect();
      assert.equal(await collect(), text);
      const file = new URL("expected.prom", folder);
      if (Deno.env.get("UPDATE_GOLDEN")) await Deno.writeTextFile(file, text);
      assert.equal(text, await Deno.readTextFile(file));
      assert(asked.every((line) => line.startsWith("GET ")), asked.join("\n"));
      assert(!asked.includes("GET /health_generate"));
    });
  });
}

Deno.test("the llm plugin is inactive without targets", async () => {
  assert.match(await collectorOf([]).collect(), /^No targets are configured/);
});

Deno.test("the llm plugin says what is wrong with a target", async () => {
  const cases: [unknown, RegExp][] = [
    [{}, /targets\[0\].*url must be/],
    [{ url: "127.0.0.1:8000" }, /url must be/],
    [{ url: "http://a", name: "x y" }, /name must be/],
    [{ url: "http://a", engine: "gpt" }, /engine must be one of vllm, sglang/],
  ];
  for (const [target, message] of cases) {
    await assert.rejects(collectorOf([target]).collect(), message);
  }
  const twice = [{ url: "http://a" }, { url: "http://a" }];
  await assert.rejects(collectorOf(twice).collect(), /targets\[1\].*another one with the name "a"/);
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
    assert.match(context.logs[0] ?? "", /Cannot tell what answers at target "dead"/);
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

Deno.test("every row of every engine is declared, with its kind and its labels", () => {
  const declared = new Map(metrics.map((family) => [family.name, family]));
  for (const { id, table } of PROFILES) {
    const targets = new Set<string>();
    for (const { to, kind, label, from } of table?.rows ?? []) {
      const family = declared.get(`llm_monitor_llm_${to}`);
      const labels = ["target", "engine", "model", ...label ? [label.name] : []];
      assert.deepEqual([family?.type, family?.labels], [kind, labels], `${id}: ${to}`);
      assert(!targets.has(to) || label !== undefined, `${id} has ${to} twice`);
      targets.add(to);
      const isTheirs = from.every((name) =>
        table?.prefixes.some((prefix) => name.startsWith(prefix)) || id === "nim"
      );
      assert(isTheirs, `${id}: ${from.join()}`);
      assert(
        from.every((name) => kind === "histogram" || !name.endsWith("_total")),
        `${id}: ${to}`,
      );
    }
  }
});
