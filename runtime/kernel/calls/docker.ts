import { resolve } from "node:path";
import type { Config } from "../../contract/config.ts";
import type { DockerServiceOptions } from "../../contract/docker_options.ts";
import type { DockerContainer } from "../../contract/docker.ts";
import { CallError } from "../../contract/errors.ts";
import { textsArgument } from "./arguments.ts";
import { notGranted } from "./caller.ts";
import type { Caller } from "./caller.ts";
import type { ServiceTable } from "./kernel_call.ts";
import { findEngine } from "./docker/find_engine.ts";
import type { ServiceProcess } from "../process/services/service_process.ts";

/** Options of `docker`. */
export interface DockerOptions {
  readonly config: Config["services"]["docker"];
  readonly env: Readonly<Record<string, string>>;
  readonly uid: number;
  /** Makes the service's process, which starts when it is asked. */
  readonly start: (permissions: readonly string[], argument: string) => ServiceProcess;
}

const IDS = textsArgument("must be a list of ids");

/** Many containers are asked one after the other, each with the deadline of one. */
const DEADLINES = 4;

/** `ctx.docker`: questions to the engine, through a process that has its socket and nothing else. */
export class Docker {
  readonly name = "docker";
  readonly #options: DockerOptions;
  #isClosed = false;
  #service: { host: string; process: ServiceProcess } | undefined;

  constructor(options: DockerOptions) {
    this.#options = options;
  }

  /** undefined while no process is needed. */
  get pid(): number | undefined {
    return this.#service?.process.pid;
  }

  readonly calls: ServiceTable<"docker"> = {
    engine: { takes: [], check: requireRead, run: () => this.#ask("engine", []) },
    containers: { takes: [], check: requireRead, run: () => this.containers() },
    details: { takes: [IDS], check: requireRead, run: (ids) => this.#ask("details", ids) },
    stats: { takes: [IDS], check: requireRead, run: (ids) => this.#ask("stats", ids) },
    diskUsage: { takes: [], check: requireRead, run: () => this.#ask("diskUsage", []) },
  };

  /**
   * All containers; for the kernel itself, too.
   *
   * @throws {CallError} for everything that fails.
   */
  containers(): Promise<readonly DockerContainer[]> {
    return this.#ask("containers", []);
  }

  /** Ends the process; none is started after it. */
  close(): void {
    this.#isClosed = true;
    this.#service?.process.abandon();
  }

  async #ask<Value>(method: string, args: readonly unknown[]): Promise<Value> {
    const process = await this.#process();
    try {
      return await process.call(method, args, this.#options.config.timeout * DEADLINES) as Value;
    } catch (error) {
      // One that hangs keeps its questions open; the next call gets a fresh process.
      if (error instanceof CallError && error.code === "timed_out") process.abandon();
      throw error;
    }
  }

  /** The engine may come, go and move while we run. */
  async #process(): Promise<ServiceProcess> {
    const { config, env, uid, start } = this.#options;
    const host = await findEngine({ host: config.host, env, uid });
    if (this.#isClosed) {
      throw new CallError("unavailable", "Cannot ask Docker: the kernel is ending");
    }
    if (this.#service?.host === host) return this.#service.process;
    this.#service?.process.abandon();
    const options = serviceOptions(host, config);
    const process = start(permissionsFor(options), JSON.stringify(options));
    this.#service = { host, process };
    return process;
  }
}

function requireRead(caller: Caller): void {
  if (caller.grant.docker.includes("read")) return;
  throw notGranted(caller, { action: "ask Docker", item: '"docker: read"', key: "permissions" });
}

function serviceOptions(host: string, config: DockerOptions["config"]): DockerServiceOptions {
  const { tlsCaFile, tlsCertFile, tlsKeyFile } = config;
  return {
    host,
    tls: {
      ...(tlsCaFile !== undefined && { ca: resolve(tlsCaFile) }),
      ...(tlsCertFile !== undefined && { cert: resolve(tlsCertFile) }),
      ...(tlsKeyFile !== undefined && { key: resolve(tlsKeyFile) }),
    },
    labels: config.labels,
    timeoutMs: config.timeout,
    maxBytes: config.maxBytes,
    parallel: config.parallel,
  };
}

/** The socket as it is written: Deno compares its path as text. */
function permissionsFor({ host, tls }: DockerServiceOptions): string[] {
  // dockerode and what it is made of look at the environment, which is empty but for Deno's own.
  const env = "--allow-env";
  if (host.startsWith("unix://")) {
    const path = host.slice("unix://".length);
    return [env, `--allow-read=${path}`, `--allow-write=${path}`, `--allow-net=unix:${path}`];
  }
  // As http: or https: a URL would drop its usual port, which is not the engine's.
  const { hostname, port } = new URL(host.replace(/^https?:/, "tcp:"));
  const files = Object.values(tls);
  const usual = host.startsWith("https:") || files.length > 0 ? "2376" : "2375";
  return [
    env,
    `--allow-net=${hostname}:${port || usual}`,
    ...files.length > 0 ? [`--allow-read=${files.join(",")}`] : [],
  ];
}
