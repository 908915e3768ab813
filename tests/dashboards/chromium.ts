/** Debian's Chromium, spoken to by its own protocol: one browser, a tab for each page. */

const STARTS = /DevTools listening on (ws:\/\/\S+)/;
const FLAGS = [
  "--headless=new",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-dev-shm-usage",
  "--disable-extensions",
  "--disable-background-networking",
  "--font-render-hinting=none",
  "--disable-lcd-text",
  "--force-color-profile=srgb",
  "--hide-scrollbars",
  "--remote-debugging-port=0",
];

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly sessionId?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly message: string };
}

export class Chromium implements AsyncDisposable {
  readonly #process: Deno.ChildProcess;
  readonly #profile: string;
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, PromiseWithResolvers<Message["result"]>>();
  readonly #listeners = new Set<(message: Message) => void>();
  #lastId = 0;

  private constructor(process: Deno.ChildProcess, profile: string, socket: WebSocket) {
    this.#process = process;
    this.#profile = profile;
    this.#socket = socket;
    socket.onmessage = ({ data }) => this.#hear(JSON.parse(data) as Message);
    socket.onclose = () => {
      for (const { reject } of this.#waiting.values()) reject(new Error("Chromium has ended"));
    };
  }

  static async start(): Promise<Chromium> {
    const profile = await Deno.makeTempDir({ prefix: "llm-monitor-chromium-" });
    const process = new Deno.Command("chromium", {
      args: [...FLAGS, `--user-data-dir=${profile}`, "about:blank"],
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).spawn();
    const socket = new WebSocket(await readAddress(process));
    await new Promise((resolve, reject) => {
      socket.onopen = resolve;
      socket.onerror = reject;
    });
    return new Chromium(process, profile, socket);
  }

  async version(): Promise<string> {
    const { product } = await this.send("Browser.getVersion", {}) as { product: string };
    return product;
  }

  /** Opens an address, and resolves when it has been loaded. */
  async open(url: string): Promise<Tab> {
    const { targetId } = await this.send("Target.createTarget", { url: "about:blank" });
    const { sessionId } = await this.send("Target.attachToTarget", { targetId, flatten: true });
    const tab = new Tab(this, String(targetId), String(sessionId));
    await tab.load(url);
    return tab;
  }

  async send(
    method: string,
    params: Readonly<Record<string, unknown>> | undefined,
    sessionId?: string,
  ): Promise<Readonly<Record<string, unknown>>> {
    const id = ++this.#lastId;
    const answer = Promise.withResolvers<Message["result"]>();
    this.#waiting.set(id, answer);
    this.#socket.send(JSON.stringify({ id, method, params, ...(sessionId ? { sessionId } : {}) }));
    return await answer.promise ?? {};
  }

  listen(listener: (message: Message) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise((resolve) => this.#socket.addEventListener("close", resolve));
    this.#socket.send(JSON.stringify({ id: ++this.#lastId, method: "Browser.close" }));
    await this.#process.status;
    await closed;
    await Deno.remove(this.#profile, { recursive: true });
  }

  #hear(message: Message): void {
    for (const listener of this.#listeners) listener(message);
    if (message.id === undefined) return;
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.error) waiting?.reject(new Error(message.error.message));
    else waiting?.resolve(message.result);
  }
}

/** One page. */
export class Tab {
  /** Errors on the page's console, and errors that nobody caught. */
  readonly errors: string[] = [];
  readonly #browser: Chromium;
  readonly #targetId: string;
  readonly #sessionId: string;

  constructor(browser: Chromium, targetId: string, sessionId: string) {
    this.#browser = browser;
    this.#targetId = targetId;
    this.#sessionId = sessionId;
    browser.listen(({ sessionId: of, method, params }) => {
      if (of !== sessionId) return;
      const text = JSON.stringify(params)?.slice(0, 400);
      const isError = method === "Runtime.consoleAPICalled" && params?.["type"] === "error";
      if (isError || method === "Runtime.exceptionThrown") this.errors.push(text);
    });
  }

  async load(url: string): Promise<void> {
    await this.#send("Page.enable");
    await this.#send("Runtime.enable");
    const loaded = new Promise<void>((resolve) => {
      const stop = this.#browser.listen(({ sessionId, method }) => {
        if (sessionId !== this.#sessionId || method !== "Page.loadEventFired") return;
        stop();
        resolve();
      });
    });
    await this.#send("Page.navigate", { url });
    await loaded;
  }

  async resize(width: number, height: number): Promise<void> {
    await this.#send("Emulation.setDeviceMetricsOverride", {
      width,
      height,
      deviceScaleFactor: 1,
      mobile: false,
    });
  }

  /** Calls a function of the page, and waits for what it promises. */
  async call<T>(name: string, argument: unknown): Promise<T> {
    const answer = await this.#send("Runtime.evaluate", {
      expression: `${name}(${JSON.stringify(argument)})`,
      awaitPromise: true,
      returnByValue: true,
    }) as { result: { value: T }; exceptionDetails?: { exception?: { description?: string } } };
    const { exceptionDetails } = answer;
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? "It failed");
    return answer.result.value;
  }

  async picture(width: number, height: number): Promise<Uint8Array<ArrayBuffer>> {
    const { data } = await this.#send("Page.captureScreenshot", {
      format: "png",
      clip: { x: 0, y: 0, width, height, scale: 1 },
    });
    return Uint8Array.fromBase64(String(data));
  }

  async close(): Promise<void> {
    await this.#browser.send("Target.closeTarget", { targetId: this.#targetId });
  }

  #send(
    method: string,
    params: Readonly<Record<string, unknown>> = {},
  ): Promise<Readonly<Record<string, unknown>>> {
    return this.#browser.send(method, params, this.#sessionId);
  }
}

/** Reads where it listens; what else it says is of no use. */
async function readAddress(process: Deno.ChildProcess): Promise<string> {
  let said = "";
  const address = Promise.withResolvers<string>();
  const read = async () => {
    for await (const text of process.stderr.pipeThrough(new TextDecoderStream())) {
      said = (said + text).slice(-4_000);
      const found = STARTS.exec(said)?.[1];
      if (found) address.resolve(found);
    }
    address.reject(new Error(`Chromium did not start: ${said}`));
  };
  void read();
  return await address.promise;
}
