import { resolve } from "node:path";
import type { Config } from "../../contract/config.ts";
import type { DockerServiceOptions } from "../../contract/docker_options.ts";
import { CallError } from "../../contract/errors.ts";
import { notGranted } from "./caller.ts";
import type { Caller } from "./caller.ts";
import { findEngine } from "./docker/find_engine.ts";
import type { ServiceProcess } from "../process/services/service_process.ts";

/** What `docker` is built from. */
export interface DockerOptions {
  readonly config: Config["services"]["docker"];
  readonly env: Readonly<Record<string, string>>;
  readonly uid: number;
  /** Makes the service's process, which starts when it is asked. */
  readonly start: (permissions: readonly string[], argument: string) => ServiceProcess;
}

/** How many arguments each question takes. */
const QUESTIONS: Readonly<Record<string, number>> = {
  engine: 0,
  containers: 0,
  details: 1,
  stats: 1,
};
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

  /** @throws {CallError} for everything that is refused or fails. */
  async call(caller: Caller, method: string, args: readonly unknown[]): Promise<unknown> {
    if (!caller.grant.docker.includes("read")) {
      throw notGranted(caller, { action: "ask Docker", item: '"docker: read"', key: "docker" });
    }
    const count = Object.hasOwn(QUESTIONS, method) ? QUESTIONS[method] : undefined;
    if (count === undefined) {
      throw new CallError("unknown_method", `Cannot ask Docker: there is no docker.${method}`);
    }
    if (args.length !== count) {
      throw new CallError(
        "bad_arguments",
        `Cannot ask docker.${method}: it takes ${count} arguments`,
      );
    }
    const process = await this.#process();
    try {
      return await process.call(method, args, this.#options.config.timeout * DEADLINES);
    } catch (error) {
      // One that hangs keeps its questions open; the next call gets a fresh process.
      if (error instanceof CallError && error.code === "timed_out") process.abandon();
      throw error;
    }
  }

  /** Ends the process; none is started after it. */
  close(): void {
    this.#isClosed = true;
    this.#service?.process.abandon();
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
