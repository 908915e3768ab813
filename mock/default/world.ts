import { parse } from "yaml";
import type { ModelSpec } from "../sim/engine_view.ts";
import type { CardSpec, EngineSpec, MachineSpec, WorldSpec } from "../sim/specs.ts";
import { worldSchema } from "./schema.ts";
import type { CardRow, EngineRow } from "./schema.ts";
import text from "./world.yaml" with { type: "text" };

const GB = 1e9;
const GIB = 1024 ** 3;
const TIB = 1024 * GIB;

const file = worldSchema.parse(parse(text, { merge: true }));

const MACHINE: MachineSpec = {
  cpus: file.machine.cpus,
  memoryBytes: file.machine.memoryGib * GIB,
  disks: file.machine.disks.map(({ sizeTib, usedTib, ...disk }) => {
    return { ...disk, fstype: "ext4", sizeBytes: sizeTib * TIB, usedBytes: usedTib * TIB };
  }),
};
const CARDS = file.cards.map(readCard);
const ENGINES = file.engines.map(readEngine);
const SINGLE_ENGINES = [...ENGINES, ...file.otherEngines.map(readEngine)];

/** The world of `deno task mock`. */
export function defaultWorld({ hasAmd }: { hasAmd: boolean }): WorldSpec {
  if (!hasAmd) return { machine: MACHINE, cards: CARDS, engines: ENGINES };
  return {
    machine: MACHINE,
    cards: [...CARDS, readCard(file.amdCard)],
    engines: [...ENGINES, readEngine({ ...file.amdEngine, card: CARDS.length })],
  };
}

/** A world with one engine, and those that stand behind it; undefined where there is none. */
export function singleEngineWorld(engine: string): WorldSpec | undefined {
  const spec = SINGLE_ENGINES.find((one) => one.engine === engine);
  if (!spec) return undefined;
  const behind = ENGINES.filter(({ name }) => spec.upstreams?.includes(name) ?? false);
  return { machine: MACHINE, cards: CARDS, engines: [...behind, spec] };
}

/** Kinds of engines that can be started alone. */
export const ENGINE_KINDS: readonly string[] = SINGLE_ENGINES.map(({ engine }) => engine);

function readCard({ mig, ...card }: CardRow): CardSpec {
  return {
    ...card,
    mig: mig.map(({ sevenths, ...device }) => ({ ...device, share: sevenths / 7 })),
  };
}

function readModel(name: string): ModelSpec {
  const model = file.models.find((one) => one.name === name);
  if (!model) throw new Error(`Cannot read world.yaml: it has no model "${name}"`);
  const { kind, contextTokens, gb } = model;
  const [family = "", parameterSize = "", quantization = ""] = kind.split(" ");
  return {
    name,
    contextTokens,
    sizeBytes: Math.round(gb * GB),
    family,
    parameterSize,
    quantization,
  };
}

function readEngine(row: EngineRow): EngineSpec {
  const { batch, kv, speed, traffic, container, loadGbPerSecond, models, ...rest } = row;
  return {
    ...rest,
    name: row.name ?? row.engine,
    models: models.map(readModel),
    loadBytesPerSecond: loadGbPerSecond * GB,
    maxConcurrentRequests: batch.requests,
    prefillTokensPerStep: batch.prefillTokens,
    kvCapacityTokens: kv.tokens,
    kvBlockTokens: kv.blockTokens,
    kvBytesPerToken: kv.bytesPerToken,
    timing: {
      stepSeconds: speed.stepMs / 1e3,
      perSequenceSeconds: speed.sequenceUs / 1e6,
      perKvTokenSeconds: speed.kvTokenNs / 1e9,
      prefillTokensPerSecond: speed.prefillPerSecond,
    },
    traffic: {
      requestsPerSecond: traffic.perSecond,
      promptTokens: traffic.prompt,
      outputTokens: traffic.output,
      sharedPrefixRatio: traffic.shared,
    },
    container: {
      cpuLimitCores: 16,
      memoryLimitBytes: container.limitGib * GIB,
      memoryBytes: container.memoryGb * GB,
      idleCores: 0.08,
      pids: container.pids,
    },
  };
}
