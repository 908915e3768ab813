/** Beyond this nobody knows what happened between two samples. */
const MAX_GAP_MS = 120_000;

type Last = { watts: number; atMs: number; joules: number };

/** Adds up energy from samples of power: nvidia-smi has no counter of it. */
export class EnergyMeter {
  readonly #cards = new Map<string, Last>();

  /** The joules since the first sample, by the mean of each two neighbours. */
  add(gpu: string, { watts, atMs }: { watts: number; atMs: number }): number {
    const last = this.#cards.get(gpu);
    const gapMs = last ? atMs - last.atMs : 0;
    const added = last && gapMs <= MAX_GAP_MS
      ? (last.watts + watts) / 2 * Math.max(0, gapMs) / 1000
      : 0;
    const joules = (last?.joules ?? 0) + added;
    this.#cards.set(gpu, { watts, atMs, joules });
    return joules;
  }
}
