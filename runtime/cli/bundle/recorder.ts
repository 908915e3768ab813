import type { ExecResult, KmsgLines } from "../../contract/call_value.ts";
import type { AnsweredCall } from "../../kernel/onlooker.ts";
import { BUNDLE_LIMITS } from "./bundle.ts";
import type { Answers, CommandAnswer, EngineAnswer, LogLine, PageAnswer } from "./bundle.ts";

/** Keeps what plugins are answered: of each question the last answer, within the bounds of a bundle. */
export class Recorder {
  readonly #commands = new Map<string, CommandAnswer>();
  readonly #pages = new Map<string, PageAnswer>();
  readonly #engine = new Map<string, EngineAnswer>();
  readonly #facts = new Map<string, string>();
  readonly #log = new Map<string, LogLine>();
  readonly #leftOut = new Set<string>();
  #bytes = 0;

  call({ service, method, args, outcome, value }: AnsweredCall): void {
    if (service === "exec" && method === "run") {
      const [command, words] = args as [string, string[]];
      this.#command(command, words, outcome === "ok" ? value as ExecResult : outcome);
    } else if (service === "facts" && outcome === "ok") {
      if (method === "read") this.#fact(String(args[0]), value as string);
      if (method !== "readAll") return;
      for (const [path, text] of Object.entries(value as Record<string, string>)) {
        this.#fact(path, text);
      }
    } else if (service === "kmsg" && outcome === "ok") {
      for (const { sequence, unixSeconds, text } of (value as KmsgLines).lines) {
        const key = `${sequence} ${text}`;
        if (this.#fits(`kernel log, ${key}`, text)) this.#log.set(key, { unixSeconds, text });
      }
    }
  }

  page(page: PageAnswer): void {
    const key = `${page.method} ${page.url}`;
    const body = this.#cut(key, page.body);
    if (this.#fits(key, body)) this.#pages.set(key, { ...page, body });
  }

  engine(answer: EngineAnswer): void {
    const text = JSON.stringify(answer.document) ?? "";
    if (text.length > BUNDLE_LIMITS.answerBytes) this.#leftOut.add(`${answer.path}: too large`);
    else if (this.#fits(answer.path, text)) this.#engine.set(answer.path, answer);
  }

  get answers(): Answers {
    return {
      commands: [...this.#commands.values()],
      pages: [...this.#pages.values()],
      engine: [...this.#engine.values()],
      facts: Object.fromEntries(this.#facts),
      kernelLog: [...this.#log.values()],
    };
  }

  /** Answers that did not fit, or were cut. */
  get leftOut(): readonly string[] {
    return [...this.#leftOut];
  }

  /** A command that could not be run is left out: on the other machine it is not there either. */
  #command(command: string, args: readonly string[], result: ExecResult | string): void {
    const key = [command, ...args].join(" ");
    if (typeof result === "string") {
      if (result !== "command_not_found") this.#leftOut.add(`${key}: ${result}`);
      return;
    }
    const stdout = this.#cut(key, result.stdout);
    const { code, stderr } = result;
    if (!this.#fits(key, stdout + stderr)) return;
    this.#commands.set(key, { command, args, code, stdout, stderr });
  }

  #fact(path: string, text: string): void {
    const kept = this.#cut(path, text);
    if (this.#fits(path, kept)) this.#facts.set(path, kept);
  }

  #cut(key: string, text: string): string {
    if (text.length <= BUNDLE_LIMITS.answerBytes) return text;
    this.#leftOut.add(`${key}: cut after ${BUNDLE_LIMITS.answerBytes} bytes`);
    return text.slice(0, BUNDLE_LIMITS.answerBytes);
  }

  #fits(key: string, text: string): boolean {
    this.#bytes += text.length;
    if (this.#bytes <= BUNDLE_LIMITS.totalBytes) return true;
    this.#leftOut.add(`${key}: the bundle is full`);
    return false;
  }
}
