/** The share of its rest after which a plugin looks again where no recheck tells. */
const SHARE = 1 / 4;
/** The longest wait, in shortest ones. */
const MAX_TIMES = 10;

/** The answer to whether a plugin would see what it saw before. */
export type RecheckFinding = "same" | "changed" | "unknown";

/**
 * The rest of a plugin that has nothing to watch. Each look starts a process, so it looks when what it asked is
 * answered otherwise, and without that now and then: not everything that it sees is known.
 */
export class Rest {
  readonly #sinceMs: number;
  #lookedMs: number;
  /** True if the last look came of a change; that it rests still says that it was in vain. */
  #cameOfChange = false;

  constructor(nowMs: number) {
    this.#sinceMs = this.#lookedMs = nowMs;
  }

  /** It looked, and there was nothing to watch. */
  looked(nowMs: number): void {
    this.#lookedMs = nowMs;
  }

  /**
   * Returns whether it looks again now.
   *
   * @param shortestMs `supervisor.inactiveInterval`
   */
  wakes(nowMs: number, finding: RecheckFinding, shortestMs: number): boolean {
    const waitedMs = nowMs - this.#lookedMs;
    if (waitedMs < this.#waitMs(finding, shortestMs)) return false;
    this.#cameOfChange = finding === "changed" && waitedMs < shortestMs * MAX_TIMES;
    return true;
  }

  #waitMs(finding: RecheckFinding, shortestMs: number): number {
    switch (finding) {
      case "changed":
        // What changes all the time says nothing.
        return this.#cameOfChange ? shortestMs : 0;
      case "unknown":
        return unknownWaitMs(this.#lookedMs - this.#sinceMs, shortestMs);
      case "same":
        return shortestMs * MAX_TIMES;
    }
  }
}

/** A machine without a card for an hour will hardly have one in a minute; an engine that left may be back. */
function unknownWaitMs(restedMs: number, shortestMs: number): number {
  return Math.min(Math.max(restedMs * SHARE, shortestMs), shortestMs * MAX_TIMES);
}
