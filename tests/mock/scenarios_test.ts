/** Every scenario does in 60 simulated seconds what its description says. */
import assert from "node:assert/strict";
import { nvidiaFiles } from "../../mock/gpu/nvidia_files.ts";
import { loadScenario, scenarioFile, scenarioNames } from "../../mock/scenario/load.ts";
import { NAMES, play, TEMPLATE } from "./played.ts";
import type { Look, Played } from "./played.ts";

/** Engines other than these are as well as ever. */
function assertOthersWell({ seen, world }: Played, ...sick: string[]): void {
  for (const { spec } of world.engines) {
    if (sick.includes(spec.name)) continue;
    assert(seen.every(({ reachability }) => reachability[spec.name] === "up"), spec.name);
    const [first, last] = [countTokens(seen[0], spec.name), countTokens(seen.at(-1), spec.name)];
    assert(last > first, `${spec.name} gives no tokens`);
    assert(seen.every(({ containers }) => containers[spec.name]?.health === "healthy"), spec.name);
  }
}

function countTokens(look: Look | undefined, engine: string): number {
  return look?.engines[engine]?.generationTokensTotal ?? 0;
}

function waitingIn(look: Look | undefined, engine: string): number {
  return look?.engines[engine]?.waitingRequests ?? 0;
}

function last(run: Played): Look {
  const look = run.seen.at(-1);
  assert(look);
  return look;
}

const healthy = await play("healthy");

const EXPECTED: Readonly<Record<string, (run: Played) => void>> = {
  healthy: (run) => {
    assertOthersWell(run);
    assert(run.seen.every(({ faults }) => faults === ""));
    for (const { engines } of run.seen) {
      for (const [name, { waitingRequests }] of Object.entries(engines)) {
        assert(waitingRequests < 10, `${name}: ${waitingRequests}`);
      }
    }
    for (const card of run.world.cards) assert.equal(card.throttle.hotSeconds, 0);
  },
  busy: (run) => {
    assertOthersWell(run);
    const more = countTokens(last(run), "vllm") - countTokens(run.seen[0], "vllm");
    const usual = countTokens(last(healthy), "vllm") - countTokens(healthy.seen[0], "vllm");
    assert(more > usual * 1.4, `${more} and ${usual}`);
    for (const name of Object.keys(last(run).engines)) {
      assert(waitingIn(last(run), name) < 30, name);
    }
    const computeMean = (played: Played, of: (look: Look) => number | undefined) =>
      played.seen.reduce((sum, look) => sum + (of(look) ?? 0), 0) / played.seen.length;
    const running = (look: Look) => look.engines.vllm?.runningRequests;
    assert(computeMean(run, running) > 1.4 * computeMean(healthy, running));
    for (const card of [0, 1]) {
      assert(computeMean(run, ({ cards }) => cards[card]?.utilization) > 0.95, String(card));
    }
    for (const { celsius, spec } of run.world.cards) {
      assert(celsius < spec.slowdownCelsius, spec.name);
    }
  },
  "queue-growing": (run) => {
    assertOthersWell(run);
    const queue = run.seen.map((look) => waitingIn(look, "sglang"));
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
    assert(run.firstToken("vllm") > 2, String(run.firstToken("vllm")));
    assert(healthy.firstToken("vllm") < 0.5, String(healthy.firstToken("vllm")));
    assert(run.firstToken("sglang") < 0.5, String(run.firstToken("sglang")));
    const [between, usual] = [run, healthy].map((one) => one.betweenTokens("vllm"));
    assert((between ?? Infinity) < 1.4 * (usual ?? 0), `${between} and ${usual}`);
    for (const { engines: { vllm } } of run.seen) {
      assert(
        vllm && vllm.waitingRequests < 5 && vllm.runningRequests < 30 && vllm.kvUsageRatio < 0.8,
      );
    }
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
    assert.equal(countTokens(run.seen[15], "sglang"), countTokens(last(run), "sglang"));
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
    assert.equal(run.seen[2]?.reachability.vllm, "up");
    assert.equal(run.seen[10]?.reachability.vllm, "garbage");
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
  Deno.test(`scenario ${name} does what it says`, async () => {
    expect(await play(name));
  });
}

for (const name of ["slow-ttft", "busy", "healthy"]) {
  Deno.test(`scenario ${name} stays so after 300 seconds`, async () => {
    EXPECTED[name]?.(await play(name, 300));
  });
}
