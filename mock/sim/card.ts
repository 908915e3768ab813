import type { Random } from "./random.ts";
import type { CardSettings } from "./settings.ts";
import type { CardSpec } from "./specs.ts";

/** The work of the engines of a card in one tick, as shares of the whole card. */
export interface CardLoad {
  /** Share of the time in which anything ran. */
  readonly busy: number;
  /** Work by its kind: prompts are arithmetic, decoding is memory, a hung engine spins. */
  readonly prefill: number;
  readonly decode: number;
  readonly hung: number;
}

/** Share of the power above rest that each kind of work takes. */
const POWER = { prefill: 1.06, decode: 0.66, hung: 0.16 };
/** Prompts are matrix products, which tensor cores do; decoding hardly needs them. */
const TENSOR_WORK = { prefill: 0.88, decode: 0.12, hung: 0 };
const MEMORY_TRAFFIC = { prefill: 0.35, decode: 0.85, hung: 0.02 };
/** Tools show means over about a second. */
const SMOOTH_SECONDS = 1;
/** The mean power is over so long that looks every few seconds miss no burst between them. */
const MEAN_SECONDS = 10;
const LOWEST_CLOCK_RATIO = 0.35;
const USUAL_ROOM_CELSIUS = 27;
/** So far above the slow-down the hardware takes over from the driver. */
const HARDWARE_MARGIN = 4;

/** A card's body: power, heat, clocks and errors. */
export class Card {
  readonly spec: CardSpec;
  readonly #random: Random;
  /** Share of the time in which a kernel ran. */
  utilization = 0;
  /** Share of the time in which memory was read or written. */
  memoryTraffic = 0;
  /** Share of the time in which tensor cores worked. */
  tensorActivity = 0;
  watts: number;
  /** The power of late, whose mean over any time is the energy of that time. */
  meanWatts: number;
  celsius: number;
  /** Of the usual clock; below 1 it is held back. */
  clockRatio = 1;
  throttle: Throttle = {
    ...{ isPowerCapped: false, isHot: false, isVeryHot: false },
    ...{ powerSeconds: 0, hotSeconds: 0, veryHotSeconds: 0 },
  };
  energyJoules = 0;
  correctedErrors = 0;
  uncorrectedErrors = 0;
  state: NonNullable<CardSettings["state"]> = "ok";

  constructor(spec: CardSpec, random: Random) {
    this.spec = spec;
    this.#random = random;
    this.watts = spec.idleWatts;
    this.meanWatts = spec.idleWatts;
    this.celsius = USUAL_ROOM_CELSIUS + spec.idleWatts * spec.kelvinPerWatt;
  }

  get memoryCelsius(): number {
    return this.celsius + 6 + 7 * this.memoryTraffic;
  }

  get clockMhz(): number {
    const { maxClockMhz, idleClockMhz } = this.spec;
    return this.isIdle ? idleClockMhz : Math.round((maxClockMhz * this.clockRatio) / 15) * 15;
  }

  get isIdle(): boolean {
    return this.utilization < 0.005;
  }

  /** Lives on for `seconds`, in which its engines did `load`. */
  advance(seconds: number, load: CardLoad, settings: CardSettings): void {
    this.state = settings.state ?? "ok";
    const work = this.state === "ok" ? load : { busy: 0, prefill: 0, decode: 0, hung: 0 };
    const share = 1 - Math.exp(-seconds / SMOOTH_SECONDS);
    this.utilization += (Math.min(work.busy, 1) - this.utilization) * share;
    const traffic = Math.min(1, weighted(work, MEMORY_TRAFFIC));
    this.memoryTraffic += (traffic - this.memoryTraffic) * share;
    const tensor = Math.min(1, weighted(work, TENSOR_WORK));
    this.tensorActivity += (tensor - this.tensorActivity) * share;
    const isPowerCapped = this.#draw(weighted(work, POWER), share);
    this.meanWatts += (this.watts - this.meanWatts) * (1 - Math.exp(-seconds / MEAN_SECONDS));
    this.energyJoules += this.watts * seconds;
    this.#warm(seconds, settings);
    this.#hold(seconds, isPowerCapped);
    this.correctedErrors += this.#errors(settings.correctedErrorsPerMinute, seconds);
    this.uncorrectedErrors += this.#errors(settings.uncorrectedErrorsPerMinute, seconds);
  }

  /** Draws power for so much work; true where it would be more than the limit. */
  #draw(work: number, share: number): boolean {
    const { idleWatts, limitWatts } = this.spec;
    const noise = work > 0 ? 1 + 0.02 * this.#random.normal() : 1;
    const wanted = idleWatts + (limitWatts - idleWatts) * work * this.clockRatio ** 2 * noise;
    this.watts += (Math.min(wanted, limitWatts) - this.watts) * share;
    return wanted >= limitWatts * 0.995;
  }

  /** Heat comes with the power and goes with the difference to the room. */
  #warm(seconds: number, { roomCelsius = USUAL_ROOM_CELSIUS, cooling = 1 }: CardSettings): void {
    const settled = roomCelsius + (this.watts * this.spec.kelvinPerWatt) / Math.max(cooling, 0.05);
    const share = 1 - Math.exp(-seconds / this.spec.thermalSeconds);
    this.celsius += (Math.min(settled, 110) - this.celsius) * share;
  }

  /** Lowers the clock against too much power and heat, as the driver does. */
  #hold(seconds: number, isPowerCapped: boolean): void {
    const above = this.celsius - this.spec.slowdownCelsius;
    const [isHot, isVeryHot] = [above > 0, above > HARDWARE_MARGIN];
    const byHeat = isHot ? Math.max(LOWEST_CLOCK_RATIO, 1 - 0.1 * above) : 1;
    const byPower = isPowerCapped ? 0.93 : 1;
    const share = 1 - Math.exp(-seconds / (2 * SMOOTH_SECONDS));
    this.clockRatio += (Math.min(byHeat, byPower) - this.clockRatio) * share;
    const { powerSeconds, hotSeconds, veryHotSeconds } = this.throttle;
    this.throttle = {
      ...{ isPowerCapped, isHot, isVeryHot },
      powerSeconds: powerSeconds + (isPowerCapped ? seconds : 0),
      hotSeconds: hotSeconds + (isHot ? seconds : 0),
      veryHotSeconds: veryHotSeconds + (isVeryHot ? seconds : 0),
    };
  }

  #errors(perMinute: number | undefined, seconds: number): number {
    if (!this.spec.hasEcc || perMinute === undefined || perMinute <= 0) return 0;
    return this.#random.poisson((perMinute / 60) * seconds);
  }
}

/** A card as the fakes see it, which only the simulation changes. */
export type CardView = Readonly<Card>;

/** The reasons for which a card's clock is held back, now and in seconds since the start. */
export interface Throttle {
  readonly isPowerCapped: boolean;
  readonly isHot: boolean;
  readonly isVeryHot: boolean;
  readonly powerSeconds: number;
  readonly hotSeconds: number;
  readonly veryHotSeconds: number;
}

function weighted(
  { prefill, decode, hung }: CardLoad,
  weights: { prefill: number; decode: number; hung: number },
): number {
  return prefill * weights.prefill + decode * weights.decode + hung * weights.hung;
}
