import type { EngineView } from "../../../sim/engine_view.ts";

const MAX = 1_000;
const WAIT_MS = 2_000;
const LOOK_MS = 20;

/** Statistics of iterations and of requests, which whoever looks takes away from all others. */
export class IterationQueue {
  readonly #view: EngineView;
  #iterations: object[] = [];
  #requests: object[] = [];
  #tokens = 0;
  #count = 0;

  constructor(view: EngineView) {
    this.#view = view;
    view.listen({
      onInterval: (_, seconds, requests) => {
        // In one iteration every running request gets a token.
        this.#tokens += requests;
        if (this.#tokens < view.runningRequests) return;
        this.#tokens = 0;
        this.#iterations = [...this.#iterations, this.#iteration(seconds)].slice(-MAX);
      },
      onFinished: (_, { timeToFirstTokenSeconds, durationSeconds }) => {
        const timing = {
          arrival_time: 0,
          first_token_time: timeToFirstTokenSeconds,
          last_token_time: durationSeconds,
        };
        const request = { perf_metrics: { timing_metrics: timing } };
        this.#requests = [...this.#requests, request].slice(-MAX);
      },
      onRestart: () => {
        this.#iterations = [];
        this.#requests = [];
        this.#count = 0;
      },
    });
  }

  /** Takes all iterations; an empty queue is waited for. */
  async takeIterations(): Promise<readonly object[]> {
    for (let waited = 0; this.#iterations.length === 0 && waited < WAIT_MS; waited += LOOK_MS) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
    const taken = this.#iterations;
    this.#iterations = [];
    return taken;
  }

  /** Takes the times of all requests. */
  takeRequests(): readonly object[] {
    const taken = this.#requests;
    this.#requests = [];
    return taken;
  }

  #iteration(seconds: number): object {
    const { kvBlockTokens, kvCapacityTokens, maxConcurrentRequests } = this.#view;
    const { runningRequests, waitingRequests, kvUsedTokens } = this.#view.snapshot();
    const blocks = (tokens: number) => Math.round(tokens / kvBlockTokens);
    return {
      iter: ++this.#count,
      iterLatencyMS: seconds * 1000,
      numActiveRequests: runningRequests + waitingRequests,
      numQueuedRequests: waitingRequests,
      maxNumActiveRequests: maxConcurrentRequests,
      kvCacheStats: {
        maxNumBlocks: blocks(kvCapacityTokens),
        freeNumBlocks: blocks(kvCapacityTokens - kvUsedTokens),
        usedNumBlocks: blocks(kvUsedTokens),
        tokensPerBlock: kvBlockTokens,
      },
      inflightBatchingStats: { numGenRequests: runningRequests, numContextRequests: 0 },
    };
  }
}
