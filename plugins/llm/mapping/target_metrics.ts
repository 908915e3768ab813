import type { FamilySet } from "@llm-monitor/sdk";
import { OTHERS } from "./model_names.ts";
import type { ModelNames } from "./model_names.ts";
import { plainText } from "./plain_text.ts";

type Labels = Readonly<Record<string, string>>;

/** Labels of `model_info`. */
const DETAILS = [
  "root",
  "parent",
  "family",
  "parameter_size",
  "quantization",
  "format",
] as const;

const PREFIX = "llm_monitor_llm_";

/** Adds what is told of one target; what its metrics tell is not told again by another source. */
export class TargetMetrics {
  readonly names: ModelNames;
  /** True if the server can serve. */
  readonly isUp: boolean;
  /** Now, in seconds since 1970. */
  readonly nowSeconds: number;
  /** The model of a server that has one alone; empty of others. */
  readonly onlyModel: string;
  readonly #set: FamilySet;
  readonly #labels: Labels;
  /** Metrics that were set, by model. */
  readonly #seen = new Set<string>();
  #told: ReadonlySet<string> = new Set();

  constructor(
    set: FamilySet,
    options: {
      labels: Labels;
      names: ModelNames;
      onlyModel: string;
      isUp: boolean;
      nowSeconds: number;
    },
  ) {
    this.#set = set;
    this.#labels = options.labels;
    this.names = options.names;
    this.onlyModel = options.onlyModel;
    this.isUp = options.isUp;
    this.nowSeconds = options.nowSeconds;
  }

  /** From here on nothing is added to what was told so far. */
  startSource(): void {
    this.#told = new Set(this.#set.families().map(({ name }) => name));
  }

  /** A value of the target; undefined is absence. */
  gauge(to: string, value: number | undefined, labels: Labels = {}): void {
    if (this.#told.has(PREFIX + to)) return;
    this.#set.gauge(PREFIX + to, { ...this.#labels, ...labels }, value);
  }

  /** A value of one of its models. Of those that are told together there is none. */
  ofModel(to: string, model: string, value: number | undefined): void {
    const name = this.names.name(model);
    const key = `${to} ${name}`;
    if (value === undefined || name === OTHERS || this.#seen.has(key)) return;
    this.#seen.add(key);
    this.gauge(to, value, { model: name });
  }

  /** Returns whether a server behind a router answers. */
  backend(address: string, isUp: boolean): void {
    const backend = plainText(address, 128);
    if (backend === "" || this.#seen.has(`backend ${backend}`)) return;
    this.#seen.add(`backend ${backend}`);
    this.gauge("backend_up", isUp ? 1 : 0, { backend });
  }

  info(to: string, labels: Labels): void {
    this.#set.info(PREFIX + to, { ...this.#labels, ...labels });
  }

  /** Notes what a model is; what is not known of it is empty. */
  modelInfo(model: string, details: Partial<Record<(typeof DETAILS)[number], string>>): void {
    const name = this.names.name(model);
    if (this.#told.has(`${PREFIX}model_info`)) return;
    if (name === OTHERS || this.#seen.has(`info ${name}`)) return;
    this.#seen.add(`info ${name}`);
    const labels = DETAILS.map((key) => [key, plainText(details[key] ?? "", 64)] as const);
    this.info("model_info", { model: name, ...Object.fromEntries(labels) });
  }
}
