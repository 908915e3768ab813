/** The command line of `deno task mock`. */
import assert from "node:assert/strict";
import { defaultWorld, ENGINE_KINDS, singleEngineWorld } from "../../mock/default/world.ts";
import { ENGINES } from "../../mock/llm/mod.ts";
import { scenarioNames } from "../../mock/scenario/load.ts";
import { eventually } from "../support/eventually.ts";
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
    fleet: ["--hosts", "--scenario", "--port"],
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
  [["--hours", "3"], 2, /Cannot use --hours without --write\n +Give the file/],
  [
    ["--write", "/proc/llm-monitor-nowhere/day.om"],
    2,
    /Cannot use --write \/proc\/llm-monitor-nowhere\/day\.om: no such file/,
  ],
  [["--sed", "1"], 2, /Cannot read --sed: there is no such flag\n +Did you mean --seed\?/],
  [["healthy"], 2, /Cannot read "healthy": nothing more is expected here/],
  [["llm"], 2, /Missing --engine: it is required\n +One of vllm, sglang/],
  [["llm", "--engine", "vllm", "--variant", "v9"], 2, /has no variant "v9"\n +There are /],
  [["fleet", "--hosts", "0"], 2, /Cannot use --hosts 0: it must be a whole number from 1 to 10000/],
  [
    ["fleet", "--scenario", "rack-ded"],
    2,
    /There is no scenario "rack-ded" of a fleet\n +Did you /,
  ],
  [["llm", "--engine", "vlm"], 2, /There is no engine "vlm"\n +Did you mean vllm\?/],
];

/** A folder that is there, and nothing of it can be used. */
const NOWHERE = "/proc/llm-monitor-nowhere";

const UNUSABLE: readonly (readonly [readonly string[], RegExp])[] = [
  [
    ["llm", "--engine", "triton", "--port", "65534"],
    /error\[usage\] Cannot use --port 65534: metrics of triton are 2 above it.*\n +Give one up to 65533/,
  ],
  [
    ["llm", "--engine", "vllm", "--host", "nohost.invalid"],
    /error\[usage\] Cannot use --host nohost\.invalid: nothing can listen there/,
  ],
  [["--host", "nohost.invalid"], /error\[usage\] Cannot use --host nohost\.invalid/],
  [
    ["docker", "--socket", `${NOWHERE}/d.sock`],
    /error\[usage\] Cannot use --socket \/proc\/llm-monitor-nowhere\/d\.sock: no such file/,
  ],
  [
    ["docker", "--socket", `/tmp/${"x".repeat(120)}.sock`],
    /error\[usage\] Cannot use --socket \/tmp\/x+\.sock: path must be shorter/,
  ],
  [["gpu", "--dir", NOWHERE], /error\[usage\] Cannot use --dir \/proc\/llm-monitor-nowhere: /],
];

for (const [args, message] of UNUSABLE) {
  Deno.test(`mock ${args.join(" ").slice(0, 60)} cannot be done, and says which flag is why`, async () => {
    const { code, stderr } = await runMock(args);
    assert.match(stderr, message);
    assert.doesNotMatch(stderr, /^ +at /m);
    assert.equal(code, 2);
  });
}

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
    const own = world?.engines.at(-1);
    assert.equal(world?.engines.length, 1 + (own?.upstreams?.length ?? 0));
    assert.match(own?.models[0]?.family ?? "", kind === "tei" ? /^bert$/ : /./);
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

Deno.test("mock llm tells where its metrics are, and which of its two ports is taken", async () => {
  const mock = new MockProcess(["llm", "--engine", "triton", "--port", "0"]);
  try {
    const url = await mock.untilSaid(/metrics at (http:\/\/127\.0\.0\.1:\d+\/metrics)/);
    assert.match(await (await fetch(url)).text(), /^nv_inference_request_success\{/m);
  } finally {
    assert.equal(await mock.stop(), 0);
  }
  const taken = listenAboveFree(2);
  try {
    const args = ["llm", "--engine", "triton", "--port", String(taken.addr.port - 2)];
    const { code, stderr } = await runMock(args);
    const said =
      `Cannot listen on 127.0.0.1:${taken.addr.port}: it is taken, and metrics are served there`;
    assert(stderr.includes(said), stderr);
    assert.equal(code, 1);
  } finally {
    taken.close();
  }
});

Deno.test("mock docker tells the times of its simulation, however fast that is", async () => {
  const dir = await Deno.makeTempDir({ prefix: "llm-monitor-single-" });
  const socket = `${dir}/docker.sock`;
  const mock = new MockProcess(["docker", "--socket", socket, "--speed", "60"]);
  try {
    await mock.untilSaid(/Ctrl-C stops it/);
    using client = Deno.createHttpClient({ proxy: { transport: "unix", path: socket } });
    const ask = async (path: string) =>
      await (await fetch(`http://docker${path}`, { client })).json();
    await eventually("minutes have passed for it", async () => {
      const [{ Status }] = await ask("/containers/json") as [{ Status: string }];
      return /^Up (?:[2-9]|\d\d) minutes/.test(Status);
    });
    const samples = ["vllm", "sglang", "tgi"].map(async (name) => {
      const { cpu_stats, precpu_stats } = await ask(`/containers/llm-${name}-1/stats?stream=0`);
      const used = cpu_stats.cpu_usage.total_usage - precpu_stats.cpu_usage.total_usage;
      const passed = cpu_stats.system_cpu_usage - precpu_stats.system_cpu_usage;
      const { HostConfig: { NanoCpus } } = await ask(`/containers/llm-${name}-1/json`);
      const cores = (used / passed) * cpu_stats.online_cpus;
      assert(cores > 0 && cores <= NanoCpus / 1e9 && cores < 4, `${name}: ${cores} cores`);
    });
    await Promise.all(samples);
  } finally {
    assert.equal(await mock.stop(), 0);
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("mock gpu whose files cannot be written ends, says so, and leaves nothing behind", async () => {
  const dir = await Deno.makeTempDir({ prefix: "llm-monitor-single-" });
  const mock = new MockProcess(["gpu", "--dir", dir, "--speed", "10"]);
  try {
    await mock.untilSaid(/Ctrl-C stops it/);
    await Deno.remove(`${dir}/nvidia-smi.world`, { recursive: true });
    await Deno.writeTextFile(`${dir}/nvidia-smi.world`, "no folder any more");
    assert.equal(await mock.ended(), 1);
    assert.match(mock.said, /error\[state_dir_unusable\] Cannot write the simulation's files to /);
    assert.doesNotMatch(mock.said, /^ +at /m);
    assert.deepEqual(await Array.fromAsync(Deno.readDir(dir)), []);
  } finally {
    if (mock.isRunning) await mock.stop();
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("mock docker and mock gpu run alone, and leave nothing behind", async () => {
  const dir = await Deno.makeTempDir({ prefix: "llm-monitor-single-" });
  const docker = new MockProcess(["docker", "--socket", `${dir}/docker.sock`]);
  const gpu = new MockProcess(["gpu", "--dir", `${dir}/bin`, "--amd"]);
  try {
    await docker.untilSaid(/Ctrl-C stops it/);
    using client = Deno.createHttpClient({
      proxy: { transport: "unix", path: `${dir}/docker.sock` },
    });
    const answer = await fetch("http://docker/containers/json", { client });
    const containers = await answer.json() as { Names: string[] }[];
    assert.equal(containers.length, defaultWorld({ hasAmd: false }).engines.length);
    await gpu.untilSaid(/Ctrl-C stops it/);
    const { output } = await run(`${dir}/bin/nvidia-smi`, ["-L"]);
    assert.match(output, /GPU 3: NVIDIA H200/);
    assert.match((await run(`${dir}/bin/amd-smi`, ["list", "--json"])).output, /"gpu": 0/);
    const again = await runMock(["gpu", "--dir", `${dir}/bin`]);
    assert.match(again.stderr, /the commands already exist there/);
    assert.equal(again.code, 2);
  } finally {
    assert.deepEqual([await docker.stop(), await gpu.stop("SIGINT")], [0, 130]);
    const left = await Array.fromAsync(Deno.readDir(dir));
    assert.deepEqual(left.map(({ name }) => name), ["bin"]);
    assert.deepEqual(await Array.fromAsync(Deno.readDir(`${dir}/bin`)), []);
    await Deno.remove(dir, { recursive: true });
  }
});

/** Takes a port that has a free one so many below it; nobody is given ports there by chance. */
function listenAboveFree(distance: number): Deno.TcpListener {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 10_000);
    try {
      Deno.listen({ hostname: "127.0.0.1", port: port - distance }).close();
      return Deno.listen({ hostname: "127.0.0.1", port });
    } catch (error) {
      if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    }
  }
}
