import type { PluginContext } from "./context.ts";

/** Logs a problem once, however long it lasts, and then its end. */
export class TroubleLog {
  #last = "";

  /** @param trouble the problem; empty when there is none. */
  note(log: PluginContext["log"], trouble: string): void {
    if (trouble === this.#last) return;
    if (trouble === "") log("info", `This is over: ${this.#last}`);
    else log("warn", trouble);
    this.#last = trouble;
  }
}
