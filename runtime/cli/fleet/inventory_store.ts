import { errorText } from "../../contract/errors.ts";
import { formatIssue, IssuesError } from "../../contract/issue.ts";
import type { Inventory } from "./read_inventory.ts";

/** The way to the file of an inventory. */
export interface InventorySource {
  /** Reads it whole, or throws what is wrong with it. */
  read(): Promise<Inventory>;
  /** A text that changes whenever the file does. */
  mark(): Promise<string>;
}

/** The outcome of a change of the file. */
export interface InventoryChange {
  readonly ok: boolean;
  readonly lines: readonly string[];
}

/** The last inventory that was good, whatever became of its file since. */
export class InventoryStore {
  readonly #source: InventorySource;
  readonly #nowMs: () => number;
  #current: Inventory;
  #loadedMs: number;
  #mark: string;
  #seen: string;
  #trouble: readonly string[] = [];
  #failures = 0;

  private constructor(
    source: InventorySource,
    nowMs: () => number,
    { current, mark }: { current: Inventory; mark: string },
  ) {
    this.#source = source;
    this.#nowMs = nowMs;
    this.#current = current;
    this.#loadedMs = nowMs();
    this.#mark = mark;
    this.#seen = mark;
  }

  /** @throws {IssuesError} for an inventory that cannot be used: there is none to keep. */
  static async open(source: InventorySource, nowMs: () => number): Promise<InventoryStore> {
    // The mark first: a change in between is one more look.
    const mark = await source.mark();
    return new InventoryStore(source, nowMs, { current: await source.read(), mark });
  }

  get current(): Inventory {
    return this.#current;
  }

  /** Unix time in milliseconds at which the present inventory was read. */
  get loadedMs(): number {
    return this.#loadedMs;
  }

  /** Reasons why the file as it is now is not in force, line by line; empty when it is. */
  get trouble(): readonly string[] {
    return this.#trouble;
  }

  /** Versions of the file that could not be used. */
  get failures(): number {
    return this.#failures;
  }

  /**
   * Looks at the file, and reads it once it rests: half of a list that is still written is a list, too.
   * Returns what changed.
   */
  async look(): Promise<InventoryChange | undefined> {
    const mark = await this.#source.mark();
    const isResting = mark === this.#seen;
    this.#seen = mark;
    if (mark === this.#mark || !isResting) return undefined;
    this.#mark = mark;
    try {
      this.#current = await this.#source.read();
      this.#loadedMs = this.#nowMs();
      this.#trouble = [];
      return { ok: true, lines: [`The list now has ${this.#current.hosts.length} hosts`] };
    } catch (error) {
      this.#failures++;
      this.#trouble = error instanceof IssuesError
        ? error.issues.map(formatIssue)
        : [errorText(error)];
      return { ok: false, lines: this.#trouble };
    }
  }
}
