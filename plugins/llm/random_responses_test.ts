/** Whatever a server says, what is told of it is taken by the host, family by family. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { readManifest, validateResult } from "@llm-monitor/sdk/testing";
import type { Answer } from "./http/ask.ts";
import { detectServer } from "./servers/detect.ts";
import type { ServerKind } from "./servers/server_kind.ts";
import { listFamilies } from "./mapping/metric_mapping.ts";
import type { MetricMapping } from "./mapping/metric_mapping.ts";
import { SERVER_KINDS } from "./servers/index.ts";
import { scrapeServer } from "./servers/scrape_server.ts";

const { metrics } = readManifest(new URL("./plugin.yaml", import.meta.url));
const DECLARED = new Map(metrics.map((declaration) => [declaration.name, declaration]));

const number = fc.oneof(
  fc.constantFrom("0", "1", "0.5", "-1", "NaN", "+Inf", "-Inf", "1e308", "1e-320", "42", "97.5"),
  fc.double().map(String),
);
const text = fc.oneof(
  fc.constantFrom(
    "",
    "a",
    "b",
    "__proto__",
    "constructor",
    "None",
    "1,2",
    "/models/a",
    "x".repeat(300),
    "\u001b[31mred\u001b[0m\u0007",
  ),
  fc.string({ unit: "binary", maxLength: 12 }),
);
const written = (value: string) =>
  JSON.stringify(value.replaceAll(/[\r\u0085\u2028\u2029]/g, "?")).replaceAll("\\u", "u")
    .replaceAll(/\\([^"\\n])/g, "$1");

/** Lines of an exposition with the families of a mapping, in any state. */
function makeExposition({ rows, derived = [], modelLabels, ...mapping }: MetricMapping) {
  const names = listFamilies({ rows, derived, modelLabels, ...mapping });
  const labels = [
    ...modelLabels,
    ...rows.flatMap(({ where = {}, label }) => [...Object.keys(where), label?.from ?? []].flat()),
    ...["engine", "dp_rank", "tp_rank", "le", "priority", "sleep_state", "max_lora"],
    ...["running_lora_adapters", "kv_cache_block_type", "num_gpu_blocks", "block_size"],
  ];
  const known = rows.flatMap(({ where = {}, label }) => [
    ...Object.values(where).flat(),
    ...Object.keys(label?.values ?? {}),
  ]);
  const value = fc.oneof(
    text,
    number,
    fc.constantFrom("awake", "max", "used", "tokens_per", ...known),
  );
  const family = fc.record({
    name: fc.constantFrom(...names),
    type: fc.constantFrom("gauge", "counter", "histogram", "untyped", "summary"),
    isTypedFirst: fc.boolean(),
    samples: fc.array(
      fc.record({
        suffix: fc.constantFrom("", "_total", "_bucket", "_sum", "_count", "_created"),
        labels: fc.dictionary(fc.constantFrom(...labels), value, { maxKeys: 4 }),
        value: number,
      }),
      { maxLength: 12 },
    ),
  });
  const page = fc.array(family, { maxLength: 8 }).map((families) =>
    families.map(({ name, type, isTypedFirst, samples }) =>
      [
        ...isTypedFirst ? [`# TYPE ${name} ${type}`] : [],
        ...samples.map((sample) => {
          const own = Object.entries(sample.labels).map(([key, one]) => `${key}=${written(one)}`);
          return `${name}${sample.suffix}{${own.join(",")}} ${sample.value}`;
        }),
        ...isTypedFirst ? [] : [`# TYPE ${name} ${type}`],
        "",
      ].join("\n")
    ).join("")
  );
  // An answer may end anywhere.
  return fc.tuple(
    page,
    fc.oneof({ weight: 4, arbitrary: fc.constant(1) }, fc.double({ min: 0, max: 1, noNaN: true })),
  )
    .map(([text, share]) => text.slice(0, Math.floor(text.length * share)));
}

const anyJson = fc.jsonValue({ maxDepth: 4 });
/** JSON with the keys that some server has. */
const keyed = fc.letrec((tie) => ({
  value: fc.oneof({ depthSize: "small" }, anyJson, text, fc.double(), tie("object"), tie("list")),
  list: fc.array(tie("value"), { maxLength: 4 }),
  object: fc.dictionary(
    fc.constantFrom(
      ...["data", "models", "id", "name", "key", "owned_by", "root", "parent", "max_model_len"],
      ...["meta", "n_ctx", "size", "size_vram", "expires_at", "details", "family", "status"],
      ...["value", "loads", "memory", "weight_gb", "token_usage", "loaded_instances", "config"],
      ...["context_length", "total_slots", "model_alias", "model_path", "is_sleeping", "version"],
      ...["model_id", "max_total_tokens", "loaded_models", "state", "release", "build_info"],
    ),
    tie("value"),
    { maxKeys: 6 },
  ),
})).object;

async function listRefused(
  kind: ServerKind,
  { page, json }: { page: string; json: (path: string) => unknown },
): Promise<string[]> {
  const ask = (path: string): Promise<Answer> => {
    const isPage = kind.metrics?.paths.some((one) => path.includes(one)) ?? false;
    const body = isPage ? page : JSON.stringify(json(path));
    return Promise.resolve({ status: 200, headers: new Headers(), text: body });
  };
  const { families } = await scrapeServer({
    ask,
    target: { name: "t", url: "http://server" },
    kind,
    known: undefined,
    whyDead: () => "",
    nowMs: () => 0,
    nowSeconds: 1_790_000_000,
  });
  // As a frame carries them.
  const sent = JSON.parse(JSON.stringify(families)) as unknown[];
  const result = validateResult(sent, DECLARED, { seriesLimit: 200_000 });
  if (!result.ok) return [result.message];
  return result.rejected.map(({ message }) => message);
}

for (const kind of SERVER_KINDS) {
  Deno.test(`whatever a server of the kind ${kind.id} says, the host takes what is told`, async () => {
    const mappings = kind.metrics?.mappings ?? [];
    const page = mappings.length === 0
      ? fc.constant("")
      : fc.oneof(...mappings.map(makeExposition));
    await fc.assert(
      fc.asyncProperty(
        page,
        fc.array(keyed, { minLength: 1, maxLength: 4 }),
        async (metricsPage, jsons) => {
          const json = (path: string) => jsons[path.length % jsons.length];
          assert.deepEqual(await listRefused(kind, { page: metricsPage, json }), []);
        },
      ),
    );
  });
}

Deno.test("whatever a server says, it is found out or not, and never an error", async () => {
  const page = fc.oneof(keyed.map((value) => JSON.stringify(value)), text);
  await fc.assert(
    fc.asyncProperty(
      fc.array(page, { minLength: 1, maxLength: 5 }),
      fc.constantFrom(200, 401, 404, 500),
      async (pages, status) => {
        const found = await detectServer((path) =>
          Promise.resolve({
            status,
            headers: new Headers(),
            text: pages[path.length % pages.length] ?? "",
          })
        );
        assert(found === undefined || SERVER_KINDS.some(({ id }) => id === found));
      },
    ),
  );
});
