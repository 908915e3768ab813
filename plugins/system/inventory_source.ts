import type { Facts, FamilySet } from "@llm-monitor/sdk";
import { parseCpu, parseOsInfo } from "./parse/inventory.ts";
import type { Source } from "./source.ts";

/** The inventory changes with an upgrade only, and asking for it starts a process. */
const MAX_AGE_MS = 10 * 60_000;
/** The kernel waits for the inventory as long as a whole collection may take: that would cost all of it. */
const MAX_WAIT_MS = 5_000;

/** The answers of systeminformation's `osInfo` and `cpu`. */
type Answers = readonly [osInfo: unknown, cpu: unknown];

/** Operating system and processors, from systeminformation. */
export class Inventory {
  readonly #nowMs: () => number;
  readonly #maxWaitMs: number;
  #known: { readonly answers: Answers; readonly atMs: number } | undefined;
  #isFirst = true;

  constructor(
    { nowMs, maxWaitMs = MAX_WAIT_MS }: { nowMs: () => number; maxWaitMs?: number },
  ) {
    this.#nowMs = nowMs;
    this.#maxWaitMs = maxWaitMs;
  }

  /**
   * The source of one collection. The first has the others' figures at once and leaves this one out if
   * it takes longer than they do: its process may take seconds to start on a busy machine, and the
   * next collection finds its answer ready.
   */
  source(othersRead: Promise<unknown>): Source {
    return {
      name: "inventory",
      read: async ({ facts }, set: FamilySet) => {
        const answers = await this.#answers(facts, othersRead);
        if (!answers) return false;
        parseOsInfo(set, answers[0]);
        parseCpu(set, answers[1]);
        return true;
      },
    };
  }

  async #answers(facts: Facts, othersRead: Promise<unknown>): Promise<Answers | undefined> {
    const nowMs = this.#nowMs();
    if (this.#known && nowMs - this.#known.atMs < MAX_AGE_MS) return this.#known.answers;
    const isFirst = this.#isFirst;
    this.#isFirst = false;
    const asking = Promise.all([facts.system("osInfo"), facts.system("cpu")] as const);
    const answers =
      await (isFirst
        ? Promise.race([asking, othersRead.then(nextTurn)])
        : within(asking, this.#maxWaitMs));
    if (answers) this.#known = { answers, atMs: nowMs };
    return answers;
  }
}

/** Lets what has arrived by now be taken first. */
function nextTurn(): Promise<undefined> {
  return new Promise((resolve) => setTimeout(() => resolve(undefined), 0));
}

async function within(asking: Promise<Answers>, maxWaitMs: number): Promise<Answers> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => late.reject(new Error(`Cannot wait longer than ${maxWaitMs} ms for systeminformation`)),
    maxWaitMs,
  );
  try {
    return await Promise.race([asking, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
