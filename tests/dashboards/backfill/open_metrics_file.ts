/** So much text is written at once. */
const CHUNK = 1024 * 1024;

/** A file of OpenMetrics that is written line by line. */
export class OpenMetricsFile implements AsyncDisposable {
  readonly path: string;
  readonly #file: Deno.FsFile;
  readonly #encoder = new TextEncoder();
  #text = "";

  private constructor(path: string, file: Deno.FsFile) {
    this.path = path;
    this.#file = file;
  }

  /** A new one, which is removed when it is disposed of. */
  static async create(): Promise<OpenMetricsFile> {
    const path = await Deno.makeTempFile({ prefix: "llm-monitor-", suffix: ".om" });
    return new OpenMetricsFile(path, await Deno.open(path, { write: true }));
  }

  async add(lines: string): Promise<void> {
    this.#text += lines;
    if (this.#text.length >= CHUNK) await this.#flush();
  }

  /** Ends the text; nothing can be added any more. */
  async end(): Promise<void> {
    this.#text += "# EOF\n";
    await this.#flush();
  }

  async #flush(): Promise<void> {
    const bytes = this.#encoder.encode(this.#text);
    this.#text = "";
    for (let done = 0; done < bytes.length;) done += await this.#file.write(bytes.subarray(done));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#file.close();
    await Deno.remove(this.path);
  }
}
