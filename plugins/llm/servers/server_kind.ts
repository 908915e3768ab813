import type { Answer, Ask } from "../http/ask.ts";
import type { Fields } from "../http/json_fields.ts";
import type { MetricMapping } from "../mapping/metric_mapping.ts";
import type { TargetMetrics } from "../mapping/target_metrics.ts";
import type { ServedModels } from "./served_models.ts";

/** JSON that a server gives beside its metrics. */
export interface JsonSource {
  /** The value of the label `source`. */
  readonly name: string;
  /** The requests; all of them belong together. */
  readonly asks: readonly { readonly path: string; readonly isSlow?: boolean }[];
  /** Not every version or configuration has it: it is no trouble when it is not there. */
  readonly isOptional?: boolean;
  /** It answers 503 with what it has to say. */
  readonly isReadWhenDown?: true;
  /** The metrics that it can provide, each after `llm_monitor_llm_`. */
  readonly provides: readonly string[];
  /** The models that it lists. */
  readonly models?: (answers: readonly Fields[]) => readonly string[];
  /** Adds what the answers hold, in the order of `asks`. */
  readonly add: (answers: readonly Fields[], metrics: TargetMetrics) => void;
}

/** A page of metrics. */
export interface MetricsPage {
  readonly path: string;
  /** The model that it is about, where it names none. */
  readonly model?: string;
}

/** The place and the contents of a server's metrics. */
export interface MetricsRule {
  /** Their possible paths; the first that exists counts. */
  readonly paths: readonly string[];
  /** The port that they have to themselves. */
  readonly port?: number;
  /** Servers with a page for each model say where those are; undefined for the paths above. */
  readonly pages?: (ask: Ask) => Promise<readonly MetricsPage[] | undefined>;
  /** The possible mappings, the most certain first; the one that fits names what computes. */
  readonly mappings: readonly MetricMapping[];
  /** Gives families that an operator can rename the names that the mappings know. */
  readonly rewrite?: (text: string) => string;
  /** There are none of its own before its first request. */
  readonly isEmptyAtFirst?: true;
  /** The setting with which an operator turns them on. */
  readonly enable: string;
}

/** A GET to which this kind alone answers in this way. */
export interface SignPage {
  readonly path: string;
  readonly is: (answer: Answer) => boolean;
}

/** By what a kind of server is known. */
export interface Signs {
  readonly pages?: readonly SignPage[];
  /** `owned_by` in its list of models. */
  readonly owners?: readonly string[];
  /** Beginnings of its families' names. */
  readonly families?: readonly string[];
  /** The path of those families, when not `/metrics`. */
  readonly familiesPath?: string;
  /** The check when no other sign is there: for kinds whose pages others imitate. */
  readonly late?: {
    readonly turn: LateTurn;
    readonly is: (ask: Ask) => Promise<boolean>;
  };
}

/** Imitators are checked before those they imitate, and both before the generic kind. */
export const LATE_TURNS = ["imitator", "imitated", "generic"] as const;
export type LateTurn = (typeof LATE_TURNS)[number];

/** The API by which a server chats. */
export type ChatApi = "openai" | "ollama" | "lmstudio";

/** A kind of server, and how it is asked. Nothing here computes, loads or empties anything. */
export interface ServerKind {
  /** The name of what answers: that of its folder. */
  readonly id: string;
  /** Its name for people. */
  readonly title: string;
  /** The name of what computes, as long as its metrics do not say. */
  readonly engine?: string;
  readonly signs: Signs;
  /** It shows lists and families of what is behind or in it: its own signs count before theirs. */
  readonly wraps?: true;
  /** Answer 2xx when it can serve; the first that it knows counts. */
  readonly health: { readonly paths: readonly string[] };
  /** The path of its version, and its key there. */
  readonly version?: { readonly path: string; readonly key: string };
  readonly metrics?: MetricsRule;
  readonly sources: readonly JsonSource[];
  /** The API for a probe's chat, when not OpenAI's; `none` when it does not chat. */
  readonly chat?: ChatApi | "none";
  /** Which models can chat and are in memory, when its `/v1/models` does not say. */
  readonly servedModels?: (ask: Ask, nowSeconds: number) => Promise<ServedModels>;
  /** Steps for an operator who wants to see all of it; shown in the README. */
  readonly needs: string;
  /** Metrics that it has; shown in the README. */
  readonly shows: string;
}
