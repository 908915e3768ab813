import { runAfter } from "../async/run_after.ts";
import { settledWithin } from "../async/settled_within.ts";
import type { StopReason } from "../contract/codes.ts";
import { errorText } from "../contract/errors.ts";
import { askInventoryAhead } from "./calls/ask_ahead.ts";
import { Admissions } from "./catalog/admissions.ts";
import { ContainerWatch } from "./catalog/container_watch.ts";
import { GuestTable } from "./process/guest/guest_table.ts";
import type { Guest } from "./process/guest/guest_table.ts";
import { HostProcess } from "./process/host/host_process.ts";
import { dispatchControl } from "./process/host/dispatch_control.ts";
import type { ControlHandlers } from "./process/host/dispatch_control.ts";
import { listenUrl } from "./process/host/listen_url.ts";
import type { KernelParts } from "./kernel_parts.ts";
import { PluginCopies } from "./artifacts/plugin_copies.ts";
import { PluginFeed } from "./catalog/plugin_feed.ts";
import { answerRequest } from "./calls/answer_request.ts";
import type { RequestPorts } from "./calls/answer_request.ts";
import { findListeners } from "./calls/listeners.ts";
import { listProcesses } from "./calls/list_processes.ts";
import { spawnGuest } from "./calls/spawn_guest.ts";
import type { SpawnPorts } from "./calls/spawn_guest.ts";
import { ConfigReload } from "./config_reload.ts";
import type { LoadConfig } from "./config_reload.ts";
import { sumOfWaits } from "./process/limits/process_deadline.ts";
import { describeStanding } from "./process/priority/standing.ts";
import { endProcesses } from "./end_processes.ts";
import { WaitMeter } from "./process/limits/wait_meter.ts";
import { describeLayers } from "./process/isolation/wrappers.ts";
import { warnOfStrangers } from "./warn_of_strangers.ts";
import { usageReport } from "./process/limits/usage_report.ts";
import type { OwnProcess } from "./process/limits/usage_report.ts";

/** The running kernel: one host, its guests, the services; every process of ours is started here. */
export class Kernel {
  /** Settles with the exit code once everything has ended. */
  readonly exited: Promise<number>;
  /** True if the system reports changed files, for the host's metrics. */
  isWatching = true;
  readonly #parts: KernelParts;
  readonly #host: HostProcess;
  readonly #configReload: ConfigReload;
  readonly #table: GuestTable;
  readonly #admissions = new Admissions();
  readonly #feed: PluginFeed;
  readonly #containers: ContainerWatch;
  readonly #copies: PluginCopies;
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
    this.#table = this.#createTable();
    this.#copies = new PluginCopies(parts);
    this.#feed = this.#createFeed();
    this.#containers = this.#createContainerWatch();
    this.#configReload = new ConfigReload({
      config: parts.config,
      log: parts.ui.log,
      send: (message) => this.#host.send(message),
      onRetried: () => void this.#feed.refresh(),
      after: runAfter,
    });
    this.#host = this.#createHost();
    this.#hostWaits = new WaitMeter(this.#host.pid);
    void this.#host.status.then(({ code, signal }) =>
      this.#onHostLost(`It ended with ${signal ?? `code ${code}`}`)
    );
  }

  /** Boots the host and shows it the plugins. */
  async start(): Promise<void> {
    const { boot, standing, wrappers, logRelay } = this.#parts;
    this.#host.send({ type: "boot", settings: boot });
    if (!boot.once) logRelay.connect((message) => this.#host.send(message));
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
  async reload(load: LoadConfig): Promise<void> {
    await this.#configReload.run(load);
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
    this.#configReload.close();
    const { services, survivors } = this.#parts;
    const [table, copies, host] = [this.#table, this.#copies, this.#host];
    await endProcesses({ table, copies, host, services, survivors });
    this.#exit(code);
  }

  /** Without its host a kernel is of no use: it ends, and whoever supervises it starts it anew. */
  #onHostLost(detail: string): void {
    if (this.#isStopping) return;
    this.#parts.ui.log("error", `The host was lost: ${detail}`, { code: "host_failed" });
    void this.#end(1);
  }

  #createTable(): GuestTable {
    const { ui, config, wrappers, survivors } = this.#parts;
    return new GuestTable({
      onFrame: (stream, payload) => this.#host.sendGuestFrame(stream, payload),
      onStderr: (plugin, line) => ui.log("info", line, { plugin, stream: "stderr" }),
      onEnd: (stream, reason, detail) => {
        this.#host.send({ type: "exited", stream, reason, detail });
      },
      onWarning: (plugin, message) => {
        ui.log("warn", `Plugin "${plugin}": ${message}`, { plugin, code: "cpu_limit" });
      },
    }, () => {
      const { cpuLimit, cpuWindow } = config().supervisor;
      return { share: cpuLimit, windowMs: cpuWindow };
    }, {
      setsid: wrappers.setsid,
      isFenced: wrappers.fence !== undefined,
      survivors,
    });
  }

  #createHost(): HostProcess {
    const { hostCommand, hostEnv, ui } = this.#parts;
    const handlers = this.#createControlHandlers();
    return new HostProcess(hostCommand, hostEnv, {
      onControl: (message) => dispatchControl(message, handlers),
      onGuestFrame: (stream, payload) => this.#table.send(stream, payload),
      onStderr: (line) => ui.log("error", line, { process: "host" }),
      onViolation: (error) => this.#onHostLost(errorText(error)),
    });
  }

  #createControlHandlers(): ControlHandlers {
    const { ui, boot, logRelay } = this.#parts;
    const requests = this.#createRequestPorts();
    return {
      request: ({ id, call, args }) => {
        void answerRequest(requests, call, args).then((answer) =>
          this.#host.send({ type: "return", id, ...answer })
        );
      },
      credit: ({ stream, frames }) => {
        if (Number.isSafeInteger(frames) && frames > 0) {
          this.#table.get(stream)?.process.grant(frames);
        }
      },
      log: ({ level, message, fields }) =>
        logRelay.withoutHost(() => ui.log(level, message, fields)),
      listening: ({ hostname, port }) => {
        // A port that was configured is known better here.
        if (this.#ownPort === 0) this.#ownPort = port;
        this.#listening.resolve();
        warnOfStrangers(boot.server, ui.log);
        ui.listening({ url: listenUrl({ hostname, port, isTls: !!boot.server.tls }), hostname });
      },
      states: ({ ready, plugins }) => ui.states(ready, plugins),
      fatal: ({ message, code }) => {
        ui.log("error", message, { code });
        void this.#end(1);
      },
      once_text: ({ text }) => {
        this.#onceText += text;
      },
      once_done: ({ failed }) => {
        ui.output(this.#onceText, failed);
        // Ended before, it ends as it was told to: collections that were cut off say nothing.
        if (!this.#isStopping) void this.stop(failed.length === 0 ? 0 : 1);
      },
      drained: () => this.#drained.resolve(),
    };
  }

  #createRequestPorts(): RequestPorts {
    const { services, bootTimeSeconds, ui, env, guestProxy } = this.#parts;
    const spawnPorts: SpawnPorts = {
      table: this.#table,
      openCopy: (spec) => this.#copies.open(spec),
      onCopyLost: () => void this.#feed.refresh(),
      isStopping: () => this.#isStopping,
      env,
      proxy: guestProxy,
    };
    return {
      admitted: (plugin, revision) => this.#admissions.get(plugin, revision),
      spawn: (spec) => spawnGuest(spec, spawnPorts),
      guest: (stream) => this.#table.get(stream),
      kill: (guest, reason) => this.#stopGuest(guest, reason, ""),
      call: (spec, call) => services.call(spec, call),
      listeners: findListeners,
      waits: (guest) =>
        sumOfWaits([...(guest ? [guest.waits] : []), this.#ownWaits, this.#hostWaits]),
      usage: () => ({
        processes: usageReport(this.#processes(), bootTimeSeconds),
        droppedLogLines: ui.droppedLines(),
        callWaitSeconds: services.waitedSeconds(),
        isWatching: this.isWatching,
      }),
    };
  }

  #createFeed(): PluginFeed {
    const { ui, boot, services, reader } = this.#parts;
    return new PluginFeed({
      discover: async () => {
        const found = await reader.discover(this.#parts, {
          ownPort: this.#ownPort,
          admitted: this.#admissions.latest(),
          labelled: this.#containers.found,
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
      wanted: () =>
        config().policy.ceiling.docker.includes("read") ? this.#feed.containerLabels : [],
      isInContainer,
      log: ui.log,
      onChange: () => void this.#feed.refresh(),
    });
  }

  #stopGuest({ process }: Guest, reason: StopReason, detail: string): void {
    process.stop(reason, detail, this.#parts.config().supervisor.stopTimeout);
  }

  /** Ends at once what the policy or the operator no longer allows. */
  #endUnadmitted(): void {
    for (const guest of this.#table.all()) {
      const { name, revision } = guest.spec;
      if (!this.#admissions.get(name, revision)) {
        this.#stopGuest(guest, "removed", "It is no longer allowed");
      }
    }
  }

  #processes(): OwnProcess[] {
    const { services, reader } = this.#parts;
    return listProcesses({
      kernel: this.#ownWaits,
      host: { pid: this.#host.pid, waits: this.#hostWaits },
      guests: this.#table.all(),
      services: [...services.processes(), ...reader.processes()],
    });
  }
}
