/** The terminal, taken over while `top` runs and given back as it was. */
export class Terminal implements Disposable {
  readonly #restore: (() => void)[] = [];

  /** Shows another screen without a cursor, and hands over each key as it is pressed. */
  open(onKey: (key: string) => void, onResize: () => void): void {
    write("\x1b[?1049h\x1b[?25l");
    this.#restore.push(() => write("\x1b[?25h\x1b[?1049l"));
    Deno.addSignalListener("SIGWINCH", onResize);
    this.#restore.push(() => Deno.removeSignalListener("SIGWINCH", onResize));
    if (!Deno.stdin.isTerminal()) return;
    // Ctrl-C stays a signal, which ends the program as ever.
    Deno.stdin.setRaw(true, { cbreak: true });
    this.#restore.push(() => Deno.stdin.setRaw(false));
    void readKeys(onKey);
  }

  /** Draws the lines over what was there, without a flicker. */
  draw(lines: readonly string[]): void {
    write(`\x1b[H${lines.map((line) => `${line}\x1b[K`).join("\r\n")}\x1b[J`);
  }

  [Symbol.dispose](): void {
    for (const restore of this.#restore.reverse()) restore();
  }
}

async function readKeys(onKey: (key: string) => void): Promise<void> {
  const decoder = new TextDecoder();
  for await (const bytes of Deno.stdin.readable) onKey(decoder.decode(bytes));
}

function write(text: string): void {
  let rest = new TextEncoder().encode(text);
  while (rest.length > 0) rest = rest.subarray(Deno.stdout.writeSync(rest));
}
