import Dockerode from "dockerode";
import type { DockerServiceOptions } from "../../contract/docker_options.ts";
import { CallError, errorText } from "../../contract/errors.ts";
import { connectionOf } from "./connection.ts";
import { readAnswer } from "./read_answer.ts";
import { chooseApiVersion } from "./api_version.ts";

/** What we use of docker-modem. */
interface Modem {
  version: string | undefined;
  dial(
    request: {
      path: string;
      method: "GET";
      options: Record<string, string>;
      isStream: true;
      statusCodes: Record<number, true>;
      abortSignal: AbortSignal;
    },
    done: (error: unknown, stream: AsyncIterable<Uint8Array> & { destroy(): void }) => void,
  ): void;
}

/** The engine behind its socket: questions by GET, one answer each, bounded in size and time. */
export class Engine {
  readonly #modem: Modem;
  readonly #options: DockerServiceOptions;
  #apiVersion: Promise<string> | undefined;

  constructor(options: DockerServiceOptions) {
    this.#options = options;
    const connection = connectionOf(options, (path) => Deno.readTextFileSync(path));
    this.#modem = new Dockerode(connection).modem as unknown as Modem;
  }

  /** The version of the API that both sides know; empty where the engine does not tell its own. */
  apiVersion(): Promise<string> {
    return this.#apiVersion ??= this.#negotiate();
  }

  /**
   * Asks for one document.
   *
   * @param path begins with a slash, has no version in front and no query behind.
   * @throws {CallError} `unavailable`, `access_denied`, `not_found`, `timed_out`, `too_large`, `failed`.
   */
  async get(path: string, query: Record<string, string> = {}): Promise<unknown> {
    const version = await this.apiVersion();
    try {
      return await this.#ask(version === "" ? path : `/v${version}${path}`, query);
    } catch (error) {
      // It may be another engine that answers now, after an upgrade.
      if (isOtherEngine(error)) this.#apiVersion = undefined;
      throw callError(error, path);
    }
  }

  async #negotiate(): Promise<string> {
    try {
      return chooseApiVersion(await this.#ask("/version", {}));
    } catch (error) {
      this.#apiVersion = undefined;
      const known = callError(error, "/version");
      // A proxy that hides the version still answers questions without one.
      if (known.code === "access_denied" || known.code === "not_found") return "";
      throw known;
    }
  }

  async #ask(path: string, query: Record<string, string>): Promise<unknown> {
    const { timeoutMs, maxBytes } = this.#options;
    const abortSignal = AbortSignal.timeout(timeoutMs);
    const { promise, resolve, reject } = Promise.withResolvers<
      AsyncIterable<Uint8Array> & { destroy(): void }
    >();
    this.#modem.dial({
      path: Object.keys(query).length === 0 ? path : `${path}?`,
      method: "GET",
      options: query,
      isStream: true,
      statusCodes: { 200: true },
      abortSignal,
    }, (error, stream) => error ? reject(error) : resolve(stream));
    return await readAnswer(await promise, { maxBytes, signal: abortSignal });
  }
}

function isOtherEngine(error: unknown): boolean {
  return statusOf(error) === 400 || (error instanceof Error && "errno" in error);
}

function statusOf(error: unknown): unknown {
  return error instanceof Error && "statusCode" in error ? error.statusCode : undefined;
}

function callError(error: unknown, path: string): CallError {
  if (error instanceof CallError) return error;
  // The engine's own words may name files of the machine; its status says enough.
  const failure = (code: CallError["code"], why: string) =>
    new CallError(code, `Cannot ask the engine for ${path}: ${why}`, { cause: error });
  const status = statusOf(error);
  if (status === 404) return failure("not_found", "it knows no such thing");
  if (status === 401 || status === 403) return failure("access_denied", `it answered ${status}`);
  if (typeof status === "number") return failure("failed", `it answered ${status}`);
  const name = error instanceof Error ? error.name : "";
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (/AbortError|TimeoutError/.test(name) || code === "ABORT_ERR") {
    return failure("timed_out", "it took too long");
  }
  if (code === "EACCES" || code === "EPERM") {
    return failure("access_denied", "this user may not use its socket (group docker)");
  }
  return failure("unavailable", errorText(error).split("\n", 1)[0] ?? "it does not answer");
}
