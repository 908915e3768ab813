/** Thirty days of one host for Prometheus: the simulated day, again and again. */
import { BLOCK_SECONDS, createBlocks } from "../../dashboards/backfill/create_blocks.ts";
import { dumpBlocks } from "../../dashboards/backfill/dump_blocks.ts";
import { OpenMetricsFile } from "../../dashboards/backfill/open_metrics_file.ts";
import { shiftBlock } from "../../dashboards/backfill/shift_block.ts";
import type { Where } from "../../dashboards/ask_board.ts";
import { DAY_SECONDS } from "../../dashboards/simulated_data.ts";
import type { DataSet } from "../../dashboards/simulated_data.ts";

export const DAYS = 30;
/** As often as the stack scrapes: each sample of the day, which has one a minute, stands twice. */
export const SCRAPE_SECONDS = 30;

/** Data in a folder, and the time that they are of. */
export type LongData = Omit<Where, "prometheus"> & { readonly dir: string };

/** Writes the days as blocks below a folder. */
export async function makeLongData(day: DataSet, dir: string): Promise<LongData> {
  const first = day.toSeconds - DAY_SECONDS;
  const base = findBase(first);
  await using file = await OpenMetricsFile.create();
  const span = { fromSeconds: first, toSeconds: day.toSeconds };
  for await (const { head, value, unixSeconds } of dumpBlocks(day.dir, span)) {
    const at = unixSeconds - first + base;
    await file.add(`${head} ${value} ${at}\n${head} ${value} ${at + SCRAPE_SECONDS}\n`);
  }
  await file.end();
  await createBlocks(file.path, `${dir}/base`);
  const block = await onlyBlock(`${dir}/base`);
  for (let number = 0; number < DAYS; number++) {
    const shiftMs = (first - number * DAY_SECONDS - base) * 1_000;
    await shiftBlock(block, `${dir}/days`, { shiftMs, number });
  }
  return {
    dir: `${dir}/days`,
    scrapeIntervalSeconds: SCRAPE_SECONDS,
    fromSeconds: day.toSeconds - DAYS * DAY_SECONDS,
    toSeconds: day.toSeconds,
  };
}

/** The last time before another at which a block begins, so that what begins there is one block. */
export function findBase(unixSeconds: number): number {
  return Math.floor(unixSeconds / BLOCK_SECONDS) * BLOCK_SECONDS;
}

/** @throws {Error} There is more than one, or none. */
export async function onlyBlock(dir: string): Promise<string> {
  const names = (await Array.fromAsync(Deno.readDir(dir))).map(({ name }) => name);
  if (names.length !== 1) throw new Error(`${dir} has ${names.length} blocks in place of one`);
  return `${dir}/${names[0]}`;
}
