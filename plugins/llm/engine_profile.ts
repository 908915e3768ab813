import type { Ask } from "./ask.ts";
import type { EngineTable } from "./engine_table.ts";
import type { Fields } from "./json_fields.ts";
import type { Teller } from "./teller.ts";

/** JSON that a server tells beside its metrics. */
export interface JsonSource {
  /** The value of the label `source`. */
  readonly name: string;
  /** What is asked; all of it belongs together. */
  readonly asks: readonly { readonly path: string; readonly isSlow?: boolean }[];
  /** Not every version or configuration has it: it is no trouble when it is not there. */
  readonly isOptional?: boolean;
  /** It answers 503 with what it has to say. */
  readonly isToldWhenDown?: true;
  /** What it can tell, each after `llm_monitor_llm_`. */
  readonly tells: readonly string[];
  /** The models that it lists. */
  readonly models?: (answers: readonly Fields[]) => readonly string[];
  /** Tells what the answers say, in the order of `asks`. */
  readonly tell: (answers: readonly Fields[], teller: Teller) => void;
}

/** A page of metrics. */
export interface MetricsPage {
  readonly path: string;
  /** The model that it is about, where it names none. */
  readonly model?: string;
}

/** Where the metrics of a server are, and what they are. */
export interface MetricsRule {
  /** Where they may be; the first that is there counts. */
  readonly paths: readonly string[];
  /** The port that they have to themselves. */
  readonly port?: number;
  /** Servers with a page for each model say where those are; undefined for the paths above. */
  readonly pages?: (ask: Ask) => Promise<readonly MetricsPage[] | undefined>;
  /** What may be in them, the most certain first; which it is says what computes. */
  readonly tables: readonly EngineTable[];
  /** There are none of its own before its first request. */
  readonly isEmptyAtFirst?: true;
  /** How its operator turns them on. */
  readonly enable: string;
}

/** How a server of one kind is asked. Nothing here computes, loads or empties anything. */
export interface EngineProfile {
  /** What answers. */
  readonly id: string;
  /** Its name for people. */
  readonly title: string;
  /** What computes, as long as its metrics do not say. */
  readonly engine?: string;
  /** Answer 2xx when it can serve; the first that it knows counts. */
  readonly health: { readonly paths: readonly string[] };
  /** Where its version is told, and under which key. */
  readonly version?: { readonly path: string; readonly key: string };
  readonly metrics?: MetricsRule;
  readonly sources: readonly JsonSource[];
  /** What an operator has to do to see all of it; shown in the README. */
  readonly needs: string;
}
