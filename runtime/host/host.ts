import { CodedError, errorText } from "../contract/errors.ts";
import { LOG_LEVELS } from "../contract/message.ts";
import type { PluginsAnswer, StatusAnswer } from "../contract/status.ts";
import { STATUS_SCHEMA_VERSION } from "../contract/status.ts";
import type {
  BootSettings,
  Candidate,
  IsolationLayer,
  KernelControl,
  PluginSpec,
  ProcessUsage,
} from "../contract/syscall.ts";
import { Claims } from "../metrics/claims.ts";
import { SelfMetrics } from "./exposition/self_metrics.ts";
import { SnapshotStore } from "./exposition/snapshot_store.ts";
import { Front } from "./front.ts";
import { createApp } from "./http/app.ts";
import type { HttpPorts } from "./http/ports.ts";
import { startServer } from "./http/serve.ts";
import type { RunningServer } from "./http/serve.ts";
import type { Log } from "../contract/log.ts";
import type { Clock, KernelPort } from "./ports.ts";
import { SelfSnapshot } from "./self_snapshot.ts";
import { StateLines } from "./state_lines.ts";
import { statusAnswer } from "./supervise/status_answer.ts";
import { pluginStatus } from "./supervise/status_view.ts";
import { StartTurns } from "./supervise/start_turns.ts";
import { Supervisor } from "./supervise/supervisor.ts";

type Directive = Exclude<KernelControl, { type: "return" } | { type: "exited" }>;

const USAGE_INTERVAL_MS = 5_000;
/** A kernel that answers nothing for so long is stopped, hangs, or starves. */
const KERNEL_SILENT_MS = 15_000;
/** The part of a single run's exposition that goes into one frame of the link. */
const ONCE_CHARS = 1024 * 1024;
/** The owner of the host's own metrics; no plugin can have this name. */
const SELF = "runtime";

/** The host, once booted: plugins supervised, results kept, HTTP answered. */
export class Host {
  readonly #kernel: KernelPort;
  readonly #clock: Clock;
  readonly #startedAt: string;
  readonly #boot: BootSettings;
  readonly #store = new SnapshotStore();
  readonly #metrics: SelfMetrics;
  readonly #self: SelfSnapshot;
  readonly #supervisor: Supervisor;
  readonly #lines: StateLines;
  readonly #front: Front;
  readonly #closing = new AbortController();
  #settings: BootSettings["supervisor"];
  #leastLevel: number;
  #server: RunningServer | undefined;
  #usage: readonly ProcessUsage[] = [];
  #isolation: readonly IsolationLayer[] = [];
  #configReload: StatusAnswer["config_reload"] = null;
  /** Candidates whose last part is still to come. */
  #arriving: Candidate[] = [];
  /** Since when the kernel owes an answer. */
  #askedMs: number | undefined;
  #hasCandidates = false;

  constructor(boot: BootSettings, { kernel, clock }: { kernel: KernelPort; clock: Clock }) {
    this.#kernel = kernel;
    this.#clock = clock;
    this.#boot = boot;
    this.#settings = boot.supervisor;
    this.#leastLevel = LOG_LEVELS.indexOf(boot.logLevel);
    this.#startedAt = new Date(clock.unixMs()).toISOString();
    this.#metrics = new SelfMetrics({ version: boot.version, denoVersion: boot.denoVersion });
    this.#self = new SelfSnapshot(SELF, this.#metrics, this.#store);
    this.#front = this.#createFront();
    this.#supervisor = this.#createSupervisor();
    this.#lines = new StateLines(
      clock,
      () => ({ ready: this.#notReady().length === 0, plugins: this.#supervisor.lines() }),
      (lines) => kernel.tell({ type: "states", ...lines }),
    );
  }

  /** Listens, unless it is to collect once. */
  async start(): Promise<void> {
    if (this.#boot.once) return;
    const { host, port, tls, auth, allowedHosts } = this.#boot.server;
    try {
      this.#server = await startServer({
        hostname: host,
        port,
        app: createApp(this.#httpPorts(auth), {
          hostname: host,
          allowedHosts,
          hasTls: tls !== undefined,
          closing: this.#closing.signal,
          onFailure: (error, route) => {
            this.#log("error", `Cannot answer ${route}: ${errorText(error)}`, { code: "internal" });
          },
        }),
        connections: {
          open: (count) => this.#metrics.connectionsOpen(count),
          closed: (reason) => this.#metrics.connectionClosed(reason),
        },
        onListenerLost: (error) => {
          this.#metrics.listenerLost();
          this.#log("error", `The listener was lost and opened again: ${errorText(error)}`, {
            code: "listener_lost",
          });
        },
        ...(tls === undefined ? {} : { tls }),
      });
    } catch (error) {
      const { code, hint } = error instanceof CodedError
        ? error
        : { code: "listen_failed" as const, hint: undefined };
      const message = hint === undefined ? errorText(error) : `${errorText(error)}. ${hint}`;
      return this.#kernel.tell({ type: "fatal", code, message });
    }
    const { hostname, port: actualPort } = this.#server;
    this.#kernel.tell({ type: "listening", hostname, port: actualPort });
    void this.#pollUsage();
  }

  onDirective(directive: Exclude<Directive, { type: "boot" }>): void {
    switch (directive.type) {
      case "candidates":
        return this.#onCandidates(directive);
      case "settings":
        this.#settings = directive.supervisor;
        this.#leastLevel = LOG_LEVELS.indexOf(directive.logLevel);
        return;
      case "config_reload":
        this.#metrics.configReloaded(directive.ok);
        this.#configReload = {
          ok: directive.ok,
          message: directive.message,
          at: new Date(this.#clock.unixMs()).toISOString(),
        };
        return;
      case "log_lines":
        return this.#front.kernelLogged(directive);
      case "isolation":
        this.#isolation = directive.layers;
        return this.#metrics.isolation(directive.layers);
      case "shutdown":
        return void this.#shutDown();
    }
  }

  #onCandidates(
    { candidates, isLast = true }: Extract<Directive, { type: "candidates" }>,
  ): void {
    this.#arriving.push(...candidates);
    if (!isLast) return;
    this.#supervisor.apply(this.#arriving);
    this.#arriving = [];
    const isFirst = !this.#hasCandidates;
    this.#hasCandidates = true;
    if (isFirst && this.#boot.once) void this.#runOnce();
  }

  async #runOnce(): Promise<void> {
    await this.#supervisor.firstAttempts();
    const bytes = this.#store.body("text", "identity", this.#clock.nowMs());
    this.#lines.flush();
    const text = new TextDecoder().decode(bytes);
    for (let at = 0; at < text.length; at += ONCE_CHARS) {
      this.#kernel.tell({ type: "once_text", text: text.slice(at, at + ONCE_CHARS) });
    }
    this.#kernel.tell({ type: "once_done", failed: this.#supervisor.failed() });
  }

  async #shutDown(): Promise<void> {
    this.#closing.abort();
    await Promise.all([this.#server?.shutdown(), this.#supervisor.drain()]);
    this.#kernel.tell({ type: "drained" });
  }

  #createSupervisor(): Supervisor {
    const claims = new Claims();
    claims.replace(SELF, this.#metrics.declarations);
    // One processor is left to whoever scrapes.
    const turns = new StartTurns(this.#clock, Math.max(navigator.hardwareConcurrency - 1, 1));
    return new Supervisor({
      kernel: this.#kernel,
      clock: this.#clock,
      log: this.#log,
      measures: this.#front.tap(this.#metrics),
      startTurn: (plugin) => turns.take(plugin),
      settings: () => this.#settings,
      publish: (plugin, families, options) => this.#front.publish(plugin, families, options),
      withdraw: (plugin) => this.#front.withdraw(plugin),
      onChange: () => this.#lines.changed(),
    }, {
      check: (spec: PluginSpec) => claims.check(spec.name, spec.metrics),
      claim: (spec: PluginSpec) => {
        this.#front.runs(spec);
        claims.replace(spec.name, spec.metrics);
      },
      release: (plugin) => {
        this.#front.forget(plugin);
        claims.release(plugin);
      },
    });
  }

  #createFront(): Front {
    return new Front({
      clock: this.#clock,
      boot: this.#boot,
      store: this.#store,
      status: () => this.#status(),
      plugins: () => this.#plugins(),
      isKernelSilent: () => this.#kernelSilentMs() > KERNEL_SILENT_MS,
      hasCandidates: () => this.#hasCandidates,
    });
  }

  #httpPorts(auth: BootSettings["server"]["auth"]): HttpPorts {
    return {
      metrics: async (format, encoding) => {
        await this.#self.refresh(this.#supervisor, this.#clock.nowMs());
        return this.#store.body(format, encoding, this.#clock.nowMs());
      },
      ready: () => {
        const reasons = this.#notReady();
        return { ready: reasons.length === 0, reasons };
      },
      plugins: () => this.#front.shown(this.#plugins()),
      status: () => this.#status(),
      front: this.#front.ports(),
      observe: (request) => this.#metrics.httpRequest(request),
      auth,
    };
  }

  #notReady(): string[] {
    if (!this.#hasCandidates) return ["The plugins folder has not been read yet"];
    const silentMs = this.#kernelSilentMs();
    if (silentMs > KERNEL_SILENT_MS) {
      const seconds = Math.round(silentMs / 1_000);
      return [`The kernel process has not answered for ${seconds} s: nothing is collected`];
    }
    return this.#supervisor.notReady();
  }

  #kernelSilentMs(): number {
    return this.#clock.nowMs() - (this.#askedMs ?? Infinity);
  }

  #plugins(): PluginsAnswer {
    const sources = {
      nowMs: this.#clock.nowMs(),
      unixMs: this.#clock.unixMs(),
      series: (plugin: string) => this.#store.series(plugin),
      usage: this.#usage,
      emptyGrant: this.#boot.emptyGrant,
    };
    return {
      schema_version: STATUS_SCHEMA_VERSION,
      isolation: this.#isolation,
      plugins: this.#supervisor.entries().map((entry) => pluginStatus(entry, sources)),
    };
  }

  #status(): StatusAnswer {
    return statusAnswer(this.#supervisor.entries().map(({ state }) => state.name), {
      version: this.#boot.version,
      deno_version: this.#boot.denoVersion,
      started_at: this.#startedAt,
      not_ready: this.#notReady(),
      series: this.#store.totalSeries(),
      isolation: this.#isolation,
      config_reload: this.#configReload,
    });
  }

  /** Asks what our processes use, again and again; a kernel that cannot answer is ending. */
  async #pollUsage(): Promise<void> {
    try {
      this.#askedMs = this.#clock.nowMs();
      const report = await this.#kernel.request("usage", {});
      this.#askedMs = undefined;
      this.#usage = report.processes;
      this.#metrics.kernelReported(report);
    } catch (error) {
      this.#log("warn", `Cannot read the usage of the processes: ${errorText(error)}`);
    }
    this.#front.look();
    this.#clock.after(USAGE_INTERVAL_MS, () => void this.#pollUsage());
  }

  readonly #log: Log = (level, message, fields = {}) => {
    if (LOG_LEVELS.indexOf(level) < this.#leastLevel) return;
    this.#front.logged({ level, message, fields });
    this.#kernel.tell({ type: "log", level, message, fields });
  };
}
