import { cpuUsage } from "node:process";
import type { Config } from "../../contract/config.ts";
import type { DockerContainer } from "../../contract/docker.ts";
import type { PluginCall } from "../../contract/syscall.ts";
import type { Caller } from "./caller.ts";
import { Docker } from "./docker.ts";
import { Exec } from "./exec.ts";
import { Facts } from "./facts.ts";
import { Inventory } from "./facts/inventory.ts";
import { Kmsg } from "./kmsg.ts";
import { KernelTime } from "./kernel_time.ts";
import { makeCall } from "./kernel_call.ts";
import type { CallTable } from "./kernel_call.ts";
import { serviceCommand, serviceEnv } from "../process/services/service_command.ts";
import type { ServicePlace } from "../process/services/service_command.ts";
import { ServiceProcess } from "../process/services/service_process.ts";
import { DEFAULT_PATH } from "../process/child/find_command.ts";
import type { SurvivorWatch } from "../process/child/survivor_watch.ts";
import { Statfs } from "./facts/statfs.ts";

/** The services that answer the calls of plugins. Every failure is a `CallError`. */
export interface Services {
  /** Makes a call for a plugin. */
  call(caller: Caller, call: PluginCall): Promise<unknown>;
  /**
   * All containers, for the kernel itself.
   *
   * @throws {CallError} for everything that fails.
   */
  containers(): Promise<readonly DockerContainer[]>;
  /** Returns how long the calls of each plugin waited since it had used up its share, in seconds. */
  waitedSeconds(): Record<string, number>;
  /** The service processes that run now. */
  processes(): { name: string; pid: number }[];
  /** Ends the service processes and the commands that run; nothing is started after it. */
  close(): void;
}

/** Options of the services. */
export interface ServicesOptions extends ServicePlace {
  readonly config: Config["services"];
  readonly env: Readonly<Record<string, string>>;
  /** The words in front of a command that is run for a plugin. */
  readonly commandWrapper?: readonly string[];
  /** Called when a plugin has used up its share of the kernel's time, so that its calls wait. */
  readonly onOver?: (plugin: string) => void;
  /** Path of `setsid`. */
  readonly setsid?: string | undefined;
  /** Ends commands when the kernel is killed. */
  readonly survivors?: SurvivorWatch | undefined;
}

/** Builds the services; no process is started before it is needed. */
export function createServices(options: ServicesOptions): Services {
  const { facts, exec, inventory } = options.config;
  const path = options.env.PATH ?? DEFAULT_PATH;
  const ending = new AbortController();
  const inventoryProcess = new ServiceProcess({
    name: "inventory",
    // Deno lets nobody read /proc with less.
    command: serviceCommand(options, "services/inventory.ts", ["--allow-all"]),
    env: { ...serviceEnv(options), PATH: path },
    idleTimeoutMs: inventory.idleTimeout,
  });
  const time = new KernelTime({
    nowMs: () => performance.now(),
    cpuMs: () => {
      const { user, system } = cpuUsage();
      return (user + system) / 1_000;
    },
    wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    onOver: options.onOver ?? (() => {}),
  });
  const factService = new Facts({
    turn: (plugin) => time.take(plugin),
    roots: {
      procRoot: withoutEndingSlash(facts.procRoot),
      sysRoot: withoutEndingSlash(facts.sysRoot),
    },
    timeoutMs: facts.timeout,
    maxBytes: facts.maxBytes,
    statfs: new Statfs({
      rootfs: withoutEndingSlash(facts.rootfs),
      timeoutMs: facts.statfsTimeout,
      path,
      nowMs: () => performance.now(),
      signal: ending.signal,
    }),
    inventory: new Inventory(inventoryProcess, {
      timeoutMs: inventory.timeout,
      nowMs: () => performance.now(),
    }),
  });
  const execService = new Exec({
    path,
    wrapper: options.commandWrapper ?? [],
    setsid: options.setsid,
    survivors: options.survivors,
    timeoutMs: exec.timeout,
    maxOutputBytes: exec.maxOutputBytes,
    signal: ending.signal,
  });
  const dockerService = new Docker({
    config: options.config.docker,
    env: options.env,
    uid: Deno.uid() ?? 0,
    start: (permissions, argument) =>
      new ServiceProcess({
        name: "docker",
        command: [...serviceCommand(options, "services/docker.ts", permissions), argument],
        env: serviceEnv(options),
        idleTimeoutMs: options.config.docker.idleTimeout,
      }),
  });
  const kmsgService = new Kmsg({
    path: options.config.kmsg.path,
    procRoot: withoutEndingSlash(facts.procRoot),
  });
  const table: CallTable = {
    facts: factService.calls,
    exec: execService.calls,
    docker: dockerService.calls,
    kmsg: kmsgService.calls,
  };
  return {
    call: async (caller, call) => {
      await time.take(caller.name);
      return await makeCall(table, caller, call);
    },
    waitedSeconds: () => time.waitedSeconds(),
    containers: () => dockerService.containers(),
    processes: () => {
      return [inventoryProcess, dockerService].flatMap(({ name, pid }) =>
        pid === undefined ? [] : [{ name, pid }]
      );
    },
    close: () => {
      ending.abort();
      inventoryProcess.abandon();
      dockerService.close();
      kmsgService.close();
    },
  };
}

/** Paths are compared as text. */
function withoutEndingSlash(path: string): string {
  return path === "/" ? path : path.replace(/\/+$/, "");
}
