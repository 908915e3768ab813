import { Slots } from "../../async/slots.ts";
import { CallError, CodedError } from "../../contract/errors.ts";
import { LIMITS } from "../../contract/limits.ts";
import type { ParsedYaml } from "../../yaml/parsed_yaml.ts";
import type { ServiceProcess } from "../process/services/service_process.ts";
import { checkParsed } from "./check_parsed.ts";
import { hashText } from "./hash_text.ts";
import type { ParsedStore } from "./parsed_store.ts";

/** A manifest is parsed in a millisecond or two; most of this is for the start of the process. */
const TIMEOUT_MS = 3_000;
/** A text that was not parsed in time is not tried again for so long: each look would wait for it. */
const REST_MS = 5 * 60_000;
const MAX_RESTING = 100;

/** Dependencies of a parser. */
export interface ParserPorts {
  readonly service: Pick<ServiceProcess, "call" | "abandon">;
  readonly store: Pick<ParsedStore, "get" | "put">;
  /** Since 1970, so that another process can go on with what rests. */
  readonly nowMs: () => number;
  /** Texts that were not parsed in time by who parsed before. */
  readonly resting?: RestingTexts;
}

/** Until when texts are not tried again, in ms since 1970, by the digests of the texts. */
export type RestingTexts = Readonly<Record<string, number>>;

/** Parses manifests in a process without rights, each text once. */
export class ManifestParser {
  readonly #ports: ParserPorts;
  /** One at a time: whichever is open when the process is lost is to blame. */
  readonly #turn = new Slots(1);
  readonly #restUntilMs: Map<string, number>;

  constructor(ports: ParserPorts) {
    this.#ports = ports;
    this.#restUntilMs = new Map(Object.entries(ports.resting ?? {}));
  }

  /** Texts that were not parsed in time, for whoever parses next. */
  get resting(): RestingTexts {
    return Object.fromEntries(this.#restUntilMs);
  }

  /**
   * Parses the text of a manifest.
   *
   * @throws {CodedError} `plugin_unreadable` when it could not be parsed, whatever it holds.
   */
  async parse(text: string): Promise<ParsedYaml> {
    return await this.#ports.store.get(text) ?? await this.#turn.run(() => this.#ask(text));
  }

  /** Ends the process. */
  close(): void {
    this.#ports.service.abandon();
  }

  async #ask(text: string): Promise<ParsedYaml> {
    const { service, store } = this.#ports;
    const digest = await hashText(text);
    if (this.#isResting(digest)) throw failure("timed_out");
    try {
      const parsed = checkParsed(await service.call("parse", [text], TIMEOUT_MS));
      await store.put(text, parsed);
      return parsed;
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      if (error.code === "timed_out") this.#leave(digest);
      throw failure(error.code);
    }
  }

  /** Whatever it is busy with, the next manifest gets a fresh process. */
  #leave(digest: string): void {
    this.#ports.service.abandon();
    if (this.#restUntilMs.size >= MAX_RESTING) this.#restUntilMs.clear();
    this.#restUntilMs.set(digest, this.#ports.nowMs() + REST_MS);
  }

  /** A clock that was set back does not make a text rest for longer. */
  #isResting(digest: string): boolean {
    const leftMs = (this.#restUntilMs.get(digest) ?? 0) - this.#ports.nowMs();
    return leftMs > 0 && leftMs <= REST_MS;
  }
}

function failure(code: CallError["code"]): CodedError {
  return new CodedError("plugin_unreadable", `Cannot parse plugin.yaml: ${describeFailure(code)}`);
}

function describeFailure(code: CallError["code"]): string {
  switch (code) {
    case "timed_out":
      return `it took longer than ${TIMEOUT_MS} ms`;
    case "unavailable":
      return "the parser process did not start, or ended";
    case "too_large":
      return `it takes more than ${LIMITS.parsedManifestBytes / 2} bytes`;
    default:
      return "the parser process gave no answer";
  }
}
