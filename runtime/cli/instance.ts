import type { Config } from "../contract/config.ts";
import { CodedError, refusalText } from "../contract/errors.ts";
import type { ServerAuth } from "../contract/syscall.ts";
import { loadConfig } from "../kernel/config/load.ts";
import { readServerSecrets } from "../kernel/config/secrets.ts";
import type { Flag, ParsedArguments } from "./parse_arguments.ts";
import { projectOptions } from "./project.ts";
import { instanceUrl, reachInstance, unusableAnswer } from "./reach_instance.ts";
import { toAddress } from "./server_address.ts";
import { SHARED_FLAGS } from "./verb.ts";
import type { VerbContext } from "./verb.ts";

/** Flags that name the instance to be asked. */
export const INSTANCE_FLAGS: Readonly<Record<string, Flag>> = {
  config: SHARED_FLAGS.config,
  url: { type: "string", value: "URL", summary: "Address to ask, instead of the configured one" },
  "token-file": {
    type: "string",
    value: "FILE",
    summary: "Send the bearer token in this file, with --url",
  },
};

/** One running instance, asked over HTTP. */
export class Instance {
  readonly #base: URL;
  readonly #headers: Readonly<Record<string, string>>;

  constructor(base: URL, headers: Readonly<Record<string, string>> = {}) {
    this.#base = base;
    this.#headers = headers;
  }

  /**
   * Finds the instance that the command line means: the one of the configuration, with what it asks of its
   * clients, or the one of `--url`.
   *
   * @throws {CodedError} `usage`, `auth_invalid`.
   * @throws {IssuesError} for a configuration that cannot be used.
   */
  static async find(parsed: ParsedArguments, context: VerbContext): Promise<Instance> {
    const url = parsed.values.get("url");
    const tokenFile = parsed.values.get("token-file");
    if (url !== undefined) {
      return new Instance(instanceUrl(url), tokenFile ? await tokenHeaders(tokenFile) : {});
    }
    if (tokenFile !== undefined) {
      throw new CodedError("usage", "Cannot use --token-file without --url", {
        hint: "The configured instance is asked with the credentials of server.auth",
      });
    }
    const { config } = await loadConfig(projectOptions(parsed, context));
    return await Instance.configured(config.server, context.env);
  }

  /**
   * Takes the instance of a configuration, with what it asks of its clients.
   *
   * @throws {CodedError} `auth_invalid`.
   */
  static async configured(
    server: Config["server"],
    env: Readonly<Record<string, string>>,
  ): Promise<Instance> {
    const { auth } = await readServerSecrets({ auth: server.auth, tls: undefined }, env);
    return new Instance(new URL(toAddress(server)), auth ? makeHeaders(auth) : {});
  }

  /** The address, for people. */
  get address(): string {
    return this.#base.href.replace(/\/$/, "");
  }

  /** @throws {CodedError} `host_unreachable`, also for an answer that is none of ours. */
  async get(path: string): Promise<string> {
    const { status, text } = await reachInstance(new URL(path, this.#base), this.#headers);
    if (status === 200) return text;
    if (status === 401 || status === 403) {
      throw new CodedError("auth_invalid", `Cannot ask ${this.address}${path}: ${text.trim()}`, {
        hint: this.#headers.authorization === undefined
          ? "It wants the credentials of its server.auth; give the token with --url and --token-file"
          : "It refused the credentials that were sent; compare them with those of its server.auth",
      });
    }
    throw unusableAnswer(`${this.address}${path}`, status);
  }

  /** @throws {CodedError} as `get`. */
  async getJson<T>(path: string): Promise<T> {
    const text = await this.get(path);
    try {
      return JSON.parse(text) as T;
    } catch (cause) {
      throw new CodedError(
        "host_unreachable",
        `Cannot use the answer of ${this.address}${path}: it is not JSON`,
        { cause, hint: "Another program is listening there" },
      );
    }
  }
}

async function tokenHeaders(file: string): Promise<Record<string, string>> {
  try {
    return { authorization: `Bearer ${(await Deno.readTextFile(file)).trim()}` };
  } catch (cause) {
    throw new CodedError("usage", `Cannot read --token-file ${file}: ${refusalText(cause)}`, {
      cause,
    });
  }
}

function makeHeaders({ bearerToken, basic }: ServerAuth): Record<string, string> {
  if (bearerToken !== undefined) return { authorization: `Bearer ${bearerToken}` };
  if (!basic) return {};
  const pair = new TextEncoder().encode(`${basic.username}:${basic.password}`);
  return { authorization: `Basic ${pair.toBase64()}` };
}
