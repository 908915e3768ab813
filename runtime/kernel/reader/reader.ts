import type { Config } from "../../contract/config.ts";
import { settledWithin } from "../../async/settled_within.ts";
import { CallError, CodedError } from "../../contract/errors.ts";
import { LIMITS } from "../../contract/limits.ts";
import type { DiscoveredPlugins } from "../catalog/plugin_feed.ts";
import { findOwnPlace } from "../config/layout.ts";
import type { ConfigSource, LoadedConfig, LoadOptions } from "../config/load.ts";
import type { RestingTexts } from "../manifests/manifest_parser.ts";
import { serviceCommand, serviceEnv } from "../process/services/service_command.ts";
import { ServiceProcess } from "../process/services/service_process.ts";
import type { Discovery, DiscoveryMoment, DiscoveryRequest } from "./discovery.ts";
import { takeReading } from "./reading.ts";
import type { Reading } from "./reading.ts";

/** A file may lie on a disk that answers late, and hundreds of plugins may be new. */
const TIMEOUT_MS = 120_000;
/** Longer than the pause before plugins that could not be read are tried again; edits come together, too. */
const IDLE_MS = 20_000;
/** SIGKILL ends it within milliseconds, unless it waits for a disk. */
const END_MS = 1_000;
const HINT = "Look whether another process can be started, and whether the disk answers";

/** The parts of a kernel by which plugins are judged. */
export interface DiscoveryParts extends Pick<DiscoveryRequest, "layout" | "wrappers" | "only"> {
  /** The configuration in force; a reload replaces it. */
  readonly config: () => Config;
  readonly configSource: () => ConfigSource;
  /** The environment of this process. */
  readonly env: Readonly<Record<string, string>>;
}

/** The process that reads. */
export type ReaderService = Pick<
  ServiceProcess,
  "call" | "abandon" | "pid" | "ended" | "lastWords"
>;

/** Reads what people write: the configuration, approvals, plugins. All of it in another process. */
export class Reader {
  readonly #service: ReaderService;
  #resting: RestingTexts = {};
  #isClosed = false;

  constructor(service: ReaderService) {
    this.#service = service;
  }

  /** Its process, while there is one. */
  processes(): { name: string; pid: number }[] {
    const { pid } = this.#service;
    return pid === undefined ? [] : [{ name: "reader", pid }];
  }

  /**
   * Reads the configuration, as `loadConfig` does.
   *
   * @throws {IssuesError} with everything that is wrong.
   * @throws {CodedError} `reader_failed`.
   */
  async load({ path, env, cwd, overrides }: LoadOptions): Promise<LoadedConfig> {
    return await this.#ask<LoadedConfig>("load", { path, env, cwd, overrides });
  }

  /**
   * Judges every folder of the plugins folder.
   *
   * @throws {CodedError} `plugins_dir_missing`, `plugin_not_found`, `reader_failed`.
   */
  async discover(
    { layout, wrappers, config, configSource, env, only }: DiscoveryParts,
    moment: DiscoveryMoment,
  ): Promise<DiscoveredPlugins> {
    const request: DiscoveryRequest = {
      ...moment,
      layout,
      wrappers,
      config: config(),
      configSource: configSource(),
      dockerHost: env.DOCKER_HOST,
      only,
      resting: this.#resting,
    };
    const { resting, ...found } = await this.#ask<Discovery>("discover", request);
    this.#resting = resting;
    return found;
  }

  /** Ends the process, and waits until it writes no more. Nothing is read after it. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#service.abandon();
    await settledWithin(this.#service.ended, END_MS);
  }

  async #ask<Value>(method: string, request: unknown): Promise<Value> {
    if (this.#isClosed) throw failure("the kernel is ending");
    try {
      const reading = await this.#service.call(method, [request], TIMEOUT_MS);
      return takeReading(reading as Reading<Value>);
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      // Whatever it is busy with, the next request gets a fresh process.
      if (error.code === "timed_out") this.#service.abandon();
      const { lastWords } = this.#service;
      const said = error.code === "unavailable" && lastWords !== "" ? ` (${lastWords})` : "";
      const isLost = error.code === "unavailable" || error.code === "timed_out";
      throw failure(`${error.message}${said}`, isLost ? HINT : undefined, error);
    }
  }
}

function failure(why: string, hint?: string, cause?: CallError): CodedError {
  return new CodedError("reader_failed", `Cannot read configuration and plugins: ${why}`, {
    ...(hint === undefined ? {} : { hint }),
    ...(cause === undefined ? {} : { cause }),
  });
}

/** Makes the reader of an installation. Its process is started when there is something to read. */
export function openReader(env: Readonly<Record<string, string>>): Reader {
  const place = { ...findOwnPlace(env), serviceWrapper: [] };
  return new Reader(
    new ServiceProcess({
      name: "reader",
      // It does a part of the kernel's work, with the kernel's rights: it makes copies of plugins.
      command: serviceCommand(place, "kernel/reader/main.ts", ["--allow-all"]),
      env: serviceEnv(place),
      idleTimeoutMs: IDLE_MS,
      maxRequestBytes: LIMITS.readerFrameBytes,
      maxAnswerBytes: LIMITS.readerFrameBytes,
    }),
  );
}
