import type { VerbRules } from "./verb_rules.ts";

const CODE = "../run/run_gpu.ts";

export const GPU_RULES: VerbRules = {
  command: "deno task mock gpu",
  summary: "Keeps a fake nvidia-smi (and amd-smi) up to date in a folder",
  flags: {
    dir: {
      type: "string",
      value: "FOLDER",
      summary: "Where the commands lie (default: mock-gpu in the current folder)",
    },
    amd: { type: "boolean", summary: "Adds an AMD card and amd-smi" },
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
  },
  operands: [],
  examples: [
    ["deno task mock gpu --dir /tmp/gpu", "PATH=/tmp/gpu:$PATH nvidia-smi -L"],
  ],
  load: () => import(CODE) as Promise<typeof import("../run/run_gpu.ts")>,
};
