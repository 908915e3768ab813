import type { Verb } from "../../runtime/cli/verb.ts";

/** A verb without its code, which is loaded by a computed name: nothing of npm comes with it. */
export interface VerbRules extends Omit<Verb, "run"> {
  load(): Promise<Pick<Verb, "run">>;
}

type Flag = VerbRules["flags"][string];

const text = (value: string, summary: string): Flag => ({ type: "string", value, summary });

const HOST = text("ADDRESS", "Address to listen on (default: 127.0.0.1)");
/** Of every world. */
const COMMON = {
  seed: text("N", "The same number gives the same simulation (default: 1)"),
  speed: text("X", "Simulated seconds per second, 0.1 to 100 (default: 1)"),
};
const CODE = {
  mock: "../run/run_mock.ts",
  llm: "../run/run_llm.ts",
  docker: "../run/run_docker.ts",
  gpu: "../run/run_gpu.ts",
  fleet: "../run/run_fleet.ts",
};

function loadCode(name: keyof typeof CODE): () => Promise<Pick<Verb, "run">> {
  return () => import(CODE[name]);
}

/** `deno task mock`. */
export const MOCK_RULES: VerbRules = {
  command: "deno task mock",
  summary: "Runs the monitor on a simulated GPU server: cards, containers, engines\n\n" +
    "Single fakes: deno task mock llm|docker|gpu|fleet --help",
  flags: {
    scenario: text(
      "NAME",
      "Scenario (default: healthy); --list lists all. Or a .yaml file of your own",
    ),
    ...COMMON,
    amd: { type: "boolean", summary: "Adds an AMD card with an engine" },
    host: text("ADDRESS", "Address for the monitor to listen on (default: 127.0.0.1)"),
    port: text("PORT", "The monitor's port (default: 8090)"),
    list: { type: "boolean", summary: "Lists the scenarios, and exits" },
    replay: text("FILE", "Plays the machine of a bundle made by deno task doctor --bundle FILE"),
    write: text(
      "FILE",
      "Plays the simulation as fast as possible, and writes its metrics to FILE as OpenMetrics",
    ),
    hours: text("N", "With --write: simulated hours (default: 1)"),
    step: text("DURATION", "With --write: time between scrapes (default: 30s)"),
    from: text("DURATION", "With --write: when the scenario begins (default: at once)"),
    to: text("DURATION", "With --write: when the scenario ends (default: never)"),
    pace: text("X", "With --write: slows the scenario down X times (default: 1)"),
    until: text("TIME", "With --write: time of the last scrape (default: now)"),
    instance: text("NAME", "With --write: the label instance (default: 127.0.0.1:8090)"),
  },
  operands: [],
  examples: [
    ["deno task mock", "http://127.0.0.1:8090/metrics"],
    ["deno task mock --scenario kv-full --speed 10", "a full cache, ten times as fast"],
    [
      "deno task mock --write day.om --hours 24",
      "for promtool tsdb create-blocks-from openmetrics",
    ],
    ["deno task mock --replay report.tar", "another machine's bug, reproduced on this one"],
    ["deno task mock llm --engine sglang --port 30000", "a single fake engine"],
  ],
  load: loadCode("mock"),
};

type SingleRules = Pick<VerbRules, "summary" | "flags" | "examples">;

const SINGLES: Readonly<Record<Exclude<keyof typeof CODE, "mock">, SingleRules>> = {
  llm: {
    summary: "Runs one fake LLM server under simulated traffic",
    flags: {
      engine: text(
        "ENGINE",
        "vllm, sglang, tgi, tei, llamacpp, ollama, litellm, openai, trtllm, nim, triton, " +
          "lmdeploy, lmstudio, localai or ray",
      ),
      variant: text("NAME", "Another variant of it, such as v0 of vllm"),
      "api-key": text("KEY", "Key that clients must send, if the engine supports one"),
      host: HOST,
      port: text("PORT", "Its port (default: the engine's own)"),
      rate: text(
        "N",
        "Simulated requests per second; 0 leaves the traffic to you (default: the engine's usual rate)",
      ),
      ...COMMON,
    },
    examples: [
      ["deno task mock llm --engine sglang --port 30000", "curl http://127.0.0.1:30000/metrics"],
      ["deno task mock llm --engine vllm --rate 0", "no traffic but your own"],
    ],
  },
  docker: {
    summary: "Runs a fake Docker Engine API with the containers of the mock",
    flags: {
      socket: text("FILE", "Its socket (default: docker.sock in the current folder)"),
      ...COMMON,
    },
    examples: [[
      "deno task mock docker --socket /tmp/docker.sock",
      "DOCKER_HOST=unix:///tmp/docker.sock docker ps",
    ]],
  },
  gpu: {
    summary: "Keeps a fake nvidia-smi (and amd-smi) up to date in a folder",
    flags: {
      dir: text("FOLDER", "Folder for the commands (default: mock-gpu in the current folder)"),
      amd: { type: "boolean", summary: "Adds an AMD card and amd-smi" },
      ...COMMON,
    },
    examples: [["deno task mock gpu --dir /tmp/gpu", "PATH=/tmp/gpu:$PATH nvidia-smi -L"]],
  },
  fleet: {
    summary: "Simulates the pages of many hosts in one process, for Prometheus to scrape",
    flags: {
      hosts: text("N", "Number of hosts, ten in a rack (default: 100)"),
      scenario: text(
        "NAME",
        "healthy, rack-dead, bad-deploy, hot-aisle or bad-day (default: healthy)",
      ),
      host: HOST,
      port: text("PORT", "Its port (default: 8190)"),
      seed: COMMON.seed,
    },
    examples: [
      ["deno task mock fleet --hosts 1000", "http_sd_configs: [{ url: http://127.0.0.1:8190/sd }]"],
      ["curl -X PUT -d rack-dead http://127.0.0.1:8190/scenario", "a rack loses power now"],
    ],
  },
};

/** The fakes that can be run alone, by the word after `deno task mock`. */
export const SINGLE_RULES: Readonly<Record<string, VerbRules>> = Object.fromEntries(
  Object.entries(SINGLES).map(([name, rules]) => [name, {
    command: `deno task mock ${name}`,
    operands: [],
    load: loadCode(name as keyof typeof SINGLES),
    ...rules,
  }]),
);
