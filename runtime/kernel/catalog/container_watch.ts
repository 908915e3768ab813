import type { DockerContainer } from "../../contract/docker.ts";
import { CallError } from "../../contract/errors.ts";
import type { Log } from "../../contract/log.ts";
import type { LabelledServer } from "../../contract/labelled_server.ts";
import { labelledServers } from "./labelled_servers.ts";
import type { Addresses } from "./labelled_servers.ts";

const INTERVAL_MS = 15_000;

/** What a watch over containers needs. */
export interface ContainerWatchPorts {
  readonly containers: () => Promise<readonly DockerContainer[]>;
  /** Whether some plugin wants to know of them, and the operator lets the engine be asked. */
  readonly isWanted: () => boolean;
  readonly isInContainer: boolean;
  readonly log: Log;
  /** The servers changed. */
  readonly onChange: () => void;
}

/** Finds labelled containers every now and then, for as long as a plugin wants them. */
export class ContainerWatch {
  readonly #ports: ContainerWatchPorts;
  readonly #known = new Map<string, Addresses>();
  #servers: readonly LabelledServer[] = [];
  #said = new Set<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(ports: ContainerWatchPorts) {
    this.#ports = ports;
  }

  /** The servers that were found the last time. */
  get servers(): readonly LabelledServer[] {
    return this.#servers;
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
    const { isWanted, containers, isInContainer } = this.#ports;
    if (!isWanted()) return this.#take([]);
    let list: readonly DockerContainer[];
    try {
      list = await containers();
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      return;
    }
    const { servers, problems } = labelledServers(list, { known: this.#known, isInContainer });
    for (const problem of problems) {
      if (!this.#said.has(problem)) {
        this.#ports.log("warn", problem, { code: "container_label_invalid" });
      }
    }
    this.#said = new Set(problems);
    this.#take(servers);
  }

  #take(servers: readonly LabelledServer[]): void {
    const isNews = JSON.stringify(servers) !== JSON.stringify(this.#servers);
    this.#servers = servers;
    if (isNews) this.#ports.onChange();
  }
}
