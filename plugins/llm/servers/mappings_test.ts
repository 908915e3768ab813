/** Promises of every engine's mapping. */
import assert from "node:assert/strict";
import { readManifest } from "@llm-monitor/sdk/testing";
import { FEATURES, listMetrics } from "./capability.ts";
import type { ServerKind } from "./server_kind.ts";
import { SERVER_KINDS } from "./index.ts";

const { metrics } = readManifest(new URL("../plugin.yaml", import.meta.url));
const DECLARED = new Map(
  metrics.map((family) => [family.name.replace("llm_monitor_llm_", ""), family]),
);
/** Families that stand in a mapping without its prefixes: HTTP's own, and those without any. */
const PLAIN: Readonly<Record<string, RegExp>> = {
  nim: /./,
  vllm: /^(?:ray_)?http_requests$/,
  trtllm: /^nv_(?:inference|llm)_/,
  mistralrs: /^http_request/,
  // Its router has the names of its engine.
  vllm_router: /^vllm:/,
};

const mappings = [
  ...new Set(SERVER_KINDS.flatMap((kind: ServerKind) => kind.metrics?.mappings ?? [])),
];

Deno.test("every row of every engine is declared, with its kind and its labels", () => {
  for (const { id, rows } of mappings) {
    for (const { to, kind, label } of rows) {
      const family = DECLARED.get(to);
      const labels = ["target", "engine", "model", ...label ? [label.name] : []];
      assert.deepEqual([family?.type, family?.labels], [kind, labels], `${id}: ${to}`);
    }
  }
});

Deno.test("every derived value is declared", () => {
  for (const { id, derived = [] } of mappings) {
    for (const row of derived) {
      const family = DECLARED.get(row.to);
      const hasState = row.make === "countStates" || row.make === "countListItems";
      const labels = ["model", ...hasState ? ["state"] : []];
      assert.deepEqual(
        family?.labels,
        ["target", "engine", ...row.make === "backends" ? ["backend"] : labels],
        `${id}: ${row.to}`,
      );
      assert.equal(family?.type, row.make === "totals" ? "histogram" : "gauge", `${id}: ${row.to}`);
    }
  }
});

Deno.test("what other sources tell is declared", () => {
  for (const { id, sources } of SERVER_KINDS) {
    for (const { name, provides } of sources) {
      for (const to of provides) assert(DECLARED.has(to), `${id}, ${name}: ${to}`);
    }
  }
});

Deno.test("no engine tells one metric from one family twice, nor from another engine's", () => {
  for (const { id, prefixes, rows } of mappings) {
    const seen = new Set<string>();
    for (const { to, kind, label, from, plus = [], where } of rows) {
      const key = JSON.stringify([to, label?.otherwise, where]);
      assert(!seen.has(key), `${id} has ${to} twice`);
      seen.add(key);
      assert.equal(new Set([...from, ...plus]).size, from.length + plus.length, `${id}: ${to}`);
      for (const name of from) {
        const isOwn = prefixes.some((prefix) => name.startsWith(prefix));
        assert(isOwn || PLAIN[id]?.test(name), `${id}: ${to} from ${name}`);
        // Lemonade's gauges have the names of its counters without it.
        const isPlain = !name.endsWith("_total") || name.startsWith("lemonade_");
        assert(kind === "histogram" || isPlain, `${id}: ${name}`);
      }
    }
  }
});

Deno.test("units are converted where the engine's own name says another one", () => {
  for (const { id, rows, derived = [] } of mappings) {
    for (const { to, from, scale = 1 } of rows) {
      const isMilli = from.some((name) => /_ms$|milliseconds/.test(name));
      const isMicro = from.some((name) => /_us$/.test(name));
      assert.equal(scale, isMilli ? 1e-3 : isMicro ? 1e-6 : 1, `${id}: ${to}`);
    }
    for (const row of derived.filter((one) => one.make === "totals")) {
      assert.equal(
        row.scale,
        String(row.sum.family).endsWith("_us") ? 1e-6 : 1,
        `${id}: ${row.to}`,
      );
    }
  }
});

Deno.test("every metric is told by some engine, or is our own", () => {
  const OWN = /^(?:up|state|scrape_|info|capability|models_folded|probe_)/;
  const told = new Set(
    SERVER_KINDS.flatMap((kind) =>
      (kind.metrics?.mappings ?? [{ id: kind.id }]).flatMap((
        { id },
      ) => [...listMetrics(kind, id)])
    ),
  );
  const missing = [...DECLARED.keys()].filter((name) => !OWN.test(name) && !told.has(name));
  assert.deepEqual(missing, []);
});

Deno.test("every feature names metrics that are declared", () => {
  for (const [feature, names] of Object.entries(FEATURES)) {
    for (const name of names) assert(DECLARED.has(name), `${feature}: ${name}`);
  }
});

Deno.test("no kind asks for what computes, loads, empties or betrays something", () => {
  for (const { id, health, version, metrics: rule, sources } of SERVER_KINDS) {
    const paths = [
      ...health.paths,
      ...version ? [version.path] : [],
      ...rule?.paths ?? [],
      ...sources.flatMap(({ asks }) => asks.map(({ path }) => path)),
    ];
    const bad = paths.filter((path) => /generate|chat|slots|server_info|perf_metrics/.test(path));
    assert.deepEqual(bad, [], id);
    if (id === "litellm" || id === "sglang") assert(!paths.includes("/health"), id);
    if (id === "trtllm") assert(!paths.includes("/metrics"), id);
  }
});
