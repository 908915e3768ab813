import type { Config } from "../../contract/config.ts";
import type { DockerContainer } from "../../contract/docker.ts";
import { EMPTY_GRANT } from "../../contract/grant.ts";
import type { ExecResult } from "../../contract/call_value.ts";
import { OWN_V8_FLAGS } from "../../policy/flags.ts";
import type { Caller } from "./caller.ts";
import { Docker } from "./docker.ts";
import { Exec } from "./exec.ts";
import { Facts } from "./facts.ts";
import { Inventory } from "./facts/inventory.ts";
import { ServiceProcess } from "../process/services/service_process.ts";
import { Statfs } from "./facts/statfs.ts";

/** The kernel calls that are made for plugins. Every failure is a `CallError`. */
export interface Services {
  facts(caller: Caller, method: string, args: readonly unknown[]): Promise<unknown>;
  exec(caller: Caller, args: readonly unknown[]): Promise<ExecResult>;
  docker(caller: Caller, method: string, args: readonly unknown[]): Promise<unknown>;
  /**
   * All containers, for the kernel itself.
   *
   * @throws {CallError} for everything that fails.
   */
  containers(): Promise<readonly DockerContainer[]>;
  /** The service processes that run now. */
  processes(): { name: string; pid: number }[];
  /** Ends the service processes and the commands that run; nothing is started after it. */
  close(): void;
}

/** The kernel, when it asks for itself. */
const KERNEL: Caller = { name: "kernel", grant: { ...EMPTY_GRANT, docker: ["read"] } };

/** What the services are built from. */
export interface ServicesOptions {
  readonly config: Config["services"];
  readonly denoPath: string;
  readonly denoDir: string;
  readonly projectDir: string;
  readonly env: Readonly<Record<string, string>>;
  /** The words in front of a process of ours. */
  readonly trustedWrapper: readonly string[];
}

/** Builds the services; no process is started before it is needed. */
export function createServices(options: ServicesOptions): Services {
  const { facts, exec, inventory } = options.config;
  const path = options.env.PATH ?? "/usr/local/bin:/usr/bin:/bin";
  const ending = new AbortController();
  const inventoryProcess = new ServiceProcess({
    name: "inventory",
    // Deno lets nobody read /proc with less.
    command: serviceCommand(options, "inventory.ts", ["--allow-all"]),
    env: { ...serviceEnv(options), PATH: path },
    idleTimeoutMs: inventory.idleTimeout,
  });
  const factCalls = new Facts({
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
  const execCalls = new Exec({
    path,
    timeoutMs: exec.timeout,
    maxOutputBytes: exec.maxOutputBytes,
    signal: ending.signal,
  });
  const dockerCalls = new Docker({
    config: options.config.docker,
    env: options.env,
    uid: Deno.uid() ?? 0,
    start: (permissions, argument) =>
      new ServiceProcess({
        name: "docker",
        command: [...serviceCommand(options, "docker.ts", permissions), argument],
        env: serviceEnv(options),
        idleTimeoutMs: options.config.docker.idleTimeout,
      }),
  });
  return {
    containers: async () =>
      await dockerCalls.call(KERNEL, "containers", []) as readonly DockerContainer[],
    docker: (caller, method, args) => dockerCalls.call(caller, method, args),
    facts: (caller, method, args) => factCalls.call(caller, method, args),
    exec: (caller, args) => execCalls.call(caller, args),
    processes: () => {
      return [inventoryProcess, dockerCalls].flatMap(({ name, pid }) =>
        pid === undefined ? [] : [{ name, pid }]
      );
    },
    close: () => {
      ending.abort();
      inventoryProcess.abandon();
      dockerCalls.close();
    },
  };
}

/** Paths are compared as text. */
function withoutEndingSlash(path: string): string {
  return path === "/" ? path : path.replace(/\/+$/, "");
}

function serviceCommand(
  { denoPath, projectDir, trustedWrapper }: ServicesOptions,
  file: string,
  permissions: readonly string[],
): string[] {
  return [
    ...trustedWrapper,
    denoPath,
    "run",
    "--quiet",
    OWN_V8_FLAGS,
    "--no-prompt",
    `--config=${projectDir}/deno.json`,
    "--frozen",
    "--cached-only",
    ...permissions,
    `${projectDir}/runtime/services/${file}`,
  ];
}

function serviceEnv({ denoDir }: ServicesOptions): Record<string, string> {
  return { DENO_DIR: denoDir, DENO_NO_UPDATE_CHECK: "1", NO_COLOR: "1", LC_ALL: "C" };
}
