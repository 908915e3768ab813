import assert from "node:assert/strict";
import type { Monitor } from "../support/monitor.ts";

const INTERVAL_MS = 100;
/** Prometheus gives up on a scrape after ten seconds. */
const LONGEST_MS = 10_000;

/** Scrapes all the while that a test runs: every one of them has to be answered, and in time. */
export async function scrapeThroughout(monitor: Monitor, test: () => Promise<void>): Promise<void> {
  let isOver = false;
  const wrong: string[] = [];
  const scraping = (async () => {
    while (!isOver) {
      const startMs = performance.now();
      try {
        const { status } = await monitor.get("/metrics");
        const tookMs = performance.now() - startMs;
        if (status !== 200) wrong.push(`a scrape was answered with ${status}`);
        if (tookMs > LONGEST_MS) wrong.push(`a scrape took ${tookMs} ms`);
      } catch (error) {
        wrong.push(String(error));
      }
      await new Promise((resolve) => setTimeout(resolve, INTERVAL_MS));
    }
  })();
  try {
    await test();
  } finally {
    isOver = true;
    await scraping;
  }
  assert.deepEqual(wrong, []);
}
