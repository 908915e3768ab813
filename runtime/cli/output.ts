import { printable } from "./printable.ts";

/** The output of a command: what was asked for to standard output, all else to standard error. */
export interface Output {
  /** Writes one line of the answer, control characters written out. */
  readonly line: (text: string) => void;
  /** Writes the answer as it is; to a terminal with its control characters written out. */
  readonly raw: (text: string) => void;
  /** Writes the answer as indented JSON. */
  readonly json: (value: unknown) => void;
  /** Writes one line that is not part of the answer: an error, a warning, progress. */
  readonly note: (text: string) => void;
}

/** Something that takes bytes, such as `Deno.stdout`. */
export interface ByteSink {
  writeSync(bytes: Uint8Array): number;
}

/** JSON leaves these as they are, which turn text round on a terminal or move its cursor. */
const HIDDEN = /[\x7f-\x9f\u2028\u2029]|\p{Cf}/gu;

function escapeUnits(found: string): string {
  return found.split("").map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .join("");
}

/** The only place of the command line that writes. */
export function createOutput(
  { stdout, stderr, isTerminal = false }: {
    stdout: ByteSink;
    stderr: ByteSink;
    /** Standard output is a terminal. */
    isTerminal?: boolean;
  },
): Output {
  return {
    raw: (text) => writeAll(stdout, isTerminal ? printable(text) : text),
    line: (text) => writeAll(stdout, `${printable(text)}\n`),
    json: (value) =>
      writeAll(stdout, `${JSON.stringify(value, null, 2).replaceAll(HIDDEN, escapeUnits)}\n`),
    note: (text) => writeAll(stderr, `${printable(text)}\n`),
  };
}

function writeAll(sink: ByteSink, text: string): void {
  let rest = new TextEncoder().encode(text);
  try {
    while (rest.length > 0) rest = rest.subarray(sink.writeSync(rest));
  } catch (error) {
    // The reader, such as `head`, has all that it wanted.
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  }
}
