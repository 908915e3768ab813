import { findPage } from "./llm_pages.ts";
import type { Pages } from "./llm_pages.ts";

/**
 * A server such as llama.cpp's: two threads, each of which stays with a connection until it is closed
 * or has been idle for five seconds. Who comes third waits.
 */
export class TwoThreads {
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #pages: Pages;
  readonly #waiting: Deno.Conn[] = [];
  #free = 2;
  /** Connections that were open at once at the most, and requests. */
  mostOpen = 0;
  requests = 0;
  #open = 0;

  constructor(pages: Pages) {
    this.#pages = pages;
    void this.#accept();
  }

  get url(): string {
    return `http://127.0.0.1:${this.#listener.addr.port}`;
  }

  /** Connections that are open now. */
  get open(): number {
    return this.#open;
  }

  close(): void {
    this.#listener.close();
  }

  async #accept(): Promise<void> {
    for await (const connection of this.#listener) {
      this.#open++;
      this.mostOpen = Math.max(this.mostOpen, this.#open);
      this.#waiting.push(connection);
      this.#next();
    }
  }

  #next(): void {
    if (this.#free === 0) return;
    const connection = this.#waiting.shift();
    if (!connection) return;
    this.#free--;
    void this.#serve(connection).finally(() => {
      this.#free++;
      this.#open--;
      this.#next();
    });
  }

  async #serve(connection: Deno.Conn): Promise<void> {
    const decoder = new TextDecoder();
    const encoder = new TextEncoder();
    const buffer = new Uint8Array(16_384);
    try {
      for (;;) {
        const idle = setTimeout(() => connection.close(), 5_000);
        const size = await connection.read(buffer).finally(() => clearTimeout(idle));
        if (size === null) break;
        const [, path = "/"] = decoder.decode(buffer.subarray(0, size)).split(" ", 2);
        this.requests++;
        const { status, headers, body } = findPage(this.#pages, path);
        const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
        const bytes = encoder.encode(body);
        const head = `HTTP/1.1 ${status} x\r\ncontent-length: ${bytes.length}\r\n${
          lines.join("")
        }\r\n`;
        await connection.write(encoder.encode(head));
        await connection.write(bytes);
      }
      connection.close();
    } catch (error) {
      if (!(error instanceof Deno.errors.BadResource || error instanceof Error)) throw error;
    }
  }
}
