/** One figure of the benchmark and what it has to be. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** `>= 20` or `<= 1.5`, in the figure's unit; absent where a figure only explains another. */
  readonly target?: string;
}

/** Returns whether a figure is as good as it has to be. */
export function isMet({ value, target }: Figure): boolean {
  if (target === undefined) return true;
  const [sign, bound] = target.split(" ");
  return sign === ">=" ? value >= Number(bound) : value <= Number(bound);
}

/** The middle of some numbers. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The value that a share of the numbers does not exceed. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? NaN;
}
