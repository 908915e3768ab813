import { Card } from "./card.ts";
import type { CardLoad, CardView } from "./card.ts";
import { Container } from "./container.ts";
import type { ContainerWork } from "./container.ts";
import type { ContainerState, ContainersView } from "./container_view.ts";
import { NO_WORK } from "./engine.ts";
import type { Work } from "./engine.ts";
import { EngineUnit } from "./engine_unit.ts";
import { Machine } from "./machine.ts";
import type { MachineView } from "./machine.ts";
import { Random } from "./random.ts";
import type { ContainerSettings, Reachability, Settings } from "./settings.ts";
import type { EngineSpec, WorldSpec } from "./specs.ts";
import { makeIdentity } from "./identity.ts";

/** Cards, containers and the machine look at the engines this often, at times that are always the same. */
const TICKS_PER_SECOND = 10;
/** An engine whose card is gone ends soon, as often as it is started. */
const CARDLESS_SECONDS = 2.5;

/** Options of a new world. */
export interface WorldOptions {
  readonly seed: number;
  /** Seconds since 1970 at the simulated second 0. */
  readonly epochUnix: number;
  /** It begins this long before 0, to be in full swing at 0. */
  readonly warmUpSeconds: number;
}

/**
 * The whole simulated machine: one truth for cards, containers and engines. It stands before its warm-up
 * until it is told to go on, so that whoever listens to its engines hears of everything.
 */
export class World implements ContainersView {
  readonly spec: WorldSpec;
  readonly cards: readonly CardView[];
  readonly engines: readonly EngineUnit[];
  readonly machine: MachineView;
  /** Changes of a scenario, which count from the next tick on. */
  settings: Settings = {};
  /** Returns simulated seconds as seconds since 1970. */
  readonly unixTime: (seconds: number) => number;
  /** Requests that a proxy passes on have to be there before those behind it go on. */
  readonly #frontFirst: readonly EngineUnit[];
  /** The engines of each card. */
  readonly #onCard: readonly (readonly EngineUnit[])[];
  /** Ticks since the simulated second 0. */
  #ticks: number;

  constructor(spec: WorldSpec, { seed, epochUnix, warmUpSeconds }: WorldOptions) {
    const random = new Random(seed);
    this.#ticks = -Math.round(warmUpSeconds * TICKS_PER_SECOND);
    const from = this.now;
    this.spec = spec;
    this.unixTime = (seconds) => epochUnix + seconds;
    this.machine = new Machine(spec.machine);
    this.cards = spec.cards.map((card) => new Card(card, random.fork(card.uuid)));
    this.engines = this.#makeEngines(random, from);
    this.#onCard = spec.cards.map((_, index) =>
      this.engines.filter((unit) => unit.spec.card === index)
    );
    this.#frontFirst = sortFrontFirst(spec.engines).map(({ name }) => this.engine(name));
  }

  /** The simulated second that it has come to. */
  get now(): number {
    return this.#ticks / TICKS_PER_SECOND;
  }

  get processorCount(): number {
    return this.spec.machine.cpus;
  }

  get memoryBytes(): number {
    return this.spec.machine.memoryBytes;
  }

  reachability(): Reachability {
    return this.settings.docker ?? "up";
  }

  containers(): readonly ContainerState[] {
    return this.engines.map(({ container }) => container.tell(this.unixTime));
  }

  /** @throws {RangeError} when there is none of that name. */
  engine(name: string): EngineUnit {
    const unit = this.engines.find(({ spec }) => spec.name === name);
    if (!unit) throw new RangeError(`There is no engine "${name}" in the world`);
    return unit;
  }

  /** Goes on to the last tick until the simulated second `to`. */
  advance(to: number): void {
    while ((this.#ticks + 1) / TICKS_PER_SECOND <= to) {
      this.#tick((this.#ticks + 1) / TICKS_PER_SECOND, 1 / TICKS_PER_SECOND);
      this.#ticks++;
    }
  }

  #makeEngines(random: Random, from: number): EngineUnit[] {
    const made = new Map<string, EngineUnit>();
    for (const spec of sortFrontFirst(this.spec.engines).toReversed()) {
      const container = new Container(makeIdentity(spec, this.spec.cards), from);
      const upstreams = (spec.upstreams ?? []).flatMap((name) => made.get(name) ?? [])
        .map((unit) => ({
          models: unit.spec.models.map((model) => model.name),
          submit: unit.submit.bind(unit),
        }));
      const own = { spec, container, upstreams, random: random.fork(spec.name) };
      made.set(spec.name, new EngineUnit({ ...own, from, toUnix: this.unixTime }));
    }
    return this.spec.engines.flatMap(({ name }) => made.get(name) ?? []);
  }

  #tick(to: number, seconds: number): void {
    const { engines = {}, load = 1 } = this.settings;
    for (const unit of this.#frontFirst) {
      unit.advance(to, {
        settings: engines[unit.spec.name] ?? {},
        load,
        clockRatio: this.#findCard(unit)?.clockRatio ?? 1,
      });
    }
    const works = new Map(this.engines.map((unit) => [unit, unit.takeWork()]));
    this.cards.forEach((card, index) => {
      card.advance(
        seconds,
        sumLoad(card, this.#onCard[index] ?? [], works, seconds),
        this.settings.cards?.[index] ?? {},
      );
    });
    this.#advanceContainers(to, seconds, works);
  }

  #advanceContainers(to: number, seconds: number, works: ReadonlyMap<EngineUnit, Work>): void {
    const done: ContainerWork[] = [];
    for (const [unit, work] of works) {
      const own = unit.takeContainerWork(seconds, work);
      if (unit.container.isRunning) done.push(own);
      unit.container.advance(to, seconds, own, this.#containerSettings(unit));
      unit.follow(to);
    }
    this.machine.advance(seconds, done, this.settings.disks ?? {});
  }

  #containerSettings(unit: EngineUnit): ContainerSettings {
    const settings = this.settings.containers?.[unit.spec.name] ?? {};
    const card = this.#findCard(unit);
    if (card === undefined || card.state === "ok") return settings;
    return { crashAfterSeconds: CARDLESS_SECONDS, ...settings };
  }

  #findCard({ spec }: EngineUnit): CardView | undefined {
    return spec.card === undefined ? undefined : this.cards[spec.card];
  }
}

/** Sorts engines so that those in front of others come first, and all others stay in their order. */
function sortFrontFirst(specs: readonly EngineSpec[]): EngineSpec[] {
  return specs.toSorted((a, b) => Number(!a.upstreams) - Number(!b.upstreams));
}

function sumLoad(
  { spec }: CardView,
  engines: readonly EngineUnit[],
  works: ReadonlyMap<EngineUnit, Work>,
  seconds: number,
): CardLoad {
  const load = { busy: 0, prefill: 0, decode: 0, hung: 0 };
  for (const unit of engines) {
    const { prefillSeconds, decodeSeconds, hungSeconds } = works.get(unit) ?? NO_WORK;
    const { migDevice } = unit.spec;
    const share = (migDevice === undefined ? 1 : spec.mig[migDevice]?.share ?? 1) / seconds;
    load.prefill += prefillSeconds * share;
    load.decode += decodeSeconds * share;
    load.hung += hungSeconds * share;
    load.busy = Math.max(load.busy, (prefillSeconds + decodeSeconds + hungSeconds) / seconds);
  }
  return load;
}
