import { lineEnd, parseLabels } from "./prometheus_line.ts";

/** The labels of a sample with their braces, read once and known again by their text. */
export interface LabelBlock {
  readonly text: string;
  readonly labels: Readonly<Record<string, string>>;
}

interface Known extends LabelBlock {
  /** The block of the sample after it: most families have their samples in the same order. */
  next: Known | undefined;
}

/**
 * Label blocks of one text. What begins with the text of a known block, its closing brace included, is
 * that block: whoever reads it from the left comes to the same end.
 */
export class LabelBlocks {
  readonly #byText = new Map<string, Known>();
  #last: Known | undefined;

  /** The block whose brace opens at `at`; undefined when what stands there is none. */
  read(text: string, at: number): LabelBlock | undefined {
    const last = this.#last;
    const guess = last?.next;
    if (guess !== undefined && text.startsWith(guess.text, at)) return this.#last = guess;
    const shortest = text.slice(at, text.indexOf("}", at) + 1);
    const found = this.#byText.get(shortest) ?? this.#parse(text, at, shortest);
    if (last && found) last.next = found;
    this.#last = found;
    return found;
  }

  /** `shortest` ends with the first brace, which may lie in a value or in another line. */
  #parse(text: string, at: number, shortest: string): Known | undefined {
    const line = text.slice(at, lineEnd(text, at));
    const parsed = parseLabels(line, 1);
    if (typeof parsed === "string") return undefined;
    const { labels, end } = parsed;
    // The key's hash was computed when it was looked up.
    const block = end === shortest.length ? shortest : line.slice(0, end);
    const known = { text: block, labels, next: undefined };
    this.#byText.set(block, known);
    return known;
  }
}
