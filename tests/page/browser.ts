import assert from "node:assert/strict";
import { REPO } from "../repo/source_files.ts";
import { run } from "../support/tools.ts";

const FOLDER = `${REPO}/tests/page/browser`;
/** Pictures that the tests take, for people to look at. */
export const PICTURES = `${REPO}/.llm-monitor/pictures`;

const INSTALL = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
let installing: ReturnType<typeof run> | undefined;

/** The page as a person sees it. */
export interface Seen {
  readonly title: string;
  readonly text: string;
  readonly icon: string;
  /** Complaints of the browser, and its requests to others. */
  readonly heard: readonly string[];
}

/** A real browser, driven by playwright-core in a process of Node. */
export class Browser implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #lines: AsyncIterator<string>;

  private constructor() {
    this.#child = new Deno.Command("node", {
      args: ["look.mjs"],
      cwd: FOLDER,
      stdin: "piped",
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    this.#writer = this.#child.stdin.getWriter();
    this.#lines = readLines(this.#child.stdout);
  }

  /** Fetches the packages of the lock file where they are missing, and starts the browser. */
  static async start(): Promise<Browser> {
    const { code, output } = await (installing ??= run("npm", INSTALL, { cwd: FOLDER }));
    assert.equal(code, 0, output);
    await Deno.mkdir(PICTURES, { recursive: true });
    return new Browser();
  }

  open(options: {
    readonly url: string;
    readonly scripts?: boolean;
    readonly theme?: "light" | "dark";
    readonly width?: number;
  }): Promise<unknown> {
    return this.do("open", options);
  }

  async read(): Promise<Seen> {
    return await this.do("read") as Seen;
  }

  /** Fails on a broken rule of accessibility, a complaint of the browser, or a page that is too wide. */
  async checkAll(what: string): Promise<void> {
    const { violations } = await this.do("audit") as { violations: string[] };
    assert.deepEqual(violations, [], what);
    await this.checkWidth(what);
    assert.deepEqual((await this.read()).heard, [], what);
  }

  /** Fails where the page has to be moved sideways. */
  async checkWidth(what: string): Promise<void> {
    const { pixels } = await this.do("overflow") as { pixels: number };
    assert.ok(pixels <= 0, `${what}: ${pixels} pixels too wide`);
  }

  async evaluate(script: string): Promise<unknown> {
    return (await this.do("evaluate", { script }) as { value: unknown }).value;
  }

  picture(name: string, fullPage = true): Promise<unknown> {
    return this.do("picture", { path: `${PICTURES}/${name}.png`, fullPage });
  }

  async do(job: string, options: object = {}): Promise<unknown> {
    await this.#writer.write(new TextEncoder().encode(`${JSON.stringify({ job, ...options })}\n`));
    const { value } = await this.#lines.next();
    const result = JSON.parse(value ?? '{"failed":"The browser has ended"}');
    assert.equal(result.failed, undefined, `${job}: ${result.failed}`);
    return result;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#writer.close();
    await this.#child.status;
  }
}

async function* readLines(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
}
