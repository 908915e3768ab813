import { printable } from "./printable.ts";

/** The output of a command: what was asked for to standard output, all else to standard error. */
export interface Output {
  /** Writes one line of the answer, control characters written out. */
  readonly line: (text: string) => void;
  /** Writes the answer as it is. */
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

/** The only place of the command line that writes. */
export function createOutput(
  { stdout, stderr }: { stdout: ByteSink; stderr: ByteSink },
): Output {
  const raw = (text: string) => writeAll(stdout, text);
  return {
    raw,
    line: (text) => raw(`${printable(text)}\n`),
    json: (value) => raw(`${JSON.stringify(value, null, 2)}\n`),
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
