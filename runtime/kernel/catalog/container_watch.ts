import type { DockerContainer } from "../../contract/docker.ts";
import { CallError } from "../../contract/errors.ts";
import type { Log } from "../../contract/log.ts";
import type {
  ContainerLabels,
  LabelledContainer,
  LabelledContainers,
} from "../../contract/container_labels.ts";
import { findLabelled } from "./labelled_containers.ts";
import type { Addresses } from "./labelled_containers.ts";

const INTERVAL_MS = 15_000;

/** Dependencies of the watch over containers. */
export interface ContainerWatchPorts {
  readonly containers: () => Promise<readonly DockerContainer[]>;
  /** The labels that plugins declare; none while the operator lets the engine not be asked. */
  readonly wanted: () => readonly ContainerLabels[];
  readonly isInContainer: boolean;
  readonly log: Log;
  /** Called when the labelled containers changed. */
  readonly onChange: () => void;
}

/** Finds labelled containers every now and then, for as long as a plugin wants them. */
export class ContainerWatch implements LabelledContainers {
  readonly #ports: ContainerWatchPorts;
  /** By declared labels: addresses of before by container, and what was found the last time. */
  readonly #known = new Map<string, Map<string, Addresses>>();
  #found: ReadonlyMap<string, Found> = new Map();
  #said = new Set<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(ports: ContainerWatchPorts) {
    this.#ports = ports;
  }

  find(labels: ContainerLabels): readonly LabelledContainer[] {
    return this.#found.get(makeKey(labels))?.containers ?? [];
  }

  urls(): string[] {
    return [...this.#found.values()].flatMap(({ labels, containers }) => {
      const fields = ["url", ...Object.keys(labels.addresses)];
      return containers.flatMap((one) => fields.flatMap((field) => one[field] ?? []));
    });
  }

  /** Lists the containers now, and again and again until it is stopped. */
  start(): void {
    const again = async () => {
      await this.refresh();
      if (this.#timer !== undefined) this.#timer = setTimeout(again, INTERVAL_MS);
    };
    this.#timer = setTimeout(again, 0);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Lists the containers once. Never rejects: without an engine what was found stays, and is told to be down. */
  async refresh(): Promise<void> {
    const { wanted, containers } = this.#ports;
    const declared = wanted();
    if (declared.length === 0) return this.#take(new Map());
    let all: readonly DockerContainer[];
    try {
      all = await containers();
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      return;
    }
    const found = declared.map((labels) => this.#findLabelled(all, labels));
    this.#sayProblems(found.flatMap(({ problems }) => problems));
    this.#take(new Map(found.map((one) => [makeKey(one.labels), one])));
  }

  #findLabelled(all: readonly DockerContainer[], labels: ContainerLabels) {
    const key = makeKey(labels);
    const known = this.#known.get(key) ?? new Map<string, Addresses>();
    this.#known.set(key, known);
    const { isInContainer } = this.#ports;
    return { labels, ...findLabelled(all, labels, { known, isInContainer }) };
  }

  #sayProblems(problems: readonly string[]): void {
    for (const problem of problems) {
      if (!this.#said.has(problem)) {
        this.#ports.log("warn", problem, { code: "container_label_invalid" });
      }
    }
    this.#said = new Set(problems);
  }

  #take(found: ReadonlyMap<string, Found>): void {
    const before = makeText(this.#found);
    this.#found = found;
    if (makeText(found) !== before) this.#ports.onChange();
  }
}

/** The containers that were found of one declaration. */
type Found = {
  readonly labels: ContainerLabels;
  readonly containers: readonly LabelledContainer[];
};

/** Plugins that declare the same labels are told of the same containers. */
function makeKey(labels: ContainerLabels): string {
  return JSON.stringify(labels);
}

/** Returns what of it makes a difference to plugins. */
function makeText(found: ReadonlyMap<string, Found>): string {
  return JSON.stringify(
    [...found].filter(([, { containers }]) => containers.length > 0)
      .map(([key, { containers }]) => [key, containers]),
  );
}
