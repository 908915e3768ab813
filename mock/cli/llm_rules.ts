import type { VerbRules } from "./verb_rules.ts";

const CODE = "../run/run_llm.ts";

export const LLM_RULES: VerbRules = {
  command: "deno task mock llm",
  summary: "Runs one fake LLM server, under simulated traffic",
  flags: {
    engine: {
      type: "string",
      value: "ENGINE",
      summary: "vllm, sglang, tgi, tei, llamacpp, ollama, litellm, openai, trtllm, nim, triton, " +
        "lmdeploy, lmstudio, localai or ray",
    },
    variant: { type: "string", value: "NAME", summary: "Another face of it, such as v0 of vllm" },
    "api-key": { type: "string", value: "KEY", summary: "Asked for where the engine asks for one" },
    host: { type: "string", value: "ADDRESS", summary: "Where it listens (default: 127.0.0.1)" },
    port: { type: "string", value: "PORT", summary: "Its port (default: the engine's own)" },
    rate: {
      type: "string",
      value: "N",
      summary: "Simulated requests a second; 0 leaves it to you (default: the engine's usual)",
    },
    seed: {
      type: "string",
      value: "N",
      summary: "The same number gives the same traffic (default: 1)",
    },
    speed: {
      type: "string",
      value: "X",
      summary: "Simulated seconds in each second, 0.1 to 100 (default: 1)",
    },
  },
  operands: [],
  examples: [
    ["deno task mock llm --engine sglang --port 30000", "curl http://127.0.0.1:30000/metrics"],
    ["deno task mock llm --engine vllm --rate 0", "no traffic but yours"],
  ],
  load: () => import(CODE) as Promise<typeof import("../run/run_llm.ts")>,
};
