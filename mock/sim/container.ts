import type { ContainerState } from "./container_view.ts";
import type { ContainerSettings } from "./settings.ts";
import type { ContainerSpec } from "./specs.ts";

type Lasting = "id" | "name" | "image" | "labels" | "ports" | "pid" | "gpus";

/** The part of a container that stays the same all its life. */
export interface ContainerIdentity extends Pick<ContainerState, Lasting> {
  readonly spec: ContainerSpec;
}

/** The work of its processes in one tick. */
export interface ContainerWork {
  readonly cpuSeconds: number;
  readonly memoryBytes: number;
  readonly cacheBytes: number;
  readonly receivedBytes: number;
  readonly sentBytes: number;
  readonly readBytes: number;
  readonly writtenBytes: number;
  /** Its server answers. */
  readonly isReady: boolean;
}

/** Docker waits this long before it starts a container again, doubled each time. */
const FIRST_BACKOFF_SECONDS = 0.1;
const LAST_BACKOFF_SECONDS = 60;
/** A run of this length makes it forget earlier crashes. */
const GOOD_RUN_SECONDS = 10;
/** Three checks of 5 seconds. */
const UNHEALTHY_SECONDS = 15;
const STOPPED_BY_OPERATOR = 143;
const KILLED = 137;

/** A container with its counters, its crashes and its restarts. */
export class Container {
  readonly identity: ContainerIdentity;
  readonly #createdAt: number;
  #ports: ContainerState["ports"];
  startedAt: number;
  /** The number of its starts; it changes with each start. */
  starts = 1;
  oomKills = 0;
  #finishedAt: number | undefined;
  #restartAt: number | undefined;
  #state: ContainerState["state"] = "running";
  #backoffSeconds = FIRST_BACKOFF_SECONDS;
  #restarts = 0;
  #exitCode = 0;
  #isOomKilled = false;
  #leakedBytes = 0;
  #readyAt: number | undefined;
  #notReadySeconds = 0;
  #counters = { cpu: 0, received: 0, sent: 0, read: 0, written: 0 };
  #memory = { used: 0, cache: 0 };

  constructor(identity: ContainerIdentity, startedAt: number) {
    this.identity = identity;
    this.#createdAt = startedAt;
    this.#ports = identity.ports;
    this.startedAt = startedAt;
    this.#readyAt = startedAt;
    this.#memory.used = identity.spec.memoryBytes;
  }

  get isRunning(): boolean {
    return this.#state === "running";
  }

  /** Its one port is reached at this one of the machine. */
  publish(host: number): void {
    this.#ports = this.identity.ports.map(({ container }) => ({ container, host }));
  }

  /** Goes on until `to`: it may end, or be started again. */
  advance(to: number, seconds: number, work: ContainerWork, settings: ContainerSettings): void {
    if (settings.stopped && this.#state !== "exited") this.#stop(to);
    else if (this.#state === "running") this.#run(to, seconds, work, settings);
    else if (!settings.stopped) this.#maybeStart(to, settings);
  }

  /** As the container engine tells it, `toUnix` turning simulated seconds into those since 1970. */
  tell(toUnix: (seconds: number) => number): ContainerState {
    const { pid, spec, ...identity } = this.identity;
    const { cpu, received, sent, read, written } = this.#counters;
    return {
      ...identity,
      ports: this.#ports,
      state: this.#state,
      health: this.#health(),
      restartCount: this.#restarts,
      exitCode: this.#exitCode,
      isOomKilled: this.#isOomKilled,
      createdAtUnix: toUnix(this.#createdAt),
      startedAtUnix: toUnix(this.startedAt),
      finishedAtUnix: this.#finishedAt === undefined ? undefined : toUnix(this.#finishedAt),
      cpuSecondsTotal: cpu,
      cpuLimitCores: spec.cpuLimitCores,
      memoryBytes: this.isRunning ? Math.round(this.#memory.used + this.#memory.cache) : 0,
      memoryCacheBytes: this.isRunning ? Math.round(this.#memory.cache) : 0,
      memoryLimitBytes: spec.memoryLimitBytes,
      pids: this.isRunning ? spec.pids : 0,
      pid: this.isRunning ? pid : 0,
      networkReceivedBytesTotal: Math.round(received),
      networkSentBytesTotal: Math.round(sent),
      blockReadBytesTotal: Math.round(read),
      blockWrittenBytesTotal: Math.round(written),
    };
  }

  #run(to: number, seconds: number, work: ContainerWork, settings: ContainerSettings): void {
    const { memoryLimitBytes, cpuLimitCores = Infinity } = this.identity.spec;
    const counters = this.#counters;
    counters.cpu += Math.min(work.cpuSeconds, cpuLimitCores * seconds);
    counters.received += work.receivedBytes;
    counters.sent += work.sentBytes;
    counters.read += work.readBytes;
    counters.written += work.writtenBytes;
    this.#leakedBytes += (settings.leakBytesPerSecond ?? 0) * seconds;
    this.#memory.used = Math.min(memoryLimitBytes, work.memoryBytes + this.#leakedBytes);
    this.#memory.cache = Math.min(work.cacheBytes, memoryLimitBytes - this.#memory.used);
    this.#watchHealth(to, seconds, work.isReady && !settings.unhealthy);
    const isOut = this.#memory.used >= memoryLimitBytes;
    const isCrashing = settings.crashAfterSeconds !== undefined &&
      to - this.startedAt >= settings.crashAfterSeconds;
    if (isOut) this.#end(to, { exitCode: KILLED, isOomKilled: true });
    else if (isCrashing) this.#end(to, { exitCode: 1, isOomKilled: false });
  }

  #watchHealth(now: number, seconds: number, isReady: boolean): void {
    this.#notReadySeconds = isReady ? 0 : this.#notReadySeconds + seconds;
    if (isReady) this.#readyAt ??= now;
  }

  #health(): ContainerState["health"] {
    if (!this.isRunning) return this.#state === "exited" ? "unhealthy" : "starting";
    if (this.#readyAt === undefined) return "starting";
    return this.#notReadySeconds > UNHEALTHY_SECONDS ? "unhealthy" : "healthy";
  }

  #end(at: number, { exitCode, isOomKilled }: { exitCode: number; isOomKilled: boolean }): void {
    if (at - this.startedAt >= GOOD_RUN_SECONDS) this.#backoffSeconds = FIRST_BACKOFF_SECONDS;
    this.#exitCode = exitCode;
    this.#isOomKilled = isOomKilled;
    if (isOomKilled) this.oomKills++;
    this.#finishedAt = at;
    this.#restartAt = at + this.#backoffSeconds;
    this.#backoffSeconds = Math.min(2 * this.#backoffSeconds, LAST_BACKOFF_SECONDS);
    this.#state = "restarting";
  }

  #stop(at: number): void {
    this.#exitCode = this.isRunning ? STOPPED_BY_OPERATOR : this.#exitCode;
    this.#finishedAt = this.isRunning ? at : this.#finishedAt;
    this.#restartAt = undefined;
    this.#state = "exited";
  }

  #maybeStart(now: number, { restarts = true }: ContainerSettings): void {
    if (!restarts) {
      this.#state = "exited";
      return;
    }
    if (now < (this.#restartAt ?? now)) {
      this.#state = "restarting";
      return;
    }
    if (this.#restartAt !== undefined) this.#restarts++;
    this.#restartAt = undefined;
    this.#state = "running";
    this.startedAt = now;
    this.starts++;
    this.#isOomKilled = false;
    this.#leakedBytes = 0;
    this.#readyAt = undefined;
    this.#notReadySeconds = 0;
    this.#counters = { cpu: 0, received: 0, sent: 0, read: 0, written: 0 };
    this.#memory = { used: this.identity.spec.memoryBytes, cache: 0 };
  }
}
