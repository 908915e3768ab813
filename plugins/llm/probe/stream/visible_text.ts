const OPEN = "<think>";
const CLOSE = "</think>";

/**
 * Tells visible text from reasoning that a server leaves in the content between `<think>` tags, as
 * engines without a parser for the model do. The tags may come in any number of pieces.
 */
export class VisibleText {
  #state: "start" | "thinking" | "visible" = "start";
  /** Text that may still become a tag. */
  #held = "";

  /** Returns whether there is visible text by now. */
  push(content: string): boolean {
    if (this.#state === "visible") return true;
    this.#held += content;
    if (this.#state === "start") {
      const text = this.#held.trimStart();
      if (text.startsWith(OPEN)) {
        this.#state = "thinking";
        this.#held = text.slice(OPEN.length);
      } else if (!OPEN.startsWith(text)) {
        this.#state = "visible";
      }
    }
    if (this.#state === "thinking") this.#think();
    return this.#state === "visible";
  }

  #think(): void {
    const end = this.#held.indexOf(CLOSE);
    if (end < 0) {
      this.#held = this.#held.slice(1 - CLOSE.length);
    } else if (this.#held.slice(end + CLOSE.length).trim() !== "") {
      this.#state = "visible";
    }
  }
}
