/** `deno task mock` as a newcomer starts it: the real monitor, its real plugins, their real sandboxes. */
import assert from "node:assert/strict";
import { defaultWorld } from "../../mock/default/world.ts";
import { scenarioFile } from "../../mock/scenario/load.ts";
import { eventually } from "../support/eventually.ts";
import { descendantsOf, survivors } from "../support/processes.ts";
import { needs, run } from "../support/tools.ts";
import { MockProcess } from "./mock_process.ts";

const SPEC = defaultWorld({ hasAmd: false });
/** Seconds on a machine that has nothing else to do. */
const PATIENCE_MS = 60_000;
const CARDS = SPEC.cards.map(({ uuid }) => uuid);

/** /metrics of a mock, read again at each question. */
class Metrics {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  async text(): Promise<string> {
    return await (await fetch(`${this.#url}/metrics`)).text();
  }

  /** The sum of all series whose line begins so; undefined where there is none. */
  async sum(family: string, ...labels: string[]): Promise<number | undefined> {
    const lines = (await this.text()).split("\n").filter((line) =>
      /^[{ ]/.test(line.slice(family.length)) && line.startsWith(family) &&
      labels.every((label) => line.includes(label))
    );
    if (lines.length === 0) return undefined;
    return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(" "))), 0);
  }
}

Deno.test("within seconds cards, containers, machine and engines move, and nothing is left at the end", async () => {
  const mock = new MockProcess(["--port", "0", "--seed", "7"], { isGroup: true });
  try {
    const metrics = new Metrics(await mock.url());
    const moving = [
      "llm_monitor_gpu_power_draw_watts",
      "llm_monitor_gpu_energy_joules_total",
      "llm_monitor_docker_container_cpu_seconds_total",
      "llm_monitor_docker_container_network_transmit_bytes_total",
      "llm_monitor_system_cpu_seconds_total",
      "llm_monitor_llm_generation_tokens_total",
      "llm_monitor_llm_requests_total",
    ];
    const seen = new Map<string, Set<number>>(moving.map((family) => [family, new Set()]));
    await eventually("everything moves", async () => {
      for (const [family, values] of seen) {
        const value = await metrics.sum(family);
        if (value !== undefined) values.add(value);
      }
      return [...seen.values()].every(({ size }) => size > 1);
    }, PATIENCE_MS);
    await eventually("all parts agree", async () => {
      await checkWhole(metrics);
      return true;
    }, PATIENCE_MS);
    const text = await metrics.text();
    if (!needs("promtool", "prometheus")) {
      assert.deepEqual(await run("promtool", ["check", "metrics"], { input: text }), {
        code: 0,
        output: "",
      });
    }
    const folder = await mock.untilSaid(/docker +unix:\/\/(\S+)\/docker\.sock/);
    const processes = await descendantsOf(mock.pid);
    assert(processes.length >= 5);
    assert.equal(await mock.interrupt(), 130);
    assert.deepEqual(await survivors(processes), []);
    await assert.rejects(Deno.stat(folder), Deno.errors.NotFound);
  } finally {
    if (mock.isRunning) await mock.stop();
  }
});

/** Checks that one thing in the simulation is one thing in the metrics. */
async function checkWhole(metrics: Metrics): Promise<void> {
  for (const { name } of SPEC.engines) {
    assert.equal(await metrics.sum("llm_monitor_llm_up", `target="${name}"`), 1, name);
  }
  assert.equal(await metrics.sum("llm_monitor_gpu_up"), CARDS.length);
  assert.equal(await metrics.sum("llm_monitor_docker_up"), 1);
  const text = await metrics.text();
  // The memory of each card is that of containers which Docker knows, too.
  const ids = [...text.matchAll(/^llm_monitor_gpu_process_memory_bytes\{.*container_id="(\w*)"/gm)];
  assert.equal(ids.length, SPEC.engines.filter(({ card }) => card !== undefined).length);
  for (const [, id = ""] of ids) {
    assert.equal(id.length, 64);
    assert.match(
      text,
      new RegExp(`^llm_monitor_docker_container_info\\{.*container_id="${id}"`, "m"),
    );
  }
  assert.equal(await metrics.sum("llm_monitor_gpu_processes_hidden"), 0);
  assert.equal(await metrics.sum("llm_monitor_gpu_unreadable_values"), 0);
  assert.doesNotMatch(text, /^llm_monitor_system_source_up\{.*\} 0$/m);
  assert.equal(
    await metrics.sum("llm_monitor_system_filesystem_size_bytes", 'mountpoint="/models"'),
    7 * 1024 ** 4,
  );
}

/** Returns whether the metrics show that a scenario is on; `seen` is empty at first, and kept. */
type Shown = (metrics: Metrics, seen: Set<string>) => Promise<boolean>;

const SHOWN: Readonly<Record<string, Shown>> = {
  "server-down": async (metrics) =>
    await metrics.sum("llm_monitor_llm_up", 'target="llamacpp"') === 0 &&
    await metrics.sum(
        "llm_monitor_docker_container_state",
        'container="llm-llamacpp-1"',
        'state="exited"',
      ) === 1,
  "kv-full": async (metrics) =>
    (await metrics.sum("llm_monitor_llm_kv_cache_usage_ratio", 'target="vllm"') ?? 0) > 0.9 &&
    (await metrics.sum("llm_monitor_llm_preemptions_total", 'target="vllm"') ?? 0) > 0,
  "sick-gpu": async (metrics) =>
    (await metrics.sum("llm_monitor_gpu_ecc_errors_total", `gpu="${CARDS[0]}"`) ?? 0) > 10 &&
    await metrics.sum("llm_monitor_gpu_recovery_action", 'action="reset"') === 1,
  "gpu-lost": async (metrics) =>
    await metrics.sum("llm_monitor_gpu_up", `gpu="${CARDS[1]}"`) === 0 &&
    await metrics.sum("llm_monitor_gpu_up", `gpu="${CARDS[0]}"`) === 1 &&
    (await metrics.sum("llm_monitor_docker_container_restarts_total", "llm-sglang-1") ?? 0) > 2,
  "nvml-lost": async (metrics) =>
    await metrics.sum("llm_monitor_gpu_source_failing", 'reason="driver_mismatch"') === 1 &&
    await metrics.sum("llm_monitor_gpu_up") === 0,
  "oom-killed": async (metrics) =>
    await metrics.sum("llm_monitor_docker_container_oom_killed", "llm-tgi-1") === 1 &&
    (await metrics.sum("llm_monitor_system_oom_kills_total") ?? 0) > 0 &&
    await metrics.sum("llm_monitor_llm_up", 'target="tgi"') === 0,
  "hung-engine": async (metrics) => {
    const tokens = () => metrics.sum("llm_monitor_llm_generation_tokens_total", 'target="sglang"');
    const before = await tokens();
    const collections = async () =>
      await metrics.sum("llm_monitor_plugin_collections_total", 'plugin="llm"') ?? 0;
    const known = await collections();
    await eventually("it collects twice", async () => await collections() >= known + 2);
    return (await metrics.sum("llm_monitor_llm_requests_running", 'target="sglang"') ?? 0) > 0 &&
      before !== undefined && await tokens() === before &&
      await metrics.sum("llm_monitor_llm_up", 'target="tgi"') === 0;
  },
  "disk-full": async (metrics) =>
    await metrics.sum("llm_monitor_system_model_folder_available_bytes") === 0,
  garbage: async (metrics, seen) => {
    // They take turns, so that not all is wrong at once.
    const source = ['target="vllm"', 'source="metrics"'];
    if (await metrics.sum("llm_monitor_llm_scrape_success", ...source) === 0) seen.add("vllm");
    const failing = await metrics.sum("llm_monitor_gpu_source_failing", "output_unreadable");
    if (failing !== undefined) seen.add("nvidia-smi");
    if (await metrics.sum("llm_monitor_docker_up") === 0) seen.add("docker");
    return seen.size === 3;
  },
};

Deno.test("scenarios show in the metrics, one after the other, as their file is edited", async () => {
  const dir = await Deno.makeTempDir({ prefix: "llm-monitor-scenario-" });
  const file = `${dir}/mine.yaml`;
  const become = async (name: string) => {
    await Deno.copyFile(await scenarioFile(name, "/"), `${file}.new`);
    await Deno.rename(`${file}.new`, file);
  };
  await become("healthy");
  const mock = new MockProcess(["--port", "0", "--scenario", file, "--speed", "10"]);
  try {
    const metrics = new Metrics(await mock.url());
    const isWell = async () => await metrics.sum("llm_monitor_llm_up") === SPEC.engines.length;
    await eventually("it is well", isWell, PATIENCE_MS);
    await Deno.writeTextFile(`${file}.new`, "description: x\nalerts: []\nload: 2\n");
    await Deno.rename(`${file}.new`, file);
    await mock.untilSaid(/continues unchanged: .*mine\.yaml:3: load is 2: unknown key/);
    for (const [name, isShown] of Object.entries(SHOWN)) {
      await become(name);
      const seen = new Set<string>();
      await eventually(`${name} shows`, () => isShown(metrics, seen), PATIENCE_MS);
    }
  } finally {
    await mock.stop();
    await Deno.remove(dir, { recursive: true });
  }
});

for (const name of ["gpu-lost", "garbage"]) {
  Deno.test(`scenario ${name} shows from the start, also where time runs fast`, async () => {
    const mock = new MockProcess(["--port", "0", "--scenario", name, "--speed", "20"]);
    try {
      const metrics = new Metrics(await mock.url());
      const seen = new Set<string>();
      const isShown = async () => await SHOWN[name]?.(metrics, seen);
      await eventually(`${name} shows`, isShown, PATIENCE_MS);
    } finally {
      await mock.stop();
    }
  });
}

Deno.test({
  name: "the monitor ends with a mock that is killed, and its port is free again",
  ignore: needs("setpriv", "util-linux"),
  fn: async () => {
    const mock = new MockProcess(["--port", "0"]);
    const url = new URL(await mock.url());
    const folder = await mock.untilSaid(/docker +unix:\/\/(\S+)\/docker\.sock/);
    const processes = await eventually("the monitor has guests", async () => {
      const found = await descendantsOf(mock.pid);
      return found.length >= 5 ? found : undefined;
    });
    try {
      mock.kill("SIGKILL");
      await eventually(
        "all is gone",
        async () => (await survivors(processes)).length === 0,
        20_000,
      );
      Deno.listen({ hostname: url.hostname, port: Number(url.port) }).close();
    } finally {
      for (const { pid } of await survivors(processes)) Deno.kill(pid, "SIGKILL");
      await mock.ended();
      await Deno.remove(folder, { recursive: true });
    }
  },
});

Deno.test("a mock whose files cannot be written ends with everything, and says why", async () => {
  const mock = new MockProcess(["--port", "0"]);
  try {
    await mock.url();
    const folder = await mock.untilSaid(/docker +unix:\/\/(\S+)\/docker\.sock/);
    const processes = await descendantsOf(mock.pid);
    await Deno.rename(`${folder}/proc`, `${folder}/old`);
    await Deno.writeTextFile(`${folder}/proc`, "no folder any more");
    assert.equal(await mock.ended(), 1);
    assert.match(mock.said, /error\[state_dir_unusable\] Cannot write the simulation's files to /);
    assert.deepEqual(await survivors(processes), []);
    await assert.rejects(Deno.stat(folder), Deno.errors.NotFound);
  } finally {
    if (mock.isRunning) await mock.stop();
  }
});
