import type { VerbRules } from "./verb_rules.ts";

const CODE = "../run/run_mock.ts";

export const MOCK_RULES: VerbRules = {
  command: "deno task mock",
  summary: "Runs the monitor over a GPU server that is not there: cards, containers, engines\n\n" +
    "Single fakes: deno task mock llm|docker|gpu --help",
  flags: {
    scenario: {
      type: "string",
      value: "NAME",
      summary: "What happens (default: healthy); --list shows all. Or a .yaml of your own",
    },
    seed: {
      type: "string",
      value: "N",
      summary: "The same number gives the same world (default: 1)",
    },
    speed: {
      type: "string",
      value: "X",
      summary: "Simulated seconds in each second, 0.1 to 100 (default: 1)",
    },
    amd: { type: "boolean", summary: "Adds an AMD card with an engine" },
    host: {
      type: "string",
      value: "ADDRESS",
      summary: "Where the monitor listens (default: 127.0.0.1)",
    },
    port: { type: "string", value: "PORT", summary: "The monitor's port (default: 8090)" },
    list: { type: "boolean", summary: "Shows the scenarios, and ends" },
  },
  operands: [],
  examples: [
    ["deno task mock", "http://127.0.0.1:8090/metrics"],
    ["deno task mock --scenario kv-full --speed 10", "a full cache, ten times as fast"],
    ["deno task mock llm --engine sglang --port 30000", "one fake engine alone"],
  ],
  load: () => import(CODE) as Promise<typeof import("../run/run_mock.ts")>,
};
