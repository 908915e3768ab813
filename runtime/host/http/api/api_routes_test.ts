import assert from "node:assert/strict";
import { VIEW_KIND_NAMES } from "../../../contract/view_kinds.ts";
import { PLUGIN_STATES } from "../../../contract/status.ts";
import { createApp } from "../app.ts";
import { ROUTES } from "../routes.ts";
import {
  fakeFront,
  fakeItem,
  fakeLine,
  fakePlugin,
  fakePorts,
  fakeProblem,
  fakeStatus,
} from "../testing_ports.ts";
import openapi from "./openapi.json" with { type: "json" };
import { schemaIssues } from "./testing_schema.ts";

const AT = "2026-01-01T00:00:00.000Z";
const REPORT = { ok: false, message: "m", at: AT };
const PLUGIN = fakePlugin({
  grant: { ...fakePlugin().grant, net: ["127.0.0.1:1"], exec: [{ command: "x", args: ["-q"] }] },
  pid: 5,
  last_collection_at: AT,
  last_duration_seconds: 0.1,
  last_error: { code: "failure", message: "m", at: AT },
  last_stop: { reason: "exit", detail: "", at: AT },
  subjects: [{ name: "a", state: "up", detail: "" }],
  warnings: [{ message: "m", at: AT }],
  pending: { digest: "d", message: "m" },
  reload: REPORT,
  upgrade: { version: "2.0.0", digest: "d", message: "m", next_try_at: AT },
});

const app = createApp(fakePorts({
  plugins: () => ({
    schema_version: 1,
    isolation: [{ name: "prlimit", active: false, detail: "m" }],
    withheld: true,
    plugins: [PLUGIN, fakePlugin()],
  }),
  status: () => fakeStatus({ config_reload: REPORT, not_ready: ["m"] }),
  front: fakeFront({
    items: [fakeItem({ parts: { memory_by: [{ name: "a", value: 1 }] } })],
    problems: [fakeProblem(), fakeProblem({ command: "x" })],
    state: "critical",
  }, {
    log: () => ({ lines: LINES, leftOut: 2 }),
    pluginMetrics: (name) => name === "alpha" ? new TextEncoder().encode("x 1\n") : undefined,
  }),
}));
const LINES = [
  fakeLine({ id: 1, level: "info", message: "Quiet" }),
  fakeLine({ id: 2, level: "warn", plugin: "alpha", message: "Loud <b>" }),
  fakeLine({ id: 3, level: "error", plugin: "beta" }),
];

const ask = async (path: string) => await app.request(`http://127.0.0.1:8090${path}`);

type Paths = Record<
  string,
  { get: { responses: Record<string, { content: Record<string, unknown> }> } }
>;

Deno.test("openapi.json describes every route of the API, and no other", () => {
  const paths = Object.keys(openapi.paths).sort();
  assert.deepEqual(
    paths,
    Object.keys(ROUTES).filter((path) => path !== "/").sort(),
  );
});

Deno.test("every JSON answer is as openapi.json describes it, whole", async () => {
  let checked = 0;
  for (const [path, { get }] of Object.entries(openapi.paths as unknown as Paths)) {
    const content = get.responses["200"]?.content["application/json"] as { schema: object };
    if (!content) continue;
    const answer = await ask(path);
    assert.equal(answer.status, 200, path);
    const schema = content.schema as Record<string, unknown>;
    const schemas = openapi.components.schemas as unknown as Record<
      string,
      Record<string, unknown>
    >;
    assert.deepEqual(schemaIssues(await answer.json(), schema, schemas), [], path);
    checked++;
  }
  assert.ok(checked >= 9, `only ${checked} answers were checked`);
});

Deno.test("openapi.json has the states and kinds that there are", () => {
  const { Plugin, Item } = openapi.components.schemas;
  assert.deepEqual(Plugin.properties.state.enum, PLUGIN_STATES);
  assert.deepEqual(Item.properties.kind.enum, VIEW_KIND_NAMES);
});

Deno.test("the check of schemas finds what is missing, too much, or of another type", () => {
  const schema = {
    type: "object",
    properties: { a: { type: "integer" }, b: { type: ["string", "null"], format: "date-time" } },
    required: ["a"],
    additionalProperties: false,
  };
  const cases: [value: unknown, issues: string[]][] = [
    [{ a: 1, b: null }, []],
    [{ b: AT }, ["$.a: is missing"]],
    [{ a: 1.5 }, ["$.a: is number in place of integer"]],
    [{ a: 1, c: 1 }, ["$.c: is not described"]],
    [{ a: 1, b: "soon" }, ['$.b: "soon" is no time']],
    [[], ["$: is array in place of object"]],
  ];
  for (const [value, issues] of cases) assert.deepEqual(schemaIssues(value, schema, {}), issues);
});

Deno.test("GET /api/v1/logs gives the lines that were asked for", async () => {
  const ids = async (query: string) => {
    const { lines } = await (await ask(`/api/v1/logs${query}`)).json();
    return lines.map(({ id }: { id: number }) => id);
  };
  assert.deepEqual(await ids(""), [1, 2, 3]);
  assert.deepEqual(await ids("?level=warn"), [2, 3]);
  assert.deepEqual(await ids("?plugin=alpha"), [2]);
  assert.deepEqual(await ids("?q=LOUD"), [2]);
  assert.deepEqual(await ids("?level=none&plugin=&q="), [1, 2, 3]);
});

Deno.test("GET /api/v1/logs shows nothing where anybody could ask", async () => {
  const open = createApp(fakePorts({ front: fakeFront({}, { isWithheld: true }) }));
  const answer = await open.request("http://127.0.0.1:8090/api/v1/logs");
  assert.equal(answer.status, 403);
  assert.match(await answer.text(), /server\.auth/);
});

Deno.test("GET /api/v1/metrics gives one plugin's metrics, and says when it cannot", async () => {
  const found = await ask("/api/v1/metrics?plugin=alpha");
  assert.equal(await found.text(), "x 1\n");
  assert.match(found.headers.get("content-type") ?? "", /version=0\.0\.4/);
  assert.equal((await ask("/api/v1/metrics")).status, 400);
  const missing = await ask(`/api/v1/metrics?plugin=${encodeURIComponent("<script>")}`);
  assert.equal(missing.status, 404);
  assert.doesNotMatch(await missing.text(), /script/);
});

Deno.test("GET /api/v1/history passes on what it is asked for", async () => {
  const { series } = await (await ask("/api/v1/history?kind=gpu&key=a%2Fb&field=power")).json();
  assert.deepEqual(series, [{ kind: "gpu", key: "a/b", field: "power", values: [null, 0.5] }]);
});
