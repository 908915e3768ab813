import type { CallOutcome } from "../../contract/codes.ts";
import { LIMITS } from "../../contract/limits.ts";
import type { PluginCall, PluginSpec, RecheckedCall } from "../../contract/syscall.ts";
import type { CallAnswer } from "./answer_call.ts";
import { KernelError } from "../kernel_error.ts";
import type { RecheckFinding } from "../lifecycle/rest.ts";
import type { KernelPort } from "../ports.ts";

/** Calls that cost no process and change nothing, so that they may be made again and again. */
const CHEAP_CALLS: readonly string[] = ["facts.read", "facts.readAll"];
/** Outcomes of all others that came before anything was run. */
const CHEAP_OUTCOMES: readonly CallOutcome[] = [
  "command_not_found",
  "unavailable",
  "not_granted",
  "access_denied",
];

/**
 * The calls of one collection with their answers. If it found nothing to watch, asking the same again tells whether
 * another would, without starting a process for it.
 */
export class LookRecord {
  readonly #asked: { readonly call: PluginCall; readonly key: string }[] = [];
  #chars = 0;
  /** False if it asked what cannot be asked again, or too much of it. */
  #isComplete = true;
  /** Addresses at which somebody listens who is nothing to watch; unknown until the first recheck. */
  #strangers: ReadonlySet<string> | undefined;

  /** Notes a call that was answered. */
  note({ service, method, args }: PluginCall, { outcome, message }: CallAnswer): void {
    const isCheap = CHEAP_CALLS.includes(`${service}.${method}`) ||
      CHEAP_OUTCOMES.includes(outcome);
    if (!isCheap || !this.#isComplete) return void (this.#isComplete = false);
    const key = makeKey(message.ok ? { outcome, value: message.value } : { outcome });
    this.#chars += key.length;
    if (this.#chars > LIMITS.recheckedChars || this.#asked.length === LIMITS.recheckedCalls) {
      this.#isComplete = false;
    } else {
      this.#asked.push({ call: { service, method, args }, key });
    }
  }

  /** Asks again. What is unknown may have changed. */
  async recheck(
    kernel: Pick<KernelPort, "request">,
    { name, revision, grant }: PluginSpec,
  ): Promise<RecheckFinding> {
    const addresses = grant.net
      .filter((address) => !this.#strangers?.has(address))
      .slice(0, LIMITS.recheckedCalls);
    const calls = this.#asked.map(({ call }) => call);
    try {
      const { answers, listeners } = await kernel.request("recheck", {
        plugin: name,
        revision,
        calls,
        addresses,
      });
      const isNew = this.#strangers !== undefined && listeners.length > 0;
      this.#strangers ??= new Set(listeners);
      if (isNew || this.#asked.some(({ key }, index) => makeKey(answers[index]) !== key)) {
        return "changed";
      }
    } catch (error) {
      if (error instanceof KernelError) return "unknown";
      throw error;
    }
    // Files that a plugin reads itself nobody sees, and of a stranger it may become one to watch.
    const seesAll = this.#isComplete && this.#strangers.size === 0 && grant.read.length === 0 &&
      grant.net.length <= LIMITS.recheckedCalls;
    return seesAll ? "same" : "unknown";
  }
}

/** Of a failure the code alone: its text may tell times. */
function makeKey(answer: RecheckedCall | undefined): string {
  return answer?.outcome === "ok" ? `ok ${JSON.stringify(answer.value)}` : answer?.outcome ?? "";
}
