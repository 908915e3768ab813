import type { FamilySet } from "@llm-monitor/sdk";
import { ModelNames } from "../mapping/model_names.ts";
import { chooseModel, keepAliveSeconds } from "./choose_model.ts";
import { ProbeRecord } from "./probe_record.ts";
import { findStyle, guessPromptTokens } from "./request.ts";
import type { ProbeQuestion, ProbeStyle } from "./request.ts";
import type { OwnDelay } from "./own_delay.ts";
import { runProbe } from "./run_probe.ts";
import type { ProbeResult } from "./run_probe.ts";
import { ProbeSchedule } from "./schedule.ts";
import type { ServedModels } from "../servers/served_models.ts";
import type { ProbeSettings } from "../targets/probe_settings.ts";
import { TokenBudget } from "./token_budget.ts";
import { Turns } from "./turns.ts";

/** Probes at once, over all targets. */
const AT_ONCE = 2;

/** Sources of time, chance and the network. */
export interface ProberPorts {
  /** Monotonic. */
  readonly nowMs: () => number;
  readonly unixSeconds: () => number;
  readonly random?: () => number;
  readonly nonce?: () => string;
  readonly fetch?: typeof fetch;
  /** Makes what watches whether this process is held up during a probe. */
  readonly ownDelay?: () => OwnDelay;
  /** Gets the code of a probe ready before the first one. */
  readonly warmUp?: (style: ProbeStyle) => Promise<void>;
}

/** A target that is to be probed, as a collection knows it. */
export interface ProbedTarget {
  readonly target: string;
  /** The engine that computes: a label of its series. */
  readonly engine: string;
  /** The kind of server that answers. */
  readonly server: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly settings: ProbeSettings;
  readonly isUp: boolean;
  /** Asked only when a probe is due. */
  readonly servedModels: () => Promise<ServedModels>;
  readonly log: (level: "info" | "warn", message: string) => void;
}

/** Probes targets between collections. */
export interface Prober {
  /** Adds what the last probe of a target came to, and starts one when it is due; waits for none. */
  collect(set: FamilySet, probed: ProbedTarget): Promise<void>;
}

type State = {
  readonly budget: TokenBudget;
  readonly schedule: ProbeSchedule;
  readonly record: ProbeRecord;
  readonly names: ModelNames;
  /** Tokens that each model last counted for the prompt. */
  readonly promptTokens: Map<string, number>;
  engine: string;
  lastModel: string | undefined;
  lastSeconds: number;
  /** The note that is due, and the one that was last given. */
  note: Note;
  said: string;
};

type Note = { readonly level: "info" | "warn"; readonly text: string };
const NOTHING: Note = { level: "info", text: "" };

type Plan = {
  readonly question: Omit<ProbeQuestion, "nonce">;
  readonly style: ProbeStyle;
  readonly estimate: number;
};

/** Makes a prober, which remembers each target. */
export function createProber(
  {
    nowMs,
    unixSeconds,
    random = Math.random,
    nonce = () => crypto.randomUUID().slice(0, 8),
    fetch: fetchIt = fetch,
    ownDelay,
    warmUp,
  }: ProberPorts,
): Prober {
  const states = new Map<string, State>();
  const turns = new Turns(AT_ONCE);
  const warm = new Set<ProbeStyle>();

  const findState = ({ target, engine, settings }: ProbedTarget): State => {
    const state = states.get(target) ?? newState(engine, settings, unixSeconds());
    states.set(target, state);
    if (state.engine !== engine) {
      state.engine = engine;
      state.record.forgetLast();
    }
    return state;
  };

  const run = async (state: State, probed: ProbedTarget, plan: Plan): Promise<void> => {
    const { target, url, headers } = probed;
    const { question, style, estimate } = plan;
    state.schedule.began(nowMs(), random());
    if (warmUp && !warm.has(style)) await warmUp(style);
    warm.add(style);
    const startMs = nowMs();
    const result = await runProbe({
      ...question,
      nonce: nonce(),
      fetch: fetchIt,
      baseUrl: url,
      headers,
      style,
      nowMs,
      ...(ownDelay && { ownDelay: ownDelay() }),
    });
    state.lastSeconds = (nowMs() - startMs) / 1000;
    const tokens = result.tokens ?? estimate;
    state.budget.spend(tokens, unixSeconds());
    const seen = result.measured?.usage.promptTokens;
    const name = state.names.name(question.model);
    if (seen !== undefined) state.promptTokens.set(name, seen);
    state.record.ended(name, { result, tokens, atSeconds: unixSeconds() });
    state.note = makeNote({ target, model: name }, result);
  };

  const attempt = async (state: State, probed: ProbedTarget): Promise<void> => {
    const { target } = probed;
    const { schedule } = state;
    const plan = await makePlan(state, probed, unixSeconds());
    // It may have got its turn while the server was asked.
    if (turns.isWorking(target) || !schedule.isDue(nowMs())) return;
    if (!("skip" in plan)) return turns.take(target, () => run(state, probed, plan));
    turns.leave(target);
    schedule.began(nowMs(), random());
    state.record.skipped(plan.model === undefined ? "" : state.names.name(plan.model));
    state.note = { level: "info", text: `Skipped the probe of target "${target}": ${plan.skip}` };
  };

  return {
    async collect(set, probed) {
      if (!states.has(probed.target)) warnOfBudget(probed);
      const state = findState(probed);
      state.schedule.collected();
      if (state.schedule.isDue(nowMs()) && !turns.isWorking(probed.target)) {
        await attempt(state, probed);
      }
      const labels = { target: probed.target, engine: probed.engine };
      state.record.add(set, labels);
      const left = state.budget.left(unixSeconds());
      set.gauge("llm_monitor_llm_probe_budget_remaining_tokens", labels, left);
      if (state.note.text === state.said) return;
      state.said = state.note.text;
      if (state.said !== "") probed.log(state.note.level, state.said);
    },
  };
}

const DAY_SECONDS = 86_400;

/** Says at once when a day's probes would cost more than they may. */
function warnOfBudget({ target, settings, log }: ProbedTarget): void {
  const { intervalMs, tokensPerDay, maxTokens } = settings;
  const tokens = guessPromptTokens({ settings, nonce: "00000000" }) + maxTokens;
  const perDay = Math.round((DAY_SECONDS * 1000 / intervalMs) * tokens);
  if (perDay <= tokensPerDay) return;
  const minutes = Math.ceil((DAY_SECONDS * tokens) / tokensPerDay / 60);
  log(
    "warn",
    `Probes of target "${target}" would use ${perDay} tokens a day (about ${tokens} each), but only ` +
      `${tokensPerDay} are allowed, so some probes are skipped. Set probe.interval to ${minutes}m ` +
      `or more, or probe.tokensPerDay to ${perDay}`,
  );
}

function newState(engine: string, settings: ProbeSettings, nowSeconds: number): State {
  return {
    budget: new TokenBudget(settings.tokensPerDay, nowSeconds),
    schedule: new ProbeSchedule(settings.intervalMs),
    record: new ProbeRecord(),
    names: new ModelNames(),
    promptTokens: new Map(),
    engine,
    lastModel: undefined,
    lastSeconds: 0,
    note: NOTHING,
    said: "",
  };
}

/** Returns what to ask, or why nothing; `model` is the one that would have been asked. */
async function makePlan(
  state: State,
  { server, isUp, settings, servedModels }: ProbedTarget,
  nowSeconds: number,
): Promise<Plan | { readonly model: string | undefined; readonly skip: string }> {
  const last = state.lastModel;
  const style = findStyle(server);
  if (!style) return { model: last, skip: `${server} does not chat` };
  if (!isUp) return { model: settings.model ?? last, skip: "it is not up" };
  const served = await servedModels();
  const { onlyIfLoaded, model: wanted } = settings;
  const choice = chooseModel(served, { wanted, last, onlyIfLoaded, nowSeconds });
  if ("skip" in choice) return choice;
  const { model, isLoaded } = choice;
  state.lastModel = model;
  const promptTokens = state.promptTokens.get(state.names.name(model)) ??
    guessPromptTokens({ settings, nonce: "00000000" });
  const estimate = promptTokens + settings.maxTokens;
  const left = state.budget.left(nowSeconds);
  if (estimate > left) {
    return { model, skip: `too few of its ${settings.tokensPerDay} tokens a day are left` };
  }
  const stay = keepAliveSeconds(served, {
    model,
    isLoaded,
    nowSeconds,
    probeSeconds: state.lastSeconds,
  });
  const question = { model, settings, ...(stay !== undefined && { keepAliveSeconds: stay }) };
  return { question, style, estimate };
}

function makeNote(
  { target, model }: { target: string; model: string },
  { outcome, detail, measured }: ProbeResult,
): Note {
  const what = `The probe of target "${target}" (model "${model}")`;
  if (outcome !== "ok") return { level: "warn", text: `${what} failed: ${outcome}, ${detail}` };
  if (!measured?.isBuffered) return NOTHING;
  const text =
    `${what} was answered all at once at the end: something in between buffers the stream, ` +
    "so its time to the first token is that of the whole answer";
  return { level: "warn", text };
}
