import type { EndReason, FinishedRequest, GeneratedToken } from "./engine_view.ts";
import type { Client } from "./sequence.ts";

const WORDS =
  ("the model reads what you wrote and answers one word after another until it has said " +
    "all that it had to say about it").split(" ");

/** The tokens of a request, as they come out of the simulation. */
export class TokenStream implements Client, AsyncIterable<GeneratedToken> {
  readonly #ready: GeneratedToken[] = [];
  #count = 0;
  /** The last token, which waits for what its engine observed of the request. */
  #last: GeneratedToken | undefined;
  #ended: EndReason | undefined;
  #wake: (() => void) | undefined;

  onToken(isLast: boolean): void {
    const word = WORDS[this.#count % WORDS.length] ?? "";
    const token = { text: this.#count === 0 ? word : ` ${word}`, isLast };
    this.#count++;
    if (isLast) this.#last = token;
    else this.#ready.push(token);
    this.#wake?.();
  }

  onEnd(request: FinishedRequest): void {
    if (this.#last) this.#ready.push({ ...this.#last, request });
    this.#ended = request.reason;
    this.#wake?.();
  }

  /** @throws {Error} when the engine could not finish the request. */
  async *[Symbol.asyncIterator](): AsyncGenerator<GeneratedToken> {
    while (true) {
      const token = this.#ready.shift();
      if (token) yield token;
      else if (this.#ended === "error") throw new Error("The engine did not finish the request");
      else if (this.#ended !== undefined) return;
      else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    }
  }
}
