/** The llm plugin over the engines of the simulated machine, in full swing. */
import assert from "node:assert/strict";
import { defaultWorld } from "../../mock/default/world.ts";
import { startLlmServer } from "../../mock/llm/mod.ts";
import { World } from "../../mock/sim/world.ts";
import { collectTargets } from "./llm_plugin.ts";

/** Engines that tell nothing of their requests. */
const SILENT = ["ollama", "openai"];

Deno.test("the llm plugin finds out every engine of the simulated machine, and tells what is so", async () => {
  const world = new World(defaultWorld({ hasAmd: false }), {
    seed: 7,
    epochUnix: 1_795_000_000,
    warmUpSeconds: 30,
  });
  const servers = await Promise.all(
    world.engines.map(async (unit) => ({
      unit,
      server: await startLlmServer(unit, { hostname: "127.0.0.1", port: 0 }),
    })),
  );
  try {
    world.advance(60);
    const { value, logs } = await collectTargets(servers.map(({ unit, server }) => ({
      name: unit.spec.name,
      url: `http://127.0.0.1:${server.port}`,
    })));
    assert(servers.length >= 5);
    for (const { unit, server } of servers) {
      const { name: target, engine } = unit.spec;
      assert.equal(value("up", { target, engine }), 1, target);
      assert.deepEqual(server.costlyRequests(), [], target);
      const { runningRequests, waitingRequests, kvUsageRatio } = unit.snapshot();
      // The proxy counts what waits behind it, too.
      const inFlight = runningRequests + (engine === "litellm" ? waitingRequests : 0);
      const running = value("requests_running", { target });
      assert.equal(running, SILENT.includes(engine) ? undefined : inFlight, target);
      // SGLang rounds it to hundredths.
      const usage = value("kv_cache_usage_ratio", { target }) ?? kvUsageRatio;
      assert(Math.abs(usage - kvUsageRatio) <= 0.005, `${target}: ${usage} for ${kvUsageRatio}`);
    }
    const found = (line: string) => line.startsWith("info Found ");
    assert.equal(logs.filter(found).length, servers.length);
    assert.deepEqual(logs.filter((line) => !found(line)), []);
  } finally {
    await Promise.all(servers.map(({ server }) => server.close()));
  }
});
