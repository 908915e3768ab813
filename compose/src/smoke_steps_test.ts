import assert from "node:assert/strict";
import { SMOKE_STEPS } from "./smoke_steps.ts";
import type { SmokeContext } from "./smoke_steps.ts";

/** Services that answer so, at one port; what is changed may be wrong. */
async function findTroubles(
  changed: Readonly<Record<string, unknown>>,
): Promise<Map<string, string>> {
  const answers: Record<string, unknown> = {
    "/api/v1/targets": {
      data: {
        activeTargets: ["llm-monitor", "prometheus", "grafana"].map((job) => ({
          labels: { job },
          health: "up",
          lastError: "",
        })),
      },
    },
    "/api/v1/rules": { data: { groups: [{ file: "x", rules: [{ name: "a", health: "ok" }] }] } },
    "/api/v1/query": { data: { result: [{}] } },
    "/api/search": [{ uid: "one" }],
    "/loki/api/v1/query_range": { data: { result: [{}] } },
    ...changed,
  };
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => {
    const { pathname } = new URL(request.url);
    const wantsLogin = pathname === "/api/search";
    if (wantsLogin && request.headers.get("authorization") !== `Basic ${btoa("admin:secret")}`) {
      return new Response("who are you", { status: 401 });
    }
    return Response.json(answers[pathname]);
  });
  const boards = await Deno.makeTempDir();
  await Deno.writeTextFile(`${boards}/one.json`, '{"uid": "one"}');
  const port = String(server.addr.port);
  const context: SmokeContext = {
    services: ["runtime", "prometheus", "grafana"],
    compose: (args) =>
      Promise.resolve({
        code: 0,
        text: args.includes("amtool") ? "LlmMonitorSmoke" : "0123456789abcdef\n",
      }),
    docker: () => Promise.resolve({ code: 0, text: String(changed.health ?? "healthy") }),
    address: "127.0.0.1",
    env: { PROMETHEUS_PORT: port, GRAFANA_PORT: port, LOKI_PORT: port },
    password: String(changed.password ?? "secret"),
    boards,
  };
  try {
    const found = new Map<string, string>();
    for (const { name, run } of SMOKE_STEPS) {
      const trouble = await run(context);
      if (trouble !== undefined) found.set(name, trouble);
    }
    return found;
  } finally {
    await server.shutdown();
    await Deno.remove(boards, { recursive: true });
  }
}

Deno.test("a stack in which all is well has no trouble", async () => {
  assert.deepEqual([...await findTroubles({})], []);
});

const CASES: Readonly<Record<string, [Record<string, unknown>, string, RegExp]>> = {
  "a sick service": [{ health: "unhealthy" }, "healthy", /runtime is unhealthy/],
  "a target that is down": [
    { "/api/v1/targets": { data: { activeTargets: [] } } },
    "Prometheus scrapes",
    /llm-monitor is no target/,
  ],
  "a rule that fails": [
    {
      "/api/v1/rules": {
        data: { groups: [{ file: "x", rules: [{ name: "a", health: "err", lastError: "why" }] }] },
      },
    },
    "every rule",
    /a is err why/,
  ],
  "no data": [{ "/api/v1/query": { data: { result: [] } } }, "data is in", /nothing answers to/],
  "a board that is missing": [{ "/api/search": [] }, "every board", /Grafana lacks one/],
  "a wrong password": [{ password: "x" }, "every board", /answers 401/],
  "no line of a log": [
    { "/loki/api/v1/query_range": { data: { result: [] } } },
    "Loki",
    /has no line/,
  ],
  "an answer of another shape": [{ "/api/v1/rules": [] }, "every rule", /in an unexpected format/],
};

for (const [what, [changed, step, expected]] of Object.entries(CASES)) {
  Deno.test(`smoke finds ${what}`, async () => {
    const troubles = [...await findTroubles(changed)];
    const found = troubles.find(([name]) => name.includes(step));
    assert.match(found?.[1] ?? "", expected);
  });
}
