/** The wall clock is set by hours, forward and back. The monotonic clock, which nobody can set, goes on. */
import assert from "node:assert/strict";
import { eventually } from "../support/eventually.ts";
import { withMonitor } from "../support/monitor.ts";
import type { Monitor } from "../support/monitor.ts";
import { needs } from "../support/tools.ts";
import { scrapeThroughout } from "./scrape_throughout.ts";

const HOUR_MS = 3_600_000;
const INTERVAL_MS = 500;
const WINDOW_MS = 5_000;
const NO_FAKETIME = needs("faketime", "faketime");
const SUCCESS = 'llm_monitor_plugin_last_success_timestamp_seconds{plugin="steady"}';
const COLLECTIONS = 'llm_monitor_plugin_collections_total{plugin="steady",result="ok"}';
const MISSED = 'llm_monitor_plugin_missed_ticks_total{plugin="steady"}';

/** Fails as soon as the wall clock is behind the time at which it was first asked. */
const FEARFUL = `globalThis.first ??= Date.now();
  if (Date.now() < globalThis.first - 1_000) throw new Error("The clock went back");
  return new FamilySet().gauge("llm_monitor_fearful_value_ratio", {}, 0.5).families();`;

/** A wall clock that a test sets, for all processes of a monitor: host and guests come by way of setpriv. */
class SetClock {
  readonly #dir: string;

  private constructor(dir: string) {
    this.#dir = dir;
  }

  static async create(): Promise<SetClock> {
    const dir = await Deno.makeTempDir({ prefix: "llm-monitor-clock-" });
    // A guest may run as another user, and reads it, too.
    await Deno.chmod(dir, 0o755);
    const clock = new SetClock(dir);
    await clock.set(0);
    const exports = Object.entries(await clock.env()).filter(([name]) => name !== "PATH")
      .map(([name, value]) => `export ${name}='${value}'`);
    const own = `PATH="\${PATH#*:}"`;
    const script = ["#!/bin/sh", ...exports, `${own} exec setpriv "$@"`].join("\n");
    await Deno.writeTextFile(`${dir}/setpriv`, `${script}\n`, { mode: 0o755 });
    return clock;
  }

  async env(): Promise<Record<string, string>> {
    return {
      LD_PRELOAD: await findLibrary(),
      FAKETIME_TIMESTAMP_FILE: `${this.#dir}/offset`,
      FAKETIME_NO_CACHE: "1",
      FAKETIME_DISABLE_SHM: "1",
      DONT_FAKE_MONOTONIC: "1",
      PATH: `${this.#dir}:${Deno.env.get("PATH")}`,
    };
  }

  /** Sets the clock off by this much. */
  async set(ms: number): Promise<void> {
    const temporary = `${this.#dir}/next`;
    await Deno.writeTextFile(temporary, `${ms < 0 ? "" : "+"}${ms / 1_000}\n`);
    await Deno.rename(temporary, `${this.#dir}/offset`);
  }

  async remove(): Promise<void> {
    await Deno.remove(this.#dir, { recursive: true });
  }
}

async function findLibrary(): Promise<string> {
  const folders = (await Array.fromAsync(Deno.readDir("/usr/lib"))).map(({ name }) => name);
  for (const folder of folders.filter((name) => name.endsWith("-linux-gnu"))) {
    const file = `/usr/lib/${folder}/faketime/libfaketimeMT.so.1`;
    if ((await Promise.allSettled([Deno.stat(file)]))[0].status === "fulfilled") return file;
  }
  throw new Error("Cannot find libfaketimeMT.so.1, which faketime of Debian brings along");
}

/** The schedule is as it was: no collection was skipped, none came before its time. */
async function assertKeepsTime(monitor: Monitor, offsetMs: number): Promise<void> {
  await eventually("it tells the new time", async () => {
    const successMs = (await monitor.value(SUCCESS) ?? 0) * 1_000;
    return Math.abs(successMs - Date.now() - offsetMs) < 60_000;
  });
  const [before = NaN, missed] = [await monitor.value(COLLECTIONS), await monitor.value(MISSED)];
  const startMs = performance.now();
  await new Promise((resolve) => setTimeout(resolve, WINDOW_MS));
  const done = (await monitor.value(COLLECTIONS) ?? NaN) - before;
  const expected = (performance.now() - startMs) / INTERVAL_MS;
  assert.ok(done <= expected + 3, `${done} collections where ${expected} were due`);
  const skipped = (await monitor.value(MISSED) ?? NaN) - (missed ?? NaN);
  assert.ok(done + skipped >= expected - 4, `${done} collections where ${expected} were due`);
  const { next_collection_at: next } = await monitor.plugin("steady") ?? {};
  const aheadMs = Date.parse(next ?? "") - Date.now() - offsetMs;
  assert.ok(Math.abs(aheadMs) < 30_000, `the next collection is ${aheadMs} ms ahead`);
}

Deno.test({
  name:
    "a clock that is set by hours shifts no schedule, lets nothing expire, and keeps nothing alive",
  ignore: NO_FAKETIME,
  fn: async () => {
    const clock = await SetClock.create();
    await withMonitor(async (project) => {
      const each = `{ interval: "${INTERVAL_MS}ms" }`;
      await project.writeConfig(
        `supervisor: { minInterval: "100ms" }\nplugins: { steady: ${each}, fearful: ${each} }\n`,
      );
      await project.writePlugin("steady");
      await project.writePlugin("fearful", { collect: FEARFUL });
    }, async (monitor) => {
      await monitor.untilReady();
      await scrapeThroughout(monitor, async () => {
        await assertKeepsTime(monitor, 0);
        for (const hours of [3, -5]) {
          await clock.set(hours * HOUR_MS);
          await assertKeepsTime(monitor, hours * HOUR_MS);
          assert.equal(await monitor.value("llm_monitor_steady_value_ratio"), 0.5);
        }
        await monitor.untilLogged(/The clock went back/);
        await eventually(
          "what is not renewed goes, by the time that passed",
          async () => await monitor.value("llm_monitor_fearful_value_ratio") === undefined,
          10_000,
        );
      });
      const restarts = (await monitor.plugin("steady"))?.restarts;
      assert.equal(restarts, 0);
      assert.deepEqual(
        monitor.logs.filter(({ level }) => level === "error" || level === "raw"),
        [],
      );
      const times = monitor.logs.map(({ time }) => Date.parse(String(time)));
      assert.ok(times.every((time) => Number.isFinite(time)), "a line has no time");
    }, await clock.env());
    await clock.remove();
  },
});
