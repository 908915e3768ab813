/** The status page in a real browser. Pictures of it are left in .llm-monitor/pictures. */
import assert from "node:assert/strict";
import type { Snapshot } from "../../runtime/host/overview/overview.ts";
import { createApp } from "../../runtime/host/http/app.ts";
import { startServer } from "../../runtime/host/http/serve.ts";
import {
  fakeFront,
  fakeItem,
  fakeLine,
  fakePlugin,
  fakePorts,
  fakeProblem,
} from "../../runtime/host/http/testing_ports.ts";
import { fullSnapshot } from "../../runtime/host/http/page/testing_page.ts";
import { MockProcess } from "../mock/mock_process.ts";
import { REPO } from "../repo/source_files.ts";
import { eventually } from "../support/eventually.ts";
import { freePort } from "../support/free_port.ts";
import { needs } from "../support/tools.ts";
import { Browser } from "./browser.ts";

const ignore = needs("chromium", "chromium") || needs("npm", "npm");
const THEMES = ["light", "dark"] as const;
const WIDTHS = [1280, 375] as const;

/** Looks at a page in both themes and at every width: pictures, accessibility, complaints. */
async function lookAtAll(
  browser: Browser,
  url: string,
  name: string,
  { isLarge = false } = {},
): Promise<void> {
  for (const theme of THEMES) {
    for (const width of WIDTHS) {
      await browser.open({ url, theme, width });
      await browser.picture(`${name}-${theme}-${width}`, !isLarge);
      // A large page has the same parts as a small one, and takes long to audit.
      if (!isLarge || (theme === "light" && width === 375)) {
        await browser.checkAll(`${name}, ${theme}, ${width}`);
      }
    }
  }
}

/** Serves a page over one moment that the test made up. */
async function withPage(
  snapshot: Partial<Snapshot>,
  fields: Parameters<typeof fakeFront>[1],
  use: (url: string) => Promise<void>,
): Promise<void> {
  const closing = new AbortController();
  const ports = fakePorts({ front: fakeFront(snapshot, fields) });
  const server = await startServer({
    hostname: "127.0.0.1",
    port: 0,
    app: createApp(ports, { closing: closing.signal }),
  });
  try {
    await use(`http://127.0.0.1:${server.port}/`);
  } finally {
    closing.abort();
    await server.shutdown();
  }
}

const plugins = (...list: ReturnType<typeof fakePlugin>[]) => ({
  plugins: { schema_version: 1, isolation: [], plugins: list } as const,
});

Deno.test({
  name: "the page follows a machine from well to ill and back, with and without scripts",
  ignore,
  fn: async () => {
    await using browser = await Browser.start();
    const folder = await Deno.makeTempDir();
    const scenario = `${folder}/scenario.yaml`;
    const play = async (name: string, isFirstStateHeld = false) => {
      const text = await Deno.readTextFile(`${REPO}/mock/scenarios/${name}.yaml`);
      await Deno.writeTextFile(
        scenario,
        isFirstStateHeld ? text.replace(/^steps:$[^]*/m, "") : text,
      );
    };
    await play("healthy");
    const mock = new MockProcess([
      "--port",
      `${freePort()}`,
      "--scenario",
      scenario,
      "--speed",
      "10",
    ]);
    try {
      const url = `${await mock.url()}/`;
      const codes = async () => {
        const answer = await fetch(`${url}api/v1/problems`);
        const { problems } = await answer.json() as { problems: { code: string }[] };
        return problems.map(({ code }) => code);
      };
      await eventually("it knows cards, servers and containers", async () => {
        const { items } = await (await fetch(`${url}api/v1/items`)).json();
        const kinds = new Set(items.map(({ kind }: { kind: string }) => kind));
        return kinds.size === 5 ? true : undefined;
      }, 60_000);
      await lookAtAll(browser, url, "healthy");
      await browser.open({ url });
      const loaded = await browser.evaluate("performance.timeOrigin");
      const cases = [
        { name: "server-down", code: "llm_server_down", words: /It does not answer/ },
        {
          name: "kv-full",
          code: "kv_cache_full",
          words: /KV cache is (?:nearly|practically) full/,
        },
        // At this speed the card is lost 5 s after it gets hot: mostly between two collections.
        {
          name: "sick-gpu",
          code: "gpu_throttled",
          words: /The card slows itself down/,
          isFirstStateHeld: true,
        },
      ];
      for (const { name, code, words, isFirstStateHeld } of cases) {
        await play(name, isFirstStateHeld);
        await eventually(name, async () => (await codes()).includes(code) || undefined, 60_000);
        // The page is as it was opened: what is new came over its one connection.
        await browser.do("waitForTitle", { pattern: "critical|warning", timeoutMs: 10_000 });
        await eventually(
          "the page says so",
          async () => words.test((await browser.read()).text) || undefined,
          10_000,
        );
        assert.equal(await browser.evaluate("performance.timeOrigin"), loaded);
        assert.deepEqual((await browser.read()).heard, []);
        await browser.picture(`${name}-live`, false);
      }
      await lookAtAll(browser, url, "sick-gpu");
      await browser.open({ url, scripts: false });
      const { text, title, icon } = await browser.read();
      assert.match(
        text,
        /GPU 0[\s\S]*Fix:[\s\S]*LLM servers[\s\S]*Containers[\s\S]*Permissions[\s\S]*Log/,
      );
      assert.match(title, /^[\u2715\u25b2] \d/);
      assert.match(icon, /^data:image/);
      assert.doesNotMatch(text, /Pause/);
      await browser.picture("sick-gpu-without-scripts");
    } finally {
      await mock.stop();
      await Deno.remove(folder, { recursive: true });
    }
  },
});

Deno.test({
  name: "the page holds a pending plugin, 200 plugins, and a machine without anything",
  ignore,
  fn: async () => {
    await using browser = await Browser.start();
    const pending = fakePlugin({
      name: "queue",
      state: "pending",
      pending: { digest: "d", message: 'It asks for exec: "nvidia-smi -L"' },
    });
    const waiting = fakeProblem({
      kind: "plugin",
      key: "queue",
      code: "plugin_pending",
      subject: "plugin queue",
      summary: "It waits for approval, and does not run",
      cause: 'It asks for exec: "nvidia-smi -L"',
      command: "deno task plugin approve queue",
    });
    const scenes: [name: string, snapshot: Partial<Snapshot>, words: RegExp][] = [
      [
        "pending",
        { ...plugins(pending), problems: [waiting], state: "warning" },
        /deno task plugin approve queue/,
      ],
      ["plugins-200", fullSnapshot(200), /plugin_199/],
      ["nothing", plugins(), /deno task plugin new NAME/],
    ];
    for (const [name, snapshot, words] of scenes) {
      await withPage(snapshot, {}, async (url) => {
        for (const scripts of [true, false]) {
          await browser.open({ url, scripts });
          assert.match((await browser.read()).text, words, `${name}, scripts: ${scripts}`);
        }
        await lookAtAll(browser, url, name, { isLarge: name === "plugins-200" });
        // 320 pixels, and a window of 1280 at 200 %.
        for (const width of [320, 640]) {
          await browser.open({ url, width });
          await browser.checkWidth(`${name} at ${width}`);
        }
        if (name === "plugins-200") {
          await browser.open({ url: `${url}?plugin=plugin_7`, width: 375 });
          await browser.checkAll("a plugin's own page");
          await browser.picture("plugin-light-375");
        }
      });
    }
  },
});

Deno.test({
  name: "what servers name themselves stays text: scripts, marks that turn text round, 10 KB",
  ignore,
  fn: async () => {
    await using browser = await Browser.start();
    const evil =
      "<script>window.hacked = 1</script><img src=x onerror='window.hacked = 1'>\u202eevil\u2066";
    const long = "x".repeat(10_240);
    const items = (["gpu", "llm_server", "container", "host", "filesystem"] as const).map((kind) =>
      fakeItem({
        kind,
        key: encodeURIComponent(evil),
        labels: { name: evil + long },
        texts: Object.fromEntries(
          ["name", "state", "engine", "models", "image", "health", "faults", "device"].map((
            role,
          ) => [role, [evil]]),
        ),
      })
    );
    let lines = [fakeLine({ message: evil })];
    const snapshot = {
      ...plugins(
        fakePlugin({
          name: "alpha",
          description: evil,
          warnings: [{ message: evil + long, at: evil }],
        }),
      ),
      items,
      problems: [
        fakeProblem({ subject: evil + long, cause: evil, command: `docker logs '${evil}'` }),
      ],
      state: "warning",
    } as const;
    await withPage(snapshot, { log: () => ({ lines, leftOut: 0 }) }, async (url) => {
      await browser.open({ url, width: 375 });
      await browser.checkAll("evil names");
      await browser.picture("evil-light-375");
      lines = [...lines, fakeLine({ id: 2, message: `news ${evil}` })];
      await eventually(
        "the line comes over the connection",
        async () => (await browser.read()).text.includes("news <script>") || undefined,
        10_000,
      );
      assert.equal(await browser.evaluate("window.hacked ?? 'nothing'"), "nothing");
      const { text } = await browser.read();
      assert.ok(text.includes("<script>window.hacked = 1</script>"));
      assert.doesNotMatch(text, /[\u202e\u2066]/);
      await browser.open({ url: `${url}?plugin=alpha` });
      assert.equal(await browser.evaluate("window.hacked ?? 'nothing'"), "nothing");
      await browser.checkAll("evil names of a plugin");
    });
  },
});

Deno.test({
  name: "the page is used by keyboard: skip, pause, theme, and the filters of the log",
  ignore,
  fn: async () => {
    await using browser = await Browser.start();
    let lines = [
      fakeLine({ message: "quiet" }),
      fakeLine({ id: 2, level: "error", message: "loud" }),
    ];
    await withPage(plugins(fakePlugin()), { log: () => ({ lines, leftOut: 0 }) }, async (url) => {
      await browser.open({ url });
      const focused = async (key: string) =>
        (await browser.do("press", { key }) as { focused: string }).focused;
      assert.match(await focused("Tab"), /^Skip to the problems/);
      assert.equal(await focused("Tab"), "Pause");
      assert.equal(await focused("Enter"), "Resume");
      lines = [...lines, fakeLine({ id: 3, message: "news" })];
      const shown =
        "[...document.querySelectorAll('#log-lines li:not([hidden]) .message')].map((e) => e.textContent).join()";
      assert.equal(await browser.evaluate(shown), "loud,quiet");
      await focused("Enter");
      await eventually(
        "it goes on",
        async () => await browser.evaluate(shown) === "news,loud,quiet" || undefined,
        10_000,
      );
      await browser.evaluate(
        "document.querySelector('#log-form select').value = 'error'; document.querySelector('#log-form').dispatchEvent(new Event('input'))",
      );
      assert.equal(await browser.evaluate(shown), "loud");
      await browser.evaluate(
        "document.querySelector('#theme').value = 'dark'; document.querySelector('#theme').dispatchEvent(new Event('change'))",
      );
      assert.match(
        String(await browser.evaluate("getComputedStyle(document.body).backgroundColor")),
        /rgb\(1\d, 2\d, 2\d\)/,
      );
    });
  },
});
