import type { VerbRules } from "./verb_rules.ts";

const CODE = "../run/run_docker.ts";

export const DOCKER_RULES: VerbRules = {
  command: "deno task mock docker",
  summary: "Runs a fake Docker Engine API with the containers of the mock",
  flags: {
    socket: {
      type: "string",
      value: "FILE",
      summary: "Its socket (default: docker.sock in the current folder)",
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
  },
  operands: [],
  examples: [
    [
      "deno task mock docker --socket /tmp/docker.sock",
      "DOCKER_HOST=unix:///tmp/docker.sock docker ps",
    ],
  ],
  load: () => import(CODE) as Promise<typeof import("../run/run_docker.ts")>,
};
