import assert from "node:assert/strict";
import type { Ask } from "../http/ask.ts";
import { chooseModel, keepAliveSeconds } from "./choose_model.ts";
import { readServedModels } from "../servers/read_served_models.ts";
import type { ServedModels } from "../servers/served_models.ts";

const NOW = Date.UTC(2026, 10, 24, 10) / 1000;

function served(
  engine: string,
  pages: Readonly<Record<string, unknown>>,
): Promise<ServedModels & { asked?: string[] }> {
  const ask: Ask = (path) => {
    const page = pages[path];
    const answer = { status: 200, headers: new Headers(), text: JSON.stringify(page) };
    return Promise.resolve(page === undefined ? undefined : answer);
  };
  return readServedModels(ask, { server: engine, nowSeconds: NOW });
}

Deno.test("readServedModels reads Ollama's models, and leaves out those that only embed", async () => {
  const models = await served("ollama", {
    "/api/tags": {
      models: [
        { name: "llama3:latest", details: { family: "llama" } },
        { name: "embed:latest", details: { family: "nomic-bert" } },
        { name: "new-embed", capabilities: ["embedding"], details: { family: "gemma3" } },
        { name: "qwen3", capabilities: ["completion", "tools"] },
      ],
    },
    "/api/ps": {
      models: [
        { name: "embed:latest", details: { family: "nomic-bert" } },
        { name: "llama3:latest", expires_at: "2026-11-24T12:05:00+02:00" },
        { name: "pinned", expires_at: "2318-03-04T00:00:00Z" },
        { name: "odd", expires_at: "soon" },
        { name: 7 },
      ],
    },
  });
  assert.deepEqual(models, {
    models: ["llama3:latest", "qwen3"],
    loaded: ["llama3:latest", "pinned", "odd"],
    expiresAt: new Map([["llama3:latest", NOW + 300], ["pinned", Infinity]]),
  });
});

Deno.test("readServedModels reads what is in memory of every other engine", async () => {
  const expiresAt = new Map<string, number>();
  const cases: [engine: string, pages: Record<string, unknown>, expected: ServedModels][] = [
    [
      "lmstudio",
      {
        "/api/v0/models": {
          data: [
            { id: "a", type: "llm", state: "not-loaded" },
            { id: "b", type: "vlm", state: "loaded" },
            { id: "c", type: "embeddings", state: "loaded" },
          ],
        },
      },
      { models: ["a", "b"], loaded: ["b"], expiresAt },
    ],
    [
      "llamacpp",
      {
        "/models": {
          data: [
            { id: "a", status: { value: "unloaded" } },
            { id: "b", status: { value: "loaded" } },
            { id: "c", status: { value: "sleeping" } },
          ],
        },
        "/props": { is_sleeping: true },
      },
      { models: ["a", "b", "c"], loaded: ["b"], expiresAt },
    ],
    [
      "llamacpp",
      { "/models": { data: [{ id: "a" }] }, "/props": { is_sleeping: true } },
      { models: ["a"], loaded: [], expiresAt },
    ],
    [
      "llamacpp",
      { "/models": { data: [{ id: "a" }] }, "/props": { is_sleeping: false } },
      { models: ["a"], expiresAt },
    ],
    [
      "localai",
      {
        "/v1/models": { data: [{ id: "a" }, { id: "b" }] },
        "/system": { loaded_models: [{ id: "b" }] },
      },
      { models: ["a", "b"], loaded: ["b"], expiresAt },
    ],
    [
      "localai",
      { "/v1/models": { data: [{ id: "a" }] } },
      { models: ["a"], loaded: [], expiresAt },
    ],
    ["vllm", { "/v1/models": { data: [{ id: "a" }, {}] } }, { models: ["a"], expiresAt }],
    ["openai", {}, { models: [], expiresAt }],
  ];
  for (const [engine, pages, expected] of cases) {
    assert.deepEqual(await served(engine, pages), expected, engine);
  }
});

const none = new Map<string, number>();
const WISH = { wanted: undefined, last: undefined, onlyIfLoaded: true, nowSeconds: NOW };

Deno.test("chooseModel takes the wanted, else the last, else the first of those in memory", () => {
  const loading: ServedModels = {
    models: ["a", "b:latest", "c"],
    loaded: ["b:latest", "c"],
    expiresAt: none,
  };
  const plain: ServedModels = { models: ["a", "b"], expiresAt: none };
  const cases: [ServedModels, Partial<typeof WISH> | object, object][] = [
    [loading, {}, { model: "b:latest", isLoaded: true }],
    [loading, { last: "c" }, { model: "c", isLoaded: true }],
    [loading, { last: "a" }, { model: "b:latest", isLoaded: true }],
    [loading, { wanted: "b" }, { model: "b:latest", isLoaded: true }],
    [loading, { wanted: "a" }, { model: "a", skip: "its model is not loaded" }],
    [loading, { wanted: "a", onlyIfLoaded: false }, { model: "a", isLoaded: false }],
    [loading, { wanted: "x", onlyIfLoaded: false }, { model: "x", isLoaded: false }],
    [plain, {}, { model: "a", isLoaded: true }],
    [plain, { wanted: "x" }, { model: "x", isLoaded: true }],
    [
      { models: ["a"], loaded: [], expiresAt: none },
      {},
      { model: undefined, skip: "no model is loaded" },
    ],
    [
      { models: ["a"], loaded: [], expiresAt: none },
      { last: "a" },
      { model: "a", skip: "no model is loaded" },
    ],
    [
      { models: ["a", "b"], loaded: [], expiresAt: none },
      { onlyIfLoaded: false, last: "b" },
      { model: "b", isLoaded: false },
    ],
    [
      { models: [], expiresAt: none },
      {},
      { model: undefined, skip: "it lists no model: set probe.model" },
    ],
  ];
  for (const [models, wish, expected] of cases) {
    assert.deepEqual(chooseModel(models, { ...WISH, ...wish }), expected, JSON.stringify(wish));
  }
});

Deno.test("chooseModel does not take a model that is about to leave", () => {
  const of = (left: number): ServedModels => ({
    models: ["a", "b"],
    loaded: ["a", "b"],
    expiresAt: new Map([["a", NOW + left], ["b", Infinity]]),
  });
  const cases: [left: number, model: string][] = [[4, "b"], [6, "a"], [0, "a"], [-30, "a"]];
  for (const [left, model] of cases) {
    assert.deepEqual(chooseModel(of(left), WISH), { model, isLoaded: true }, String(left));
  }
});

Deno.test("keepAliveSeconds lets a model stay as long as it would have", () => {
  const of = (expiry?: number): ServedModels => ({
    models: ["a"],
    loaded: ["a"],
    expiresAt: new Map(expiry === undefined ? [] : [["a", expiry]]),
  });
  const asked = { model: "a", isLoaded: true, nowSeconds: NOW, probeSeconds: 1.5 };
  const cases: [ServedModels, Partial<typeof asked>, number | undefined][] = [
    [of(NOW + 240), {}, 238],
    [of(NOW + 240.75), { probeSeconds: 0 }, 240],
    [of(NOW + 1), {}, 1],
    [of(Infinity), {}, -1],
    [of(NOW - 10), {}, undefined],
    [of(), {}, undefined],
    [of(), { isLoaded: false }, 0],
  ];
  for (const [models, more, expected] of cases) {
    assert.equal(keepAliveSeconds(models, { ...asked, ...more }), expected);
  }
});
