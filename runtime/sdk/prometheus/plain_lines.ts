import { LabelBlocks } from "./label_blocks.ts";
import { plainNumber, skipPlainNumber } from "./plain_number.ts";
import type { OpenFamily, PrometheusFamilies } from "./prometheus_families.ts";
import { lineEnd, parseValue, skipName } from "./prometheus_line.ts";
import type { ParsedSample } from "./prometheus_line.ts";

const FEED = 0x0a;
const RETURN = 0x0d;
const SPACE = 0x20;
const OPEN = 0x7b;
const NO_LABELS = {};

/**
 * Reads the lines of samples that are written as engines write them, without cutting them out of the
 * text: a name, labels at once behind it, a space, a value. All others are left to
 * {@linkcode parseSampleLine}, and so is everything that is wrong.
 */
export class PlainLines {
  readonly #text: string;
  readonly #families: PrometheusFamilies;
  readonly #blocks = new LabelBlocks();
  /** The last sample's: most samples stand behind others of their name. */
  #name = "";
  #open: OpenFamily | undefined;

  constructor(text: string, families: PrometheusFamilies) {
    this.#text = text;
    this.#families = families;
  }

  /** Has to be told of metadata: the last name may be another family's then. */
  forget(): void {
    this.#open = undefined;
  }

  /** Reads the line at `from`; returns where the next begins, or undefined when it is not plain. */
  read(from: number): number | undefined {
    const text = this.#text;
    const nameEnd = this.#readName(from);
    const open = this.#open;
    if (nameEnd === from || !open) return undefined;
    if (!open.isWanted) return lineEnd(text, nameEnd) + 1;
    let at = nameEnd;
    let labels: ParsedSample["labels"] = NO_LABELS;
    if (text.charCodeAt(at) === OPEN) {
      const block = this.#blocks.read(text, at);
      if (!block) return undefined;
      at += block.text.length;
      labels = block.labels;
    }
    if (text.charCodeAt(at) !== SPACE) return undefined;
    const valueEnd = skipPlainNumber(text, at + 1);
    const plainEnd = valueEnd === at + 1 ? undefined : this.#nextLine(valueEnd);
    const end = plainEnd ?? lineEnd(text, at);
    const value = plainEnd === undefined
      ? parseValue(text.slice(at, end).trim(), 0)
      : plainNumber(text, at + 1, valueEnd);
    if (typeof value === "string") return undefined;
    this.#families.add(open, { name: this.#name, labels, value });
    return plainEnd ?? end + 1;
  }

  #readName(from: number): number {
    const text = this.#text;
    const known = this.#name;
    if (this.#open && text.startsWith(known, from)) {
      const end = from + known.length;
      const code = text.charCodeAt(end);
      if (code === OPEN || code === SPACE) return end;
    }
    const end = skipName(text, from, true);
    if (end === from) return from;
    this.#name = text.slice(from, end);
    this.#open = this.#families.ofSample(this.#name);
    return end;
  }

  /** Returns where the next line begins when this one ends at `at`. */
  #nextLine(at: number): number | undefined {
    const text = this.#text;
    const code = text.charCodeAt(at);
    if (code === FEED) return at + 1;
    if (at === text.length) return at;
    return code === RETURN && text.charCodeAt(at + 1) === FEED ? at + 2 : undefined;
  }
}
