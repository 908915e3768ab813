import { isIPv4, isIPv6 } from "node:net";
import { isRecord } from "../../contract/record.ts";
import { isCommonAddress, Pseudonyms } from "./pseudonyms.ts";
import type { NameKind } from "./pseudonyms.ts";
import { isSecretName, REMOVED, removeShapes } from "./secret_patterns.ts";

/** Names and secrets that are known before anything is read. */
export interface KnownNames {
  /** Keys, tokens, passwords that were configured. */
  readonly secrets: readonly string[];
  readonly hosts: readonly string[];
  readonly users: readonly string[];
}

/** Shorter ones stand in too many words to be replaced. */
const LEAST_SECRET = 4;
const LEAST_NAME = 3;
/** A name that could be any word is replaced only where names stand. */
const DISTINCT = /[-_.\d]|^.{12,}$/;

/** Labels and fields in which names stand. */
const NAMING =
  /(?:name|service|project|target|container|pod|namespace|instance|host|volume|subject|title)s?$/i;

const URL_HOST = /(\b[a-z][a-z0-9+.-]*:\/\/(?:\[removed\]@)?)([\w.-]+)/gi;
const EMAIL = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g;
const HOME = /(\/(?:home|Users)\/)([^/\s"':]+)/g;
const IPV4 = /(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w]|\.\d)/g;
const IPV6 = /(?<![\w:.])[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?![\w:])/gi;
const MAC = /(?<![\w:])[0-9a-f]{2}(?::[0-9a-f]{2}){5}(?![\w:])/gi;

/** Takes keys, names and addresses out of texts; the same name gets the same pseudonym everywhere. */
export class Redactor {
  readonly #pseudonyms = new Pseudonyms();
  readonly #secrets = new Set<string>();
  readonly #names = new Map<string, NameKind>();
  #namePattern: RegExp | undefined;
  #secretPattern: RegExp | undefined;

  constructor({ secrets, hosts, users }: KnownNames) {
    for (const secret of secrets) this.addSecret(secret);
    for (const host of hosts) this.addName("host", host);
    for (const user of users) this.addName("user", user);
  }

  /** A secret is removed as it is, and as JSON, URLs and basic authentication write it. */
  addSecret(secret: string): void {
    if (secret.trim().length < LEAST_SECRET) return;
    for (const text of [secret, secret.trim()]) {
      this.#secrets.add(text);
      this.#secrets.add(JSON.stringify(text).slice(1, -1));
      this.#secrets.add(encodeURIComponent(text));
      this.#secrets.add(new TextEncoder().encode(text).toBase64());
    }
    this.#secretPattern = alternatives(this.#secrets, "");
  }

  addName(kind: NameKind, name: string): void {
    if (name.length < LEAST_NAME || name === "localhost" || name === "root") return;
    if (this.#names.has(name)) return;
    this.#names.set(name, kind);
    const distinct = [...this.#names].filter(([name, kind]) =>
      kind !== "container" || DISTINCT.test(name)
    );
    this.#namePattern = alternatives(
      distinct.map(([name]) => name),
      "(?<![\\w.-])(?:[\\w-]+\\.)*",
      "(?![\\w-])",
    );
  }

  /** The pseudonym of a name in a place where names stand; empty for none. */
  name(kind: NameKind, name: string): string {
    if (name === "") return "";
    this.addName(kind, name);
    return this.#pseudonyms.name(this.#names.get(name) ?? kind, name);
  }

  text(text: string): string {
    const secrets = this.#secretPattern;
    const bare = removeShapes(secrets ? text.replaceAll(secrets, REMOVED) : text);
    const hidden = bare
      .replaceAll(URL_HOST, (_, lead: string, host: string) => lead + this.#host(host))
      .replaceAll(EMAIL, REMOVED)
      .replaceAll(HOME, (_, lead: string, user: string) => lead + this.#once("user", user))
      .replaceAll(MAC, (address) => isPseudonym(address) ? address : this.#pseudonyms.mac(address))
      .replaceAll(IPV4, (address) => this.#address(address))
      .replaceAll(IPV6, (address) => this.#address(address));
    const names = this.#namePattern;
    return names ? hidden.replaceAll(names, (name) => this.#known(name)) : hidden;
  }

  /** Replaces names that are the whole value of a label in which names stand. */
  labels(metrics: string): string {
    return metrics.replaceAll(
      /(\w+)="([^"\\]+)"/g,
      (all, label: string, value: string) =>
        NAMING.test(label) && this.#names.has(value) ? `${label}="${this.#known(value)}"` : all,
    );
  }

  /** Redacts all texts of a value, names of fields included, and what a secret's name stands for. */
  value(value: unknown, name = ""): unknown {
    if (typeof value === "string") {
      if (isSecretName(name) && value !== "") return REMOVED;
      return NAMING.test(name) && this.#names.has(value) ? this.#known(value) : this.text(value);
    }
    if (Array.isArray(value)) return value.map((item) => this.value(item, name));
    if (!isRecord(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [this.text(key), this.value(inner, key)]),
    );
  }

  /** Number of names and addresses that were replaced, by kind. */
  get counts(): Readonly<Record<string, number>> {
    return this.#pseudonyms.counts;
  }

  #host(host: string): string {
    if (host === "localhost" || isIPv4(host) || isPseudonym(host)) return host;
    return this.#once("host", host);
  }

  #address(address: string): string {
    const isAddress = isIPv4(address) || isIPv6(address);
    if (!isAddress || isCommonAddress(address) || isPseudonym(address)) return address;
    return this.#pseudonyms.address(address);
  }

  #known(name: string): string {
    // A name below a known domain is a host of its own.
    return this.#pseudonyms.name(this.#names.get(name) ?? "host", name);
  }

  #once(kind: NameKind, name: string): string {
    return isPseudonym(name) ? name : this.name(kind, name);
  }
}

/** Returns whether a name was made here: a text that is redacted again stays as it is. */
function isPseudonym(name: string): boolean {
  return /^(?:(?:host|container|network|user|volume)-\d+|198\.18\.\d+\.\d+|2001:db8::[0-9a-f]+|02:00:00:00(?::[0-9a-f]{2}){2})$/
    .test(name);
}

/** The longest first, so that none is left over of one that begins as another does. */
function alternatives(words: Iterable<string>, before: string, after = ""): RegExp | undefined {
  const sorted = [...words].filter((word) => word !== "").sort((a, b) => b.length - a.length);
  if (sorted.length === 0) return undefined;
  return new RegExp(
    `${before}(?:${sorted.map((word) => RegExp.escape(word)).join("|")})${after}`,
    "g",
  );
}
