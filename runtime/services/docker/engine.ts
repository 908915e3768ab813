import Dockerode from "dockerode";
import type { DockerServiceOptions } from "../../contract/docker_options.ts";
import { CallError, errorText } from "../../contract/errors.ts";
import { readConnection } from "./connection.ts";
import { readAnswer } from "./read_answer.ts";
import { chooseApiVersion } from "./api_version.ts";
import { runTimeout } from "../../sdk/run_timer.ts";
import { Slots } from "../../async/slots.ts";

/** The part of docker-modem that is used here. */
interface Modem {
  version: string | undefined;
  buildRequest(options: Record<string, unknown>, ...rest: unknown[]): void;
  dial(
    request: {
      path: string;
      method: "GET";
      options: Record<string, string>;
      isStream: true;
      statusCodes: Record<number, true>;
      abortSignal: AbortSignal;
    },
    done: (error: unknown, answer: Answer) => void,
  ): void;
}

type Answer = AsyncIterable<Uint8Array> & {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, unknown>>;
  destroy(): void;
};

/** docker-modem reads the body of any other answer whole, however long it is: none is another. */
const ANY_STATUS = Object.fromEntries(
  Array.from({ length: 500 }, (_, index) => [100 + index, true] as const),
);

/** An answer that is none to the question, told by its status alone. */
class StatusError extends Error {
  override name = "StatusError";
  readonly statusCode: number;

  constructor(statusCode: number) {
    super(`Cannot use the answer: its status is ${statusCode}`);
    this.statusCode = statusCode;
  }
}

/** The engine behind its socket: questions by GET, one answer each, bounded in size and time. */
export class Engine {
  readonly #modem: Modem;
  readonly #options: DockerServiceOptions;
  readonly #slots: Slots;
  #apiVersion: Promise<string> | undefined;

  constructor(options: DockerServiceOptions) {
    this.#options = options;
    const connection = readConnection(options, (path) => Deno.readTextFileSync(path));
    this.#slots = new Slots(options.parallel);
    this.#modem = withoutRedirects(new Dockerode(connection).modem as unknown as Modem);
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

  /** podman under load takes seconds for `/version`, and nothing for `/_ping`, which tells it, too. */
  async #negotiate(): Promise<string> {
    try {
      const pinged = chooseApiVersion({ ApiVersion: await this.#ping() });
      return pinged || chooseApiVersion(await this.#ask("/version", {}));
    } catch (error) {
      const known = callError(error, "/version");
      // A proxy that hides the version still answers questions without one.
      if (known.code === "access_denied" || known.code === "not_found") return "";
      this.#apiVersion = undefined;
      throw known;
    }
  }

  /** The time of a question does not begin before there is room for it. */
  #ask(path: string, query: Record<string, string>): Promise<unknown> {
    return this.#slots.run(() => this.#askNow(path, query));
  }

  /** The version in the headers of `/_ping`; undefined where a proxy keeps the question back. */
  async #ping(): Promise<unknown> {
    try {
      return await this.#slots.run(() =>
        this.#inTime(async (signal) => {
          const answer = await this.#open("/_ping", {}, signal);
          answer.destroy();
          return answer.headers["api-version"];
        })
      );
    } catch (error) {
      if (error instanceof StatusError) return undefined;
      throw error;
    }
  }

  #askNow(path: string, query: Record<string, string>): Promise<unknown> {
    const { maxBytes } = this.#options;
    return this.#inTime(async (signal) =>
      await readAnswer(await this.#open(path, query, signal), { maxBytes, signal })
    );
  }

  /** Runs one question under its deadline, which counts time in which this process could run. */
  async #inTime<T>(run: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const { signal, clear } = runTimeout(this.#options.timeoutMs);
    try {
      return await run(signal);
    } finally {
      clear();
    }
  }

  /** The beginning of an answer, of status 200. */
  async #open(
    path: string,
    query: Record<string, string>,
    abortSignal: AbortSignal,
  ): Promise<Answer> {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    // On a connection that served another question before, Deno ends a request without a word.
    const onAbort = () => reject(abortSignal.reason);
    abortSignal.addEventListener("abort", onAbort, { once: true });
    this.#modem.dial({
      path: Object.keys(query).length === 0 ? path : `${path}?`,
      method: "GET",
      options: query,
      isStream: true,
      statusCodes: ANY_STATUS,
      abortSignal,
    }, (error, answer) => error ? reject(error) : resolve(answer));
    const answer = await promise;
    if (answer.statusCode !== 200) {
      answer.destroy();
      throw new StatusError(answer.statusCode);
    }
    return answer;
  }
}

/** docker-modem would ask wherever an answer points to, past the addresses that are built here. */
function withoutRedirects(modem: Modem): Modem {
  const build = modem.buildRequest.bind(modem);
  modem.buildRequest = (options, ...rest) => build({ ...options, maxRedirects: 0 }, ...rest);
  return modem;
}

function isOtherEngine(error: unknown): boolean {
  return readStatus(error) === 400 || (error instanceof Error && "errno" in error);
}

function readStatus(error: unknown): unknown {
  return error instanceof Error && "statusCode" in error ? error.statusCode : undefined;
}

function callError(error: unknown, path: string): CallError {
  if (error instanceof CallError) return error;
  // The engine's own words may name files of the machine; its status says enough.
  const failure = (code: CallError["code"], why: string) =>
    new CallError(code, `Cannot ask the engine for ${path}: ${why}`, { cause: error });
  const status = readStatus(error);
  if (status === 404) return failure("not_found", "it does not have this");
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
  if (/^Max redirects exceeded/.test(errorText(error))) {
    return failure("failed", "it points to another address");
  }
  return failure("unavailable", errorText(error).split("\n", 1)[0] ?? "it does not answer");
}
