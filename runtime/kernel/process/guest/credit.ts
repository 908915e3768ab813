/**
 * The number of frames of a guest that the host is ready to take. The kernel stops reading the guest's pipe
 * at zero, so a flood waits in the guest's own pipe and starves nobody else.
 */
export class Credit {
  #frames: number;
  #waiting: PromiseWithResolvers<void> | undefined;

  constructor(frames: number) {
    this.#frames = frames;
  }

  /** Waits until there is credit, and uses one frame of it. */
  async take(): Promise<void> {
    while (this.#frames <= 0) {
      this.#waiting ??= Promise.withResolvers<void>();
      await this.#waiting.promise;
    }
    this.#frames--;
  }

  /** Grants more, but never above `max`: a host that grants too much gains nothing. */
  grant(frames: number, max: number): void {
    this.#frames = Math.min(this.#frames + frames, max);
    this.#waiting?.resolve();
    this.#waiting = undefined;
  }
}
