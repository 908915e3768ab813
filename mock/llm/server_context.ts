import type { Context } from "hono";
import { Recent } from "../net/recent.ts";
import type { EngineView, ModelState } from "../sim/engine_view.ts";
import type { Recorder } from "./exposition/recorder.ts";
import type { LlmServerOptions } from "./options.ts";

/** A fake server: the engine that it speaks for, and the requests that it got. */
export class ServerContext {
  readonly view: EngineView;
  readonly options: LlmServerOptions;
  readonly recorder: Recorder;
  /** The last requests that cost something, and those that the engine does not know. */
  readonly costly = new Recent<string>();
  readonly unknown = new Recent<string>();

  constructor(view: EngineView, options: LlmServerOptions, recorder: Recorder) {
    this.view = view;
    this.options = options;
    this.recorder = recorder;
  }

  get hasMetrics(): boolean {
    return this.options.hasMetrics ?? true;
  }

  /** Notes a request that cost something. */
  noteCostly(context: Context): void {
    this.costly.add(shown(context));
  }

  /** Notes a request that the engine does not know. */
  noteUnknown(context: Context): void {
    this.unknown.add(shown(context));
  }

  /**
   * The first model, which engines with one alone serve.
   *
   * @throws {Error} when the simulation has none.
   */
  get model(): ModelState {
    const [model] = this.view.models();
    if (!model) throw new Error(`Cannot speak for ${this.view.engine}: it has no models`);
    return model;
  }

  /** The model with a name. */
  find(name: string): ModelState | undefined {
    return this.view.models().find((model) => model.name === name);
  }

  /** Tells whether a queue of so many requests before the engine is full. */
  isFull(limit: number): boolean {
    const { runningRequests, waitingRequests } = this.view.snapshot();
    return runningRequests + waitingRequests >= limit;
  }
}

function shown({ req }: Context): string {
  return `${req.method} ${req.path}`;
}
