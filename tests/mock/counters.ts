/** Every counter of a world, as those who read the mock find them. */
import { writeStats } from "../../mock/docker/documents.ts";
import { amdFiles } from "../../mock/gpu/amd_files.ts";
import { cardValues } from "../../mock/gpu/card_values.ts";
import { findProfile } from "../../mock/llm/emulators.ts";
import type { Family } from "../../mock/llm/exposition/family.ts";
import { readTables } from "../../mock/llm/exposition/read_tables.ts";
import { Recorder } from "../../mock/llm/exposition/recorder.ts";
import { NO_METRICS } from "../../mock/llm/exposition/table.ts";
import { procFiles } from "../../mock/machine/proc_files.ts";
import type { EngineUnit } from "../../mock/sim/engine_unit.ts";
import type { World } from "../../mock/sim/world.ts";

/** Values of counters by their names; those of what was started anew have another name. */
export type Counters = ReadonlyMap<string, number>;

const CARD_COUNTER = /^ecc\.errors\.|_counters\.|^remapped_rows\.(?:un)?correctable$/;
const CONTAINER_COUNTER =
  /\.(?:total_usage|usage_in_\w+|system_cpu_usage|value|rx_bytes|rx_packets|tx_bytes|tx_packets)$/;
const AMD_COUNTER = /\.(?:total_\w+_count|total_energy_consumption\.value)$/;

/** Reads the counters of a world; made before the world goes on, so that no event is missed. */
export class CounterReader {
  readonly #world: World;
  readonly #recorders: readonly { readonly unit: EngineUnit; readonly recorder: Recorder }[];

  constructor(world: World) {
    this.#world = world;
    this.#recorders = world.engines.map((unit) => {
      const { metrics } = findProfile(unit.engine, undefined);
      return { unit, recorder: new Recorder(unit, metrics ? readTables(metrics) : NO_METRICS) };
    });
  }

  read(): Counters {
    return new Map([
      ...this.#ofMachine(),
      ...this.#ofCards(),
      ...this.#ofContainers(),
      ...this.#ofEngines(),
    ]);
  }

  *#ofMachine(): Iterable<[string, number]> {
    const files = procFiles(this.#world);
    const lines = (name: string) => files[name]?.split("\n").entries() ?? [];
    const named = (name: string, pattern: RegExp): [string, number][] =>
      [...lines(name)].flatMap(([line, text]) =>
        pattern.test(text)
          ? [...text.matchAll(/(?<=[ =])\d+(?= |$)/g)].map(([value], index): [string, number] => [
            `${name} line ${line}, number ${index}`,
            Number(value),
          ])
          : []
      );
    yield* named("stat", /^cpu/);
    yield* named("vmstat", /./);
    yield* named("diskstats", /./);
    yield* named("1/net/dev", /\d/);
    for (const name of ["cpu", "io", "memory"]) yield* named(`pressure/${name}`, /total=/);
  }

  *#ofCards(): Iterable<[string, number]> {
    for (const [index, card] of this.#world.cards.entries()) {
      if (card.spec.vendor !== "nvidia") continue;
      for (const [field, value] of cardValues({ card, processes: [] })) {
        if (CARD_COUNTER.test(field)) yield [`card ${index} ${field}`, parseFloat(value)];
      }
    }
    const metric: unknown = JSON.parse(amdFiles(this.#world)["metric.json"] ?? "{}");
    yield* numbersOf(metric, "amd", AMD_COUNTER);
  }

  *#ofContainers(): Iterable<[string, number]> {
    const unixSeconds = this.#world.unixTime(this.#world.now);
    const moment = { unixSeconds, systemCpuSeconds: unixSeconds };
    for (const container of this.#world.containers()) {
      const life = `${container.name} since ${container.startedAtUnix}`;
      const stats = writeStats({ container, moment }, undefined, this.#world);
      yield* numbersOf(stats, life, CONTAINER_COUNTER);
    }
  }

  *#ofEngines(): Iterable<[string, number]> {
    for (const { unit, recorder } of this.#recorders) {
      // While nothing answers there is nothing to read.
      if (unit.reachability() === "down") continue;
      const life = `${unit.spec.name} since ${unit.container.startedAt}`;
      for (const family of recorder.families()) yield* ofFamily(family, life);
    }
  }
}

function* ofFamily(family: Family, life: string): Iterable<[string, number]> {
  const name = (labels: Readonly<Record<string, string>>, part = "") =>
    `${life} ${family.name}${part}${JSON.stringify(labels)}`;
  if (family.type === "gauge") return;
  for (const sample of family.samples) {
    if ("value" in sample) yield [name(sample.labels), sample.value];
    else {
      yield [name(sample.labels, "_sum"), sample.sum];
      for (const [index, count] of sample.counts.entries()) {
        yield [name(sample.labels, `_bucket ${index}`), count];
      }
    }
  }
}

/** The numbers of a document whose paths are counters. */
function* numbersOf(value: unknown, path: string, counter: RegExp): Iterable<[string, number]> {
  if (typeof value === "number") {
    if (counter.test(path) && !path.includes(".precpu_stats.")) yield [path, value];
  } else if (typeof value === "object" && value !== null) {
    for (const [key, one] of Object.entries(value)) {
      yield* numbersOf(one, `${path}.${key}`, counter);
    }
  }
}
