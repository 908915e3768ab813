import type { Family, FamilySet } from "@llm-monitor/sdk";
import { isOk, isRefused } from "../http/ask.ts";
import type { Answer } from "../http/ask.ts";

/** The states of a server, of which it is in one. */
export const SERVER_STATES = ["up", "loading", "sleeping", "refused", "down", "unknown"] as const;
export type ServerState = (typeof SERVER_STATES)[number];

/** Words that servers write into a 503 while they get ready: llama.cpp, LMDeploy, vLLM behind proxies. */
const LOADING = /\b(?:loading|starting|initiali[sz]ing|warming|not ready)\b/i;
const SLEEPING = /"status"\s*:\s*"sleeping"/;
/** No such message is longer. */
const READ = 1_000;

/** Returns the state that an answer of a health check says. */
export function readState(health: Answer | undefined): ServerState {
  if (health === undefined) return "down";
  const { status, text } = health;
  if (isOk(health)) return "up";
  if (isRefused(health)) return "refused";
  if (status !== 503) return "down";
  return stateOfUnavailable(text.slice(0, READ));
}

function stateOfUnavailable(text: string): ServerState {
  if (SLEEPING.test(text)) return "sleeping";
  return LOADING.test(text) ? "loading" : "down";
}

/** Returns whether all models of which it is known sleep. */
export function sleeps(families: readonly Family[]): boolean {
  const samples = families.find(({ name }) => name === "llm_monitor_llm_sleeping")?.samples ?? [];
  return samples.length > 0 && samples.every((sample) => "value" in sample && sample.value === 1);
}

/** Adds the state of a target, each state that it could be in with 1 or 0. */
export function addState(set: FamilySet, target: string, state: ServerState): void {
  for (const one of SERVER_STATES) {
    set.gauge("llm_monitor_llm_state", { target, state: one }, one === state ? 1 : 0);
  }
}
