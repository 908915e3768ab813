import { errorText } from "../../contract/errors.ts";
import { readBounded } from "../../kernel/config/read_bounded.ts";
import { readToken } from "./read_token.ts";
import type { Host } from "./resolve_hosts.ts";

/** A text from a file, or why there is none. */
export type Secret = { readonly text: string } | { readonly problem: string };

/** Tokens and certificates of hosts, each file read once. */
export class HostSecrets {
  readonly #files = new Map<string, Promise<Secret>>();

  /** The bearer token of a host; undefined where it has none. */
  token({ tokenFile }: Host): Promise<Secret | undefined> {
    return this.#read(tokenFile, readToken);
  }

  /** The authority of a host's certificate; undefined where it has none. */
  authority({ caFile }: Host): Promise<Secret | undefined> {
    return this.#read(caFile, readAuthority);
  }

  #read(
    file: string | undefined,
    read: (file: string) => Promise<string>,
  ): Promise<Secret | undefined> {
    if (file === undefined) return Promise.resolve(undefined);
    const known = this.#files.get(file);
    if (known) return known;
    const secret = settle(read(file));
    this.#files.set(file, secret);
    return secret;
  }
}

async function settle(reading: Promise<string>): Promise<Secret> {
  try {
    return { text: await reading };
  } catch (error) {
    return { problem: errorText(error) };
  }
}

const PEM_BYTES = 1024 * 1024;

async function readAuthority(file: string): Promise<string> {
  try {
    const text = new TextDecoder().decode(await readBounded(file, PEM_BYTES));
    if (text.includes("-----BEGIN CERTIFICATE-----")) return text;
  } catch (error) {
    throw new Error(`Cannot read caFile ${file}: ${errorText(error)}`, { cause: error });
  }
  throw new Error(`Cannot use caFile ${file}: it must hold PEM text`);
}
