/** Fake LLM servers that are down, that hang, and that talk nonsense. */
import assert from "node:assert/strict";
import { PortTaken, startLlmServer } from "../../mock/llm/mod.ts";
import { ScriptedEngine } from "./scripted_engine.ts";
import { eventually } from "../support/eventually.ts";
import { collectTargets } from "./llm_plugin.ts";
import { makeChat, withLlm } from "./llm_servers.ts";

Deno.test("a server that is down drops its connections and refuses others, until it is back", () =>
  withLlm("vllm", {}, async ({ ask, view }) => {
    view.isStuck = true;
    const stream = await ask("/v1/chat/completions", makeChat({ stream: true }));
    view.state = "down";
    await assert.rejects(stream.text());
    await assert.rejects(ask("/health"), TypeError);
    view.state = "up";
    await eventually("it is back at its port", async () => {
      try {
        const response = await ask("/health");
        await response.body?.cancel();
        return response.status === 200;
      } catch (error) {
        if (!(error instanceof TypeError)) throw error;
        return false;
      }
    });
  }));

Deno.test("a server that hangs takes connections, and answers them when it goes on", () =>
  withLlm("vllm", {}, async ({ ask, view }) => {
    view.state = "hung";
    await assert.rejects(ask("/health", { signal: AbortSignal.timeout(200) }), /timed out|timeout/);
    const waiting = ask("/health");
    view.state = "up";
    const response = await waiting;
    assert.equal(response.status, 200);
    await response.body?.cancel();
  }));

Deno.test("a server that hangs can be closed, and its clients see that", async () => {
  const view = new ScriptedEngine("vllm");
  view.state = "hung";
  const server = await startLlmServer(view, { hostname: "127.0.0.1", port: 0 });
  const waiting = assert.rejects(fetch(`http://127.0.0.1:${server.port}/health`), TypeError);
  await new Promise((resolve) => setTimeout(resolve, 100));
  await server.close();
  await waiting;
});

Deno.test("a port that is taken is told, and the other port of the engine is not kept", async () => {
  const taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = taken.addr;
  const options = { hostname: "127.0.0.1", port: 0, metricsPort: port };
  await assert.rejects(
    startLlmServer(new ScriptedEngine("triton"), options),
    (error) => error instanceof PortTaken && error.port === port,
  );
  taken.close();
  const server = await startLlmServer(new ScriptedEngine("triton"), options);
  assert.equal(server.metricsPort, port);
  await server.close();
});

Deno.test("a server that is down keeps its port from another mock, and frees it at its end", async () => {
  const view = new ScriptedEngine("triton");
  view.state = "down";
  const first = await startLlmServer(view, { hostname: "127.0.0.1", port: 0 });
  for (const port of [first.port, first.metricsPort ?? 0]) {
    const options = { hostname: "127.0.0.1", port };
    await assert.rejects(
      startLlmServer(new ScriptedEngine("vllm"), options),
      (error) => error instanceof PortTaken && error.port === port,
    );
    // Nothing listens there meanwhile.
    await eventually("it refuses connections", async () => {
      try {
        (await Deno.connect(options)).close();
        return false;
      } catch (error) {
        return error instanceof Deno.errors.ConnectionRefused;
      }
    });
  }
  await first.close();
  const options = { hostname: "127.0.0.1", port: first.port };
  const second = await startLlmServer(new ScriptedEngine("vllm"), options);
  assert.equal(second.port, first.port);
  await second.close();
});

const SAID = {
  down: /Target "server" does not answer at http:\/\/127\.0\.0\.1:\d+: \w+: /,
  hung:
    /Target "server" does not answer at http:\/\/127\.0\.0\.1:\d+: no complete answer in 333 ms/,
  garbage: /Cannot recognize the server at target "server"/,
} as const;

for (const [state, said] of Object.entries(SAID) as [keyof typeof SAID, RegExp][]) {
  Deno.test(`the llm plugin tells of a server that is ${state} that it is not up`, () =>
    withLlm("vllm", {}, async ({ view, server }) => {
      view.state = state;
      const target = { name: "server", url: `http://127.0.0.1:${server.port}` };
      const { value, logs } = await collectTargets([target], { timeoutMs: 1_000 });
      assert.equal(value("up", { engine: "unknown" }), 0);
      assert.match(logs.join(), said);
    }));
}
