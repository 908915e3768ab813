const DAY_SECONDS = 86_400;

/**
 * Tokens that may be spent on each day of UTC. What was spent before this process began is not known,
 * so the part of the day that has passed counts as spent: restarts do not multiply a budget.
 */
export class TokenBudget {
  readonly #perDay: number;
  #day: number;
  #spent: number;

  constructor(perDay: number, nowSeconds: number) {
    this.#perDay = perDay;
    this.#day = countDays(nowSeconds);
    this.#spent = perDay * (nowSeconds / DAY_SECONDS - this.#day);
  }

  /** Whole tokens that are left today, 0 when it was overdrawn. */
  left(nowSeconds: number): number {
    // A clock that was set back does not begin a day.
    if (countDays(nowSeconds) > this.#day) {
      this.#day = countDays(nowSeconds);
      this.#spent = 0;
    }
    return Math.max(0, Math.floor(this.#perDay - this.#spent));
  }

  /** Takes what a probe cost from the day in which it ended. */
  spend(tokens: number, nowSeconds: number): void {
    this.left(nowSeconds);
    this.#spent += tokens;
  }
}

function countDays(seconds: number): number {
  return Math.floor(seconds / DAY_SECONDS);
}
