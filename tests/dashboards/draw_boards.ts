/** Draws boards in every variant, and keeps what was seen. */
import type { DrawReport, DrawRequest } from "../boards/page/request.ts";
import { Chromium } from "./chromium.ts";
import type { Board } from "./model/board.ts";
import { servePage } from "./page_server.ts";

export interface Variant {
  readonly theme: "dark" | "light";
  readonly width: number;
  /** Draws what closed rows hold, too. */
  readonly opensRows: boolean;
}

/** The first is how a board opens; its picture is kept. */
export const VARIANTS: readonly Variant[] = [
  { theme: "dark", width: 1600, opensRows: false },
  { theme: "light", width: 1600, opensRows: true },
  { theme: "dark", width: 800, opensRows: true },
  { theme: "light", width: 800, opensRows: true },
];

/** The data that boards are drawn from. */
export interface Source {
  readonly prometheus: string;
  readonly fromSeconds: number;
  readonly toSeconds: number;
  readonly scrapeIntervalSeconds: number;
}

export interface Drawing {
  readonly board: Board;
  readonly variant: Variant;
  readonly report: DrawReport;
  readonly png: Uint8Array<ArrayBuffer>;
  /** Complaints of the page itself. */
  readonly errors: readonly string[];
}

/** Room for what is not measured yet; it is cut to size before the picture is taken. */
const FIRST_HEIGHT = 12_000;

/** A browser with the page in it. */
export class Easel implements AsyncDisposable {
  readonly #stack: AsyncDisposableStack;
  readonly #browser: Chromium;
  readonly #url: string;

  private constructor(stack: AsyncDisposableStack, browser: Chromium, url: string) {
    this.#stack = stack;
    this.#browser = browser;
    this.#url = url;
  }

  static async setUp(): Promise<Easel> {
    await using stack = new AsyncDisposableStack();
    const page = stack.use(await servePage());
    const browser = stack.use(await Chromium.start());
    return new Easel(stack.move(), browser, page.url);
  }

  version(): Promise<string> {
    return this.#browser.version();
  }

  async draw(board: Board, variant: Variant, source: Source): Promise<Drawing> {
    const tab = await this.#browser.open(this.#url);
    await tab.resize(variant.width, FIRST_HEIGHT);
    const request: DrawRequest = { board, ...variant, ...source };
    const report = await tab.call<DrawReport>("drawBoard", request);
    const png = await tab.picture(variant.width, report.height);
    await tab.close();
    return { board, variant, report, png, errors: tab.errors };
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#stack.disposeAsync();
  }
}
