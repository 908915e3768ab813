/**
 * The life of a plugin, as one table. Pure: time is passed in as numbers (milliseconds of the host's
 * monotonic clock), and a step that needs a process is done by the supervisor around it.
 *
 * ```
 *  discovered -> pending | rejected | disabled | admitted
 *  admitted, retired, backoff, quarantined, inactive -> starting -> idle <-> collecting
 *  idle -> retired            its process ended, nothing is due yet
 *  starting, idle, collecting -> backoff | quarantined        its process died or was ended
 *  starting, collecting <-> starved   the machine has no processor for it
 *  collecting -> inactive     what it watches is not on this machine
 *  any -> draining -> stopped
 * ```
 */

/** The state of a plugin. `detail` says why, in one sentence. */
export type PluginState =
  | { readonly name: "discovered" }
  | { readonly name: "pending"; readonly detail: string }
  | { readonly name: "rejected"; readonly detail: string }
  | { readonly name: "disabled" }
  /** May run, has no process yet. */
  | { readonly name: "admitted" }
  /** Its process loads the plugin. */
  | { readonly name: "starting" }
  /** Its process is warm and waits for the next tick. */
  | { readonly name: "idle" }
  | { readonly name: "collecting" }
  /** It is late, or its process was given up, because it could not run; it did nothing wrong. */
  | { readonly name: "starved"; readonly detail: string }
  /** It has no process until the next tick. */
  | { readonly name: "retired" }
  | { readonly name: "inactive"; readonly detail: string }
  /** It waits after a failure. */
  | { readonly name: "backoff"; readonly detail: string; readonly untilMs: number }
  /** It failed too often; a trial is made at `untilMs`, and at each wait after. */
  | { readonly name: "quarantined"; readonly detail: string; readonly untilMs: number }
  | { readonly name: "draining" }
  | { readonly name: "stopped" };

/** An event in the life of a plugin. */
export type PluginEvent =
  | { readonly name: "admit" }
  | { readonly name: "hold"; readonly detail: string }
  | { readonly name: "reject"; readonly detail: string }
  | { readonly name: "disable" }
  | { readonly name: "start" }
  | { readonly name: "started" }
  | { readonly name: "collect" }
  | { readonly name: "collected" }
  | { readonly name: "absent"; readonly detail: string }
  | { readonly name: "starve"; readonly detail: string }
  | { readonly name: "retire" }
  | { readonly name: "back_off"; readonly detail: string; readonly untilMs: number }
  | { readonly name: "quarantine"; readonly detail: string; readonly untilMs: number }
  | { readonly name: "drain" }
  | { readonly name: "stop" };

type StateName = PluginState["name"];
type EventName = PluginEvent["name"];

const VERDICTS: readonly EventName[] = ["admit", "hold", "reject", "disable", "drain"];
const FAILURES: readonly EventName[] = ["back_off", "quarantine"];

/** Which events each state accepts. */
const ACCEPTED: Readonly<Record<StateName, readonly EventName[]>> = {
  discovered: VERDICTS,
  pending: VERDICTS,
  rejected: VERDICTS,
  disabled: VERDICTS,
  admitted: ["start", "drain"],
  starting: ["started", "starve", ...FAILURES, "drain"],
  idle: ["collect", "retire", ...FAILURES, "drain"],
  collecting: ["collected", "absent", "starve", ...FAILURES, "drain"],
  starved: ["start", "started", "collected", "absent", "starve", ...FAILURES, "drain"],
  retired: ["start", "drain"],
  inactive: ["start", "collect", ...FAILURES, "drain"],
  backoff: ["start", "drain"],
  quarantined: ["start", "drain"],
  draining: ["stop"],
  stopped: [],
};

/** An event that the state does not accept: a fault of the supervisor, not of a plugin. */
export class IllegalTransition extends Error {
  override readonly name = "IllegalTransition";

  constructor(state: StateName, event: EventName) {
    super(`Cannot apply "${event}" to a plugin that is ${state}`);
  }
}

/**
 * The state after an event.
 *
 * @throws {IllegalTransition} when the state does not accept the event.
 */
export function next(state: PluginState, event: PluginEvent): PluginState {
  if (!ACCEPTED[state.name].includes(event.name)) {
    throw new IllegalTransition(state.name, event.name);
  }
  switch (event.name) {
    case "admit":
      return { name: "admitted" };
    case "hold":
      return { name: "pending", detail: event.detail };
    case "reject":
      return { name: "rejected", detail: event.detail };
    case "disable":
      return { name: "disabled" };
    case "start":
      return { name: "starting" };
    case "started":
    case "collected":
      return { name: "idle" };
    case "collect":
      return { name: "collecting" };
    case "absent":
      return { name: "inactive", detail: event.detail };
    case "starve":
      return { name: "starved", detail: event.detail };
    case "retire":
      return { name: "retired" };
    case "back_off":
      return { name: "backoff", detail: event.detail, untilMs: event.untilMs };
    case "quarantine":
      return { name: "quarantined", detail: event.detail, untilMs: event.untilMs };
    case "drain":
      return { name: "draining" };
    case "stop":
      return { name: "stopped" };
  }
}

/** Returns whether an event may be applied; for steps that can be overtaken by another. */
export function accepts(state: PluginState, event: EventName): boolean {
  return ACCEPTED[state.name].includes(event);
}

/** The sentence of a state, empty when it has none. */
export function readDetail(state: PluginState): string {
  return "detail" in state ? state.detail : "";
}
