import { run } from "../../support/tools.ts";

/**
 * The longest block that promtool makes of what it is given. Blocks lie at multiples of it, so that a day
 * that begins at one is one block.
 */
export const BLOCK_SECONDS = 54 * 3_600;

/** Turns a file of OpenMetrics into blocks of Prometheus' storage. */
export async function createBlocks(openMetrics: string, blocks: string): Promise<void> {
  await succeed("promtool", [
    ...["tsdb", "create-blocks-from", `--max-block-duration=${BLOCK_SECONDS}s`, "--quiet"],
    ...["openmetrics", openMetrics, blocks],
  ]);
}

/** Runs a program to its end; what it says against its task is the error. */
export async function succeed(program: string, args: readonly string[]): Promise<void> {
  const { code, output } = await run(program, args);
  if (code !== 0) throw new Error(`${program} ${args.join(" ")} failed:\n${output}`);
}
