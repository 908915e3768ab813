// A browser that does what it is told: one job as a line of JSON on standard input, its result as a
// line on standard output. Run by ../browser.ts.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import process from "node:process";
import { createInterface } from "node:readline";

// By require: Deno checks this file, and does not know the packages of its folder.
const require = createRequire(import.meta.url);
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox"],
});
const heard = [];
let page;

/** Opens a page anew, with or without scripts, in a theme and a size. */
async function open({ url, scripts = true, theme = "light", width = 1280, height = 900 }) {
  await page?.context().close();
  heard.length = 0;
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: theme,
    javaScriptEnabled: scripts,
  });
  page = await context.newPage();
  page.on("console", (message) => heard.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => heard.push(`error: ${error.message}`));
  page.on("dialog", (dialog) => {
    heard.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(new URL(url).origin) && !request.url().startsWith("data:")) {
      heard.push(`request: ${request.url()}`);
    }
  });
  await page.goto(url, { waitUntil: "load" });
  return {};
}

const jobs = {
  open,
  /** What a person has before them. */
  read: async () => ({
    title: await page.title(),
    text: await page.innerText("body"),
    icon: await page.getAttribute("#icon", "href"),
    heard,
  }),
  /** Rules of accessibility that are broken. Playwright's evaluate is not bound by the page's policy. */
  audit: async () => {
    const { violations } = await page.evaluate(`(() => { ${axe}; return axe.run(); })()`);
    return {
      violations: violations.map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 200)}`),
    };
  },
  /** How far the page is wider than its window. */
  overflow: async () => ({
    pixels: await page.evaluate("document.documentElement.scrollWidth - window.innerWidth"),
  }),
  picture: async ({ path, fullPage = true }) => {
    await page.screenshot({ path, fullPage });
    return {};
  },
  evaluate: async ({ script }) => ({ value: await page.evaluate(script) }),
  press: async ({ key }) => {
    await page.keyboard.press(key);
    const focused =
      "(document.activeElement.textContent || document.activeElement.id).trim().slice(0, 60)";
    return { focused: await page.evaluate(focused) };
  },
  click: async ({ selector }) => {
    await page.click(selector);
    return {};
  },
  waitForTitle: async ({ pattern, timeoutMs }) => {
    await page.waitForFunction(
      (source) => new RegExp(source).test(document.title),
      pattern,
      { timeout: timeoutMs, polling: 200 },
    );
    return {};
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const { job, ...options } = JSON.parse(line);
  let result;
  try {
    result = await jobs[job](options);
  } catch (error) {
    result = { failed: error.message };
  }
  process.stdout.write(`${JSON.stringify(result)}\n`);
}
await browser.close();
