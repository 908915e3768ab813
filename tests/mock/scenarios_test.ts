/** Every scenario does in 60 simulated seconds what its description says. */
import assert from "node:assert/strict";
import { defaultWorld } from "../../mock/default/world.ts";
import { nvidiaFiles } from "../../mock/gpu/nvidia_files.ts";
import { loadScenario, namesOf, scenarioFile, scenarioNames } from "../../mock/scenario/load.ts";
import { settingsAt } from "../../mock/scenario/settings_at.ts";
import type { ContainerState } from "../../mock/sim/container_view.ts";
import { World } from "../../mock/sim/world.ts";
import { REPO } from "../repo/source_files.ts";

const SPEC = defaultWorld({ hasAmd: false });
const NAMES = namesOf(SPEC);
const SECONDS = 60;
const STILL = `${REPO}/mock/worlds/default/nvidia-smi`;
const TEMPLATE = {
  gpus: await Deno.readTextFile(`${STILL}/gpus.csv`),
  queryXml: await Deno.readTextFile(`${STILL}/query.xml`),
};

/** A world after a scenario, and what was seen in it every second. */
interface Run {
  readonly world: World;
  readonly seen: readonly Look[];
  /** Mean time to the first token over the second half. */
  firstToken(engine: string): number;
}

interface Look {
  readonly waiting: Readonly<Record<string, number>>;
  readonly tokens: Readonly<Record<string, number>>;
  readonly reachability: Readonly<Record<string, string>>;
  readonly containers: Readonly<Record<string, ContainerState>>;
  readonly loadedModels: string;
  readonly diskRatio: number;
  readonly faults: string;
  readonly docker: string;
}

async function play(name: string): Promise<Run> {
  const scenario = await loadScenario(await scenarioFile(name, "/"), NAMES);
  const world = new World(SPEC, { seed: 4, epochUnix: 1.7e9, warmUpSeconds: 60 });
  world.advance(0);
  const firstTokens = new Map<string, number[]>();
  for (const unit of world.engines) {
    const own: number[] = [];
    firstTokens.set(unit.spec.name, own);
    unit.onFinished((_, { timeToFirstTokenSeconds }) => {
      if (world.now >= SECONDS / 2) own.push(timeToFirstTokenSeconds);
    });
  }
  const seen: Look[] = [];
  for (let at = 0; at <= SECONDS; at++) {
    for (let part = 0; part < 10; part++) {
      world.settings = settingsAt(scenario, at + part / 10);
      world.advance(at + part / 10);
    }
    seen.push(lookAt(world));
  }
  const mean = (values: readonly number[] = []) =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  return {
    world,
    seen,
    firstToken: (engine) => mean(firstTokens.get(engine)),
  };
}

function lookAt(world: World): Look {
  const each = <T>(of: (unit: World["engines"][number]) => T) =>
    Object.fromEntries(world.engines.map((unit) => [unit.spec.name, of(unit)]));
  const containers = new Map(world.containers().map((one) => [one.name, one]));
  const disk = world.machine.spec.disks.find(({ mountpoint }) => mountpoint === "/models");
  assert(disk);
  return {
    waiting: each((unit) => unit.snapshot().waitingRequests),
    tokens: each((unit) => unit.snapshot().generationTokensTotal),
    reachability: each((unit) => unit.reachability()),
    containers: each(({ container }) => {
      const state = containers.get(container.identity.name);
      assert(state);
      return state;
    }),
    loadedModels: world.engine("ollama").models().filter(({ isLoaded }) => isLoaded)
      .map(({ name }) => name).join(),
    diskRatio: world.machine.usedBytes(disk) / disk.sizeBytes,
    faults: nvidiaFiles(world, TEMPLATE).faults ?? "",
    docker: world.reachability(),
  };
}

/** Engines other than these are as well as ever. */
function assertOthersWell({ seen, world }: Run, ...sick: string[]): void {
  for (const { spec } of world.engines) {
    if (sick.includes(spec.name)) continue;
    assert(seen.every(({ reachability }) => reachability[spec.name] === "up"), spec.name);
    const [first, last] = [seen[0]?.tokens[spec.name] ?? 0, seen.at(-1)?.tokens[spec.name] ?? 0];
    assert(last > first, `${spec.name} gives no tokens`);
    assert(seen.every(({ containers }) => containers[spec.name]?.health === "healthy"), spec.name);
  }
}

function last(run: Run): Look {
  const look = run.seen.at(-1);
  assert(look);
  return look;
}

const healthy = await play("healthy");

const EXPECTED: Readonly<Record<string, (run: Run) => void>> = {
  healthy: (run) => {
    assertOthersWell(run);
    assert(run.seen.every(({ faults }) => faults === ""));
    for (const { waiting } of run.seen) {
      for (const count of Object.values(waiting)) assert(count < 10, JSON.stringify(waiting));
    }
    for (const card of run.world.cards) assert.equal(card.throttle.hotSeconds, 0);
  },
  busy: (run) => {
    assertOthersWell(run);
    const more = (last(run).tokens.vllm ?? 0) - (run.seen[0]?.tokens.vllm ?? 0);
    const usual = (last(healthy).tokens.vllm ?? 0) - (healthy.seen[0]?.tokens.vllm ?? 0);
    assert(more > usual * 1.4, `${more} and ${usual}`);
    assert(Math.max(...Object.values(last(run).waiting)) < 30);
  },
  "queue-growing": (run) => {
    assertOthersWell(run);
    const queue = run.seen.map(({ waiting }) => waiting.sglang ?? 0);
    assert((queue[20] ?? 0) > 50 && (queue[40] ?? 0) > (queue[20] ?? 0), String(queue));
    assert((queue[60] ?? 0) > (queue[40] ?? 0), String(queue));
    assert(run.firstToken("sglang") > 5, String(run.firstToken("sglang")));
  },
  "kv-full": (run) => {
    assertOthersWell(run);
    const { kvUsageRatio, preemptionsTotal, waitingRequests } = run.world.engine("vllm").snapshot();
    assert(kvUsageRatio > 0.9 && preemptionsTotal > 5 && waitingRequests > 10);
  },
  "slow-ttft": (run) => {
    assertOthersWell(run);
    assert(run.firstToken("vllm") > 1.5, String(run.firstToken("vllm")));
    assert(healthy.firstToken("vllm") < 0.5, String(healthy.firstToken("vllm")));
    assert(run.firstToken("sglang") < 0.5, String(run.firstToken("sglang")));
  },
  "sick-gpu": (run) => {
    assertOthersWell(run, "vllm", "litellm");
    const [card, other] = run.world.cards;
    assert(card && other);
    assert(card.throttle.hotSeconds > 10 && card.state === "needs_reset");
    assert(card.correctedErrors > 10 && card.uncorrectedErrors > 0);
    assert.equal(other.throttle.hotSeconds + other.correctedErrors + other.uncorrectedErrors, 0);
    const { "gpus.csv": gpus = "", "query.xml": xml = "" } = nvidiaFiles(run.world, TEMPLATE);
    assert.equal(gpus.split("\n").filter((line) => line.includes(", Reset, ")).length, 1);
    assert.equal([...xml.matchAll(/<gpu_recovery_action>Reset</g)].length, 1);
  },
  "gpu-lost": (run) => {
    assertOthersWell(run, "sglang", "litellm");
    assert.equal(last(run).faults, "any lost 00000000:2A:00.0\n");
    assert.equal(run.seen[5]?.faults, "");
    assert((last(run).containers.sglang?.restartCount ?? 0) > 3);
    assert.notEqual(last(run).reachability.sglang, "up");
  },
  "nvml-lost": (run) => {
    assertOthersWell(run);
    assert.equal(run.seen[5]?.faults, "");
    assert.match(last(run).faults, /^any exit 18 /);
  },
  "oom-killed": (run) => {
    assertOthersWell(run, "tgi");
    const { tgi } = last(run).containers;
    assert.equal(tgi?.state, "exited");
    assert.equal(tgi?.isOomKilled, true);
    assert.equal(tgi?.exitCode, 137);
    assert.equal(last(run).reachability.tgi, "down");
    const before = Math.max(...run.seen.map(({ containers }) => containers.tgi?.memoryBytes ?? 0));
    assert(before > 0.9 * (tgi?.memoryLimitBytes ?? Infinity));
  },
  "crash-looping": (run) => {
    assertOthersWell(run, "vllm", "litellm");
    const { vllm } = last(run).containers;
    assert((vllm?.restartCount ?? 0) > 4 && vllm?.exitCode === 1);
    assert(run.world.engine("litellm").snapshot().finishedTotal.error > 5);
  },
  "server-down": (run) => {
    assertOthersWell(run, "llamacpp");
    assert.equal(last(run).reachability.llamacpp, "down");
    assert.equal(last(run).containers.llamacpp?.state, "exited");
    assert.equal(run.world.engine("litellm").snapshot().finishedTotal.error, 0);
  },
  "hung-engine": (run) => {
    assertOthersWell(run, "sglang", "tgi", "litellm");
    const sglang = run.world.engine("sglang");
    assert.equal(sglang.reachability(), "up");
    assert(sglang.snapshot().runningRequests > 0);
    assert.equal(run.seen[15]?.tokens.sglang, last(run).tokens.sglang);
    const card = run.world.cards[1];
    assert(card && card.utilization > 0.95 && card.watts < 0.4 * card.spec.limitWatts);
    assert.equal(last(run).reachability.tgi, "hung");
    assert.equal(last(run).containers.sglang?.health, "unhealthy");
  },
  "model-flapping": (run) => {
    assertOthersWell(run);
    const changes = run.seen.filter((look, index) =>
      look.loadedModels !== run.seen[index - 1]?.loadedModels
    );
    assert(changes.length >= 4, `${changes.length} changes`);
    assert(run.seen.slice(30).every(({ loadedModels }) => !loadedModels.includes(",")));
  },
  "disk-full": (run) => {
    assertOthersWell(run);
    assert((run.seen[1]?.diskRatio ?? 0) > 0.85 && (run.seen[1]?.diskRatio ?? 1) < 0.9);
    assert.equal(last(run).diskRatio, 1);
  },
  garbage: (run) => {
    assertOthersWell(run, "vllm", "ollama", "litellm");
    assert.equal(last(run).reachability.vllm, "garbage");
    const faults = run.seen.map(({ faults }) => faults);
    assert(faults.includes("any garbage\n") && faults.includes(""));
    assert(run.seen.some(({ docker }) => docker === "garbage"));
  },
};

Deno.test("every scenario has an expectation, a description and well named alerts", async () => {
  const names = await scenarioNames();
  assert.deepEqual(names, Object.keys(EXPECTED).sort());
  for (const name of names) {
    const { description, alerts } = await loadScenario(await scenarioFile(name, "/"), NAMES);
    assert(description.length > 20, name);
    assert.equal(alerts.length === 0, ["healthy", "busy"].includes(name), name);
  }
});

for (const [name, expect] of Object.entries(EXPECTED)) {
  Deno.test(`scenario ${name} does what it says`, async () => expect(await play(name)));
}
