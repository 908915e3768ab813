/** The command line of `deno task mock`. */
import assert from "node:assert/strict";
import { ENGINE_KINDS, singleEngineWorld } from "../../mock/default/world.ts";
import { ENGINES } from "../../mock/llm/mod.ts";
import { scenarioNames } from "../../mock/scenario/load.ts";
import { run } from "../support/tools.ts";
import { MockProcess, runMock } from "./mock_process.ts";

Deno.test("mock --list shows every scenario with its alerts", async () => {
  const { code, stdout } = await runMock(["--list"]);
  assert.equal(code, 0);
  for (const name of await scenarioNames()) {
    assert.match(stdout, new RegExp(`^${name} +[A-Za-z].*\\n +Alerts: (?:none|LlmMonitor)`, "m"));
  }
});

Deno.test("mock --help tells every flag, also of the single fakes", async () => {
  const flags = ["--scenario", "--seed", "--speed", "--amd", "--host", "--port", "--list"];
  const all = {
    "": flags,
    llm: ["--engine", "--variant", "--api-key", "--rate"],
    docker: ["--socket"],
    gpu: ["--dir"],
  };
  for (const [verb, expected] of Object.entries(all)) {
    const { code, stdout } = await runMock([...verb ? [verb] : [], "--help"]);
    assert.equal(code, 0);
    for (const flag of expected) assert.match(stdout, new RegExp(`  ${flag}`), verb);
  }
});

const WRONG: readonly (readonly [readonly string[], number, RegExp])[] = [
  [["--scenario", "kvfull"], 2, /There is no scenario "kvfull"\n +Did you mean kv-full\?/],
  [["--scenario", "/nowhere.yaml"], 3, /\/nowhere\.yaml: cannot be read/],
  [["--speed", "0"], 2, /Cannot use --speed 0: it must be a number from 0\.1 to 100/],
  [["--seed", "1.5"], 2, /Cannot use --seed 1\.5: it must be a whole number/],
  [["--port", "x"], 2, /Cannot use --port x: it must be a whole number from 0 to 65535/],
  [["--sed", "1"], 2, /Cannot read --sed: there is no such flag\n +Did you mean --seed\?/],
  [["healthy"], 2, /Cannot read "healthy": nothing more is expected here/],
  [["llm"], 2, /Missing --engine: it must be given\n +One of vllm, sglang/],
  [["llm", "--engine", "vllm", "--variant", "v9"], 2, /has no variant "v9"\n +There are /],
  [["llm", "--engine", "vlm"], 2, /There is no engine "vlm"\n +Did you mean vllm\?/],
];

for (const [args, expected, message] of WRONG) {
  Deno.test(`mock ${args.join(" ")} says what is wrong, and starts nothing`, async () => {
    const { code, stdout, stderr } = await runMock(args);
    assert.match(stderr, message);
    assert.equal(code, expected);
    assert.equal(stdout, "");
  });
}

Deno.test("mock llm serves one engine alone, with traffic or without", async () => {
  const mock = new MockProcess(["llm", "--engine", "sglang", "--port", "0", "--rate", "0"]);
  try {
    const url = await mock.untilSaid(/(http:\/\/127\.0\.0\.1:\d+)/);
    const models = await (await fetch(`${url}/v1/models`)).json() as { data: { id: string }[] };
    const answer = await fetch(`${url}/v1/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        model: models.data[0]?.id,
        messages: [{ role: "user", content: "hello" }],
        max_tokens: 5,
      }),
    });
    const { usage } = await answer.json() as { usage: { completion_tokens: number } };
    assert.equal(usage.completion_tokens, 5);
    const metrics = await (await fetch(`${url}/metrics`)).text();
    assert.match(metrics, /^sglang:generation_tokens_total\{.*\} 5(?:\.0)?$/m);
  } finally {
    assert.equal(await mock.stop(), 0);
  }
});

Deno.test("mock llm can be every engine that there is a fake of, and says so", async () => {
  const { stdout } = await runMock(["llm", "--help"]);
  assert.deepEqual([...ENGINE_KINDS].sort(), Object.keys(ENGINES).sort());
  for (const kind of ENGINE_KINDS) {
    assert.match(stdout, new RegExp(`--engine ENGINE .*\\b${kind}\\b`));
    const world = singleEngineWorld(kind);
    assert.equal(world?.engines.at(-1)?.engine, kind);
    assert.equal(world?.engines.length, kind === "litellm" ? 3 : 1);
  }
});

Deno.test("mock llm says when its port is taken", async () => {
  const taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  try {
    const port = String(taken.addr.port);
    const { code, stderr } = await runMock(["llm", "--engine", "tgi", "--port", port]);
    assert.match(stderr, new RegExp(`error\\[port_in_use\\] Cannot listen on 127.0.0.1:${port}`));
    assert.equal(code, 1);
  } finally {
    taken.close();
  }
});

Deno.test("mock docker and mock gpu run alone, and leave nothing behind", async () => {
  const dir = await Deno.makeTempDir({ prefix: "llm-monitor-single-" });
  const docker = new MockProcess(["docker", "--socket", `${dir}/docker.sock`]);
  const gpu = new MockProcess(["gpu", "--dir", `${dir}/bin`, "--amd"]);
  try {
    await docker.untilSaid(/Ctrl-C ends it/);
    using client = Deno.createHttpClient({
      proxy: { transport: "unix", path: `${dir}/docker.sock` },
    });
    const answer = await fetch("http://docker/containers/json", { client });
    const containers = await answer.json() as { Names: string[] }[];
    assert.equal(containers.length, 7);
    await gpu.untilSaid(/Ctrl-C ends it/);
    const { output } = await run(`${dir}/bin/nvidia-smi`, ["-L"]);
    assert.match(output, /GPU 3: NVIDIA H200/);
    assert.match((await run(`${dir}/bin/amd-smi`, ["list", "--json"])).output, /"gpu": 0/);
    const again = await runMock(["gpu", "--dir", `${dir}/bin`]);
    assert.match(again.stderr, /the commands are there already/);
    assert.equal(again.code, 2);
  } finally {
    assert.deepEqual([await docker.stop(), await gpu.stop("SIGINT")], [0, 130]);
    const left = await Array.fromAsync(Deno.readDir(dir));
    assert.deepEqual(left.map(({ name }) => name), ["bin"]);
    assert.deepEqual(await Array.fromAsync(Deno.readDir(`${dir}/bin`)), []);
    await Deno.remove(dir, { recursive: true });
  }
});
