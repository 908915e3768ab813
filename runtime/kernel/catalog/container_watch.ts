import type { DockerContainer } from "../../contract/docker.ts";
import { CallError } from "../../contract/errors.ts";
import type { Log } from "../../contract/log.ts";
import type { ContainerLabels } from "../../contract/container_labels.ts";
import { findLabelled, makeLabelsKey } from "./labelled_containers.ts";
import type { Addresses, LabelledGroup } from "./labelled_containers.ts";

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
export class ContainerWatch {
  readonly #ports: ContainerWatchPorts;
  /** By declared labels: addresses of before by container. */
  readonly #known = new Map<string, Map<string, Addresses>>();
  #found: readonly LabelledGroup[] = [];
  #said = new Set<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(ports: ContainerWatchPorts) {
    this.#ports = ports;
  }

  /** The containers that were found the last time. */
  get found(): readonly LabelledGroup[] {
    return this.#found;
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
    if (declared.length === 0) return this.#take([]);
    let all: readonly DockerContainer[];
    try {
      all = await containers();
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      return;
    }
    const found = declared.map((labels) => this.#findLabelled(all, labels));
    this.#sayProblems(found.flatMap(({ problems }) => problems));
    this.#take(found.map(({ labels, containers }) => ({ labels, containers })));
  }

  #findLabelled(all: readonly DockerContainer[], labels: ContainerLabels) {
    const key = makeLabelsKey(labels);
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

  #take(found: readonly LabelledGroup[]): void {
    const before = makeText(this.#found);
    this.#found = found;
    if (makeText(found) !== before) this.#ports.onChange();
  }
}

/** Returns what of it makes a difference to plugins. */
function makeText(found: readonly LabelledGroup[]): string {
  return JSON.stringify(found.filter(({ containers }) => containers.length > 0));
}
