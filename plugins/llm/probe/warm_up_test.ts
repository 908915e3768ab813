import assert from "node:assert/strict";
import { createProber } from "./prober.ts";
import type { ProbeStyle } from "./request.ts";
import { DEFAULT_PROBE } from "../../../tests/support/llm_options.ts";
import { warmUp } from "./warm_up.ts";
import { FamilySet } from "@llm-monitor/sdk";

Deno.test("warmUp runs the code of every style, and asks nobody", async () => {
  const before = globalThis.fetch;
  globalThis.fetch = () => assert.fail("asked");
  try {
    for (const style of ["openai", "ollama", "lmstudio"] as const) await warmUp(style);
  } finally {
    globalThis.fetch = before;
  }
});

Deno.test("a prober warms up once for each style, before its first probe", async () => {
  const order: string[] = [];
  const asked = Promise.withResolvers<void>();
  const prober = createProber({
    nowMs: () => 0,
    unixSeconds: () => 86_400 * 20_000,
    warmUp: (style: ProbeStyle) => {
      order.push(style);
      return Promise.resolve();
    },
    fetch: () => {
      order.push("asked");
      asked.resolve();
      return Promise.resolve(new Response("", { status: 500 }));
    },
  });
  for (let round = 0; round < 2; round++) {
    await prober.collect(new FamilySet(), {
      target: "t",
      engine: "vllm",
      server: "vllm",
      url: "http://server",
      headers: {},
      settings: DEFAULT_PROBE,
      isUp: true,
      servedModels: () => Promise.resolve({ models: ["m"], expiresAt: new Map() }),
      log: () => {},
    });
  }
  await asked.promise;
  assert.deepEqual(order, ["openai", "asked"]);
});
