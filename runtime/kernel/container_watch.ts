import type { DockerContainer } from "../contract/docker.ts";
import { CallError } from "../contract/errors.ts";
import type { LabelledServer } from "../contract/labelled_server.ts";
import { labelledServers } from "./discovery/labelled_servers.ts";
import type { Addresses } from "./discovery/labelled_servers.ts";
import type { KernelParts } from "./kernel_parts.ts";
import type { Log } from "./log_writer.ts";
import type { PluginFeed } from "./plugin_feed.ts";

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

/** Looks for labelled containers every now and then, for as long as a plugin wants them. */
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

  /** Looks now, and again and again until it is stopped. */
  start(): void {
    const again = async () => {
      await this.look();
      if (this.#timer !== undefined) this.#timer = setTimeout(again, INTERVAL_MS);
    };
    this.#timer = setTimeout(again, 0);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Looks once. Never rejects: without an engine what was found stays, and is told to be down. */
  async look(): Promise<void> {
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

/** The watch of a running kernel: what changes makes its feed look at the plugins again. */
export function createContainerWatch(
  { services, config, ui, isInContainer }: KernelParts,
  feed: PluginFeed,
): ContainerWatch {
  return new ContainerWatch({
    containers: () => services.containers(),
    isWanted: () => feed.wantsContainers && config().policy.ceiling.docker.includes("read"),
    isInContainer,
    log: ui.log,
    onChange: () => void feed.refresh(),
  });
}
