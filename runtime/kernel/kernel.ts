import { settledWithin } from "../async/settled_within.ts";
import type { StopReason } from "../contract/codes.ts";
import { CodedError, errorText } from "../contract/errors.ts";
import type { HostControl, PluginSpec } from "../contract/syscall.ts";
import { askInventoryAhead } from "./calls/ask_ahead.ts";
import { Admissions } from "./catalog/admissions.ts";
import { guestEnvironment } from "./process/guest/guest_command.ts";
import { ContainerWatch } from "./catalog/container_watch.ts";
import { GuestTable } from "./process/guest/guest_table.ts";
import type { Guest } from "./process/guest/guest_table.ts";
import { HostProcess } from "./process/host/host_process.ts";
import type { KernelParts } from "./kernel_parts.ts";
import { PluginCopies } from "./artifacts/plugin_copies.ts";
import { PluginFeed } from "./catalog/plugin_feed.ts";
import { discoverPlugins } from "./catalog/discover_plugins.ts";
import { answerRequest } from "./calls/answer_request.ts";
import type { RequestPorts } from "./calls/answer_request.ts";
import { reloadConfig } from "./reload_config.ts";
import { sumOfWaits } from "./process/limits/process_deadline.ts";
import { describeStanding } from "./process/priority/standing.ts";
import { WaitMeter } from "./process/limits/wait_meter.ts";
import { describeLayers } from "./process/isolation/wrappers.ts";
import { usageReport } from "./process/limits/usage_report.ts";
import type { OwnProcess } from "./process/limits/usage_report.ts";

/** How long after the deadline of a shutdown the last processes are waited for. */
const LAST_WAIT_MS = 1_000;

/** The running kernel: one host, its guests, the services; every process of ours is started here. */
export class Kernel {
  /** Settles with the exit code once everything has ended. */
  readonly exited: Promise<number>;
  /** Whether the system tells of changed files, for the host's metrics. */
  isWatching = true;
  readonly #parts: KernelParts;
  readonly #host: HostProcess;
  readonly #table: GuestTable;
  readonly #admissions = new Admissions();
  readonly #feed: PluginFeed;
  readonly #containers: ContainerWatch;
  readonly #copies: PluginCopies;
  readonly #requests: RequestPorts;
  readonly #ownWaits = new WaitMeter(Deno.pid);
  readonly #hostWaits: WaitMeter;
  readonly #exit: (code: number) => void;
  readonly #listening = Promise.withResolvers<void>();
  readonly #drained = Promise.withResolvers<void>();
  #ownPort: number;
  #onceText = "";
  #isStopping = false;

  constructor(parts: KernelParts) {
    this.#parts = parts;
    this.#ownPort = parts.config().server.port;
    const { promise, resolve } = Promise.withResolvers<number>();
    this.exited = promise;
    this.#exit = resolve;
    this.#table = new GuestTable({
      onFrame: (stream, payload) => this.#host.sendGuestFrame(stream, payload),
      onStderr: (plugin, line) => parts.ui.log("info", line, { plugin, stream: "stderr" }),
      onEnd: (stream, reason, detail) => {
        this.#host.send({ type: "exited", stream, reason, detail });
      },
      onWarning: (plugin, message) => {
        parts.ui.log("warn", `Plugin "${plugin}": ${message}`, { plugin, code: "cpu_limit" });
      },
    }, () => {
      const { cpuLimit, cpuWindow } = parts.config().supervisor;
      return { share: cpuLimit, windowMs: cpuWindow };
    }, parts.wrappers.setsid);
    this.#copies = new PluginCopies(parts);
    this.#requests = this.#createRequestPorts();
    this.#feed = this.#createFeed();
    this.#containers = this.#createContainerWatch();
    this.#host = new HostProcess(parts.hostCommand, parts.hostEnv, {
      onControl: (message) => this.#onControl(message),
      onGuestFrame: (stream, payload) => this.#table.get(stream)?.process.send(payload),
      onStderr: (line) => parts.ui.log("error", line, { process: "host" }),
      onViolation: (error) => this.#onHostLost(errorText(error)),
    });
    this.#hostWaits = new WaitMeter(this.#host.pid);
    void this.#host.status.then(({ code, signal }) =>
      this.#onHostLost(`It ended with ${signal ?? `code ${code}`}`)
    );
  }

  /** Boots the host and shows it the plugins. */
  async start(): Promise<void> {
    const { boot, standing, wrappers } = this.#parts;
    this.#host.send({ type: "boot", settings: boot });
    this.#host.send({
      type: "isolation",
      layers: [...describeStanding(standing), ...describeLayers(wrappers)],
    });
    // Guests are kept from our own port, so it has to be known first.
    if (this.#ownPort === 0 && !boot.once) await this.#listening.promise;
    await this.#feed.refresh();
    // A single run is over before an engine has answered.
    if (!boot.once) this.#containers.start();
  }

  /** Takes a configuration that was read again, and looks at the plugins once more. */
  async reload(load: () => Promise<boolean>): Promise<void> {
    const { ui, config } = this.#parts;
    await reloadConfig(load, { config, log: ui.log, send: (message) => this.#host.send(message) });
    await this.#feed.refresh();
  }

  /** Drains everything under one deadline, then ends what is left; asked twice, at once. */
  async stop(code: number): Promise<void> {
    if (this.#isStopping) return await this.#end(code);
    this.#isStopping = true;
    this.#host.send({ type: "shutdown" });
    const { shutdownTimeout } = this.#parts.config().supervisor;
    await settledWithin(this.#drained.promise, shutdownTimeout);
    await this.#end(code);
  }

  /** Ends everything now. */
  async #end(code: number): Promise<void> {
    this.#isStopping = true;
    this.#containers.stop();
    this.#feed.close();
    await settledWithin(this.#table.killAll(), LAST_WAIT_MS);
    await settledWithin(this.#copies.close(), LAST_WAIT_MS);
    this.#host.close();
    if (!await settledWithin(this.#host.status, LAST_WAIT_MS)) this.#host.kill();
    this.#parts.services.close();
    this.#exit(code);
  }

  #onControl(message: HostControl): void {
    const { ui } = this.#parts;
    switch (message.type) {
      case "request":
        void this.#answer(message);
        break;
      case "credit":
        if (Number.isSafeInteger(message.frames) && message.frames > 0) {
          this.#table.get(message.stream)?.process.grant(message.frames);
        }
        break;
      case "log":
        ui.log(message.level, message.message, message.fields);
        break;
      case "listening":
        // A port that was configured is known better here.
        if (this.#ownPort === 0) this.#ownPort = message.port;
        this.#listening.resolve();
        ui.listening({ url: this.#urlOf(message), hostname: message.hostname });
        break;
      case "states":
        ui.states(message.ready, message.plugins);
        break;
      case "fatal":
        ui.log("error", message.message, { code: message.code });
        void this.#end(1);
        break;
      case "once_text":
        this.#onceText += message.text;
        break;
      case "once_done":
        ui.output(this.#onceText, message.failed);
        void this.stop(message.failed.length === 0 ? 0 : 1);
        break;
      case "drained":
        this.#drained.resolve();
        break;
    }
  }

  async #answer({ id, call, args }: Extract<HostControl, { type: "request" }>): Promise<void> {
    const answer = await answerRequest(this.#requests, call, args);
    this.#host.send({ type: "return", id, ...answer });
  }

  /** Without its host a kernel is of no use: it ends, and whoever supervises it starts it anew. */
  #onHostLost(detail: string): void {
    if (this.#isStopping) return;
    this.#parts.ui.log("error", `The host was lost: ${detail}`, { code: "host_failed" });
    void this.#end(1);
  }

  #urlOf({ hostname, port }: { hostname: string; port: number }): string {
    const scheme = this.#parts.boot.server.tls ? "https" : "http";
    return `${scheme}://${hostname.includes(":") ? `[${hostname}]` : hostname}:${port}`;
  }

  #createRequestPorts(): RequestPorts {
    const { services } = this.#parts;
    return {
      admitted: (plugin, revision) => this.#admissions.get(plugin, revision),
      spawn: (spec) => this.#spawn(spec),
      guest: (stream) => this.#table.get(stream),
      kill: (guest, reason) => this.#stopGuest(guest, reason, ""),
      call: (spec, call) => services.call(spec, call),
      waits: (guest) =>
        sumOfWaits([...(guest ? [guest.waits] : []), this.#ownWaits, this.#hostWaits]),
      usage: async () => ({
        processes: await usageReport(this.#processes(), this.#parts.bootTimeSeconds),
        droppedLogLines: this.#parts.ui.droppedLines(),
        isWatching: this.isWatching,
      }),
    };
  }

  #createFeed(): PluginFeed {
    const { ui, boot, services } = this.#parts;
    return new PluginFeed({
      discover: async () => {
        const found = await discoverPlugins(this.#parts, {
          ownPort: this.#ownPort,
          admissions: this.#admissions,
          containers: this.#containers.servers,
        });
        if (boot.once) await askInventoryAhead(found.candidates, services);
        return found;
      },
      admissions: this.#admissions,
      log: ui.log,
      send: (candidates) => this.#host.send({ type: "candidates", candidates }),
      onAdmitted: async (candidates) => {
        this.#endUnadmitted();
        const running = this.#table.all().map(({ spec }) => spec.digest);
        await this.#copies.take(candidates, (name) => [
          ...this.#admissions.digests(name),
          ...running,
        ]);
      },
      onFailure: () => {
        // Nothing will ever be collected: a single run has nothing to wait for.
        if (boot.once) void this.stop(1);
      },
    });
  }

  #createContainerWatch(): ContainerWatch {
    const { services, config, ui, isInContainer } = this.#parts;
    return new ContainerWatch({
      containers: () => services.containers(),
      isWanted: () => this.#feed.wantsContainers && config().policy.ceiling.docker.includes("read"),
      isInContainer,
      log: ui.log,
      onChange: () => void this.#feed.refresh(),
    });
  }

  async #spawn(spec: PluginSpec): Promise<Guest> {
    const denoDir = await this.#copies.open(spec).catch((error) => {
      void this.#feed.refresh();
      throw error;
    });
    if (this.#isStopping) throw new CodedError("internal", "Cannot start plugin: it shuts down");
    if (this.#table.isFull(spec.name)) {
      throw new CodedError(
        "internal",
        `Cannot start plugin "${spec.name}": its old ones still end`,
      );
    }
    return this.#table.start(spec, guestEnvironment(spec.grant, { denoDir, env: this.#parts.env }));
  }

  #stopGuest({ process }: Guest, reason: StopReason, detail: string): void {
    process.stop(reason, detail, this.#parts.config().supervisor.stopTimeout);
  }

  /** What the policy or the operator no longer allows ends at once. */
  #endUnadmitted(): void {
    for (const guest of this.#table.all()) {
      const { name, revision } = guest.spec;
      if (!this.#admissions.get(name, revision)) {
        this.#stopGuest(guest, "removed", "It is allowed no longer");
      }
    }
  }

  #processes(): OwnProcess[] {
    return [
      { role: "kernel", name: "", pid: Deno.pid, waits: this.#ownWaits },
      { role: "host", name: "", pid: this.#host.pid, waits: this.#hostWaits },
      ...this.#table.all().map(({ spec, stream, process, waits }) => ({
        role: "guest" as const,
        name: spec.name,
        stream,
        pid: process.pid,
        waits,
      })),
      ...this.#parts.services.processes().map((process) => ({
        role: "service" as const,
        ...process,
        waits: new WaitMeter(process.pid),
      })),
    ];
  }
}
