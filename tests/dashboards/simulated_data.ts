/**
 * Metrics of the simulation as Prometheus keeps them: a busy day, and half an hour of every scenario,
 * with what our recording rules make of them. Making them takes a minute, so that they are kept until
 * something changes of which they are made.
 */
import { REPO, sourceFiles } from "../repo/source_files.ts";
import { createBlocks, succeed } from "./backfill/create_blocks.ts";
import { recordRules } from "./backfill/record_rules.ts";

/** The end of all of it. It is fixed, so that pictures stay the same. */
export const END_SECONDS = Date.parse("2026-11-26T12:00:00Z") / 1_000;
export const DAY_SECONDS = 86_400;
export const SCENARIO_SECONDS = 1_800;

/** The files of a set: the metrics of each are those of one host. */
interface Writing {
  readonly scenario: string;
  readonly instance: string;
  readonly hours: number;
  readonly step: string;
  readonly until: number;
  readonly seed: number;
  /** The time at which something begins to go wrong. */
  readonly from?: string;
}

/** One folder of blocks. */
export interface DataSet {
  readonly dir: string;
  readonly scrapeIntervalSeconds: number;
  readonly fromSeconds: number;
  readonly toSeconds: number;
}

export interface SimulatedData {
  /** A busy day of one host, in two halves, between which it was started anew. */
  readonly day: DataSet;
  /** A host for each scenario, which is its instance. */
  readonly scenarios: DataSet;
}

const KEPT = `${REPO}/.llm-monitor/simulated`;
const SECONDS: Readonly<Record<string, number>> = { "1m": 60, "30s": 30 };
const DAY_HALF = {
  scenario: "busy",
  instance: "gpu-1:8090",
  hours: DAY_SECONDS / 2 / 3_600,
  step: "1m",
};

export async function scenarioNames(): Promise<string[]> {
  return (await sourceFiles("mock/scenarios", ".yaml"))
    .map(({ path }) => /([^/]+)\.yaml$/.exec(path)?.[1] ?? "");
}

/** Returns the data, made anew where the simulation, a plugin or a rule has changed. */
export async function simulatedData(): Promise<SimulatedData> {
  const scraped = `${KEPT}/${await digestOfSources()}`;
  const dir = `${scraped}/recorded-${await digestOfRules()}`;
  const data: SimulatedData = {
    day: makeSet(`${dir}/day`, "1m", DAY_SECONDS),
    scenarios: makeSet(`${dir}/scenarios`, "30s", SCENARIO_SECONDS),
  };
  // Two tests at a time would make it twice, and each would remove what the other makes.
  using _lock = await lockFile(`${KEPT}.lock`);
  if (await isThere(dir)) return data;
  if (!await isThere(scraped)) {
    // What is older is of no use any more, and large.
    await Deno.remove(KEPT, { recursive: true }).catch(ignoreMissing);
    await scrape(scraped);
  }
  await removeRecorded(scraped);
  const making = `${dir}.making`;
  await Deno.mkdir(making);
  await Promise.all((["day", "scenarios"] as const).map(async (name) => {
    await succeed("cp", ["-r", `${scraped}/${name}`, making]);
    const { scrapeIntervalSeconds, ...span } = data[name];
    await recordRules(`${making}/${name}`, span, scrapeIntervalSeconds);
  }));
  await Deno.rename(making, dir);
  return data;
}

/** Plays the simulation, and keeps what a monitor over it told. */
async function scrape(dir: string): Promise<void> {
  const making = `${dir}.making`;
  await Deno.mkdir(making, { recursive: true });
  const scenarios = (await scenarioNames()).map((name): Writing => ({
    scenario: name,
    instance: name,
    hours: SCENARIO_SECONDS / 3_600,
    step: "30s",
    until: END_SECONDS,
    seed: 1,
    from: "8m",
  }));
  const halves: Writing[] = [
    { ...DAY_HALF, until: END_SECONDS - DAY_SECONDS / 2 - 60, seed: 1 },
    { ...DAY_HALF, until: END_SECONDS, seed: 2 },
  ];
  await inParallel([
    ...halves.map((one) => () => write(one, `${making}/day`)),
    ...scenarios.map((one) => () => write(one, `${making}/scenarios`)),
  ]);
  await Deno.rename(making, dir);
}

/** Removes what older rules recorded, or what nobody finished. */
async function removeRecorded(dir: string): Promise<void> {
  for await (const { name } of Deno.readDir(dir)) {
    if (name.startsWith("recorded-")) await Deno.remove(`${dir}/${name}`, { recursive: true });
  }
}

/** Waits until no other process has the file. */
async function lockFile(path: string): Promise<Deno.FsFile> {
  await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
  const file = await Deno.open(path, { create: true, write: true });
  await file.lock(true);
  return file;
}

function makeSet(dir: string, step: string, seconds: number): DataSet {
  return {
    dir,
    scrapeIntervalSeconds: SECONDS[step] ?? NaN,
    fromSeconds: END_SECONDS - seconds,
    toSeconds: END_SECONDS,
  };
}

async function write(writing: Writing, blocks: string): Promise<void> {
  const text = await Deno.makeTempFile({ prefix: "llm-monitor-", suffix: ".om" });
  try {
    await succeed(Deno.execPath(), [
      ...["run", "-A", "--quiet", `${REPO}/mock/main.ts`],
      ...["--scenario", writing.scenario, "--write", text, "--hours", `${writing.hours}`],
      ...["--step", writing.step, "--until", new Date(writing.until * 1_000).toISOString()],
      ...["--instance", writing.instance, "--seed", `${writing.seed}`],
      ...writing.from === undefined ? [] : ["--from", writing.from],
    ]);
    await createBlocks(text, blocks);
  } finally {
    await Deno.remove(text);
  }
}

/** As many at once as there are processors. */
async function inParallel(tasks: readonly (() => Promise<void>)[]): Promise<void> {
  const waiting = [...tasks];
  const work = async () => {
    for (let task = waiting.shift(); task; task = waiting.shift()) await task();
  };
  await Promise.all(Array.from({ length: navigator.hardwareConcurrency }, work));
}

async function digestOfSources(): Promise<string> {
  const folders = ["mock", "plugins", "runtime/contract", "runtime/metrics", "runtime/sdk"];
  const files = (await Promise.all(folders.map((folder) => sourceFiles(folder, "")))).flat()
    .filter(({ path }) => !/_test\.ts$|\.md$|testdata/.test(path));
  files.push(...await sourceFiles("tests/dashboards", "simulated_data.ts"));
  return await computeDigest(files);
}

async function digestOfRules(): Promise<string> {
  return await computeDigest([
    ...await sourceFiles("dashboards/rules", ".yml"),
    ...await sourceFiles("tests/dashboards/backfill", ".ts"),
  ]);
}

async function computeDigest(
  files: readonly { readonly path: string; readonly text: string }[],
): Promise<string> {
  const text = files.map((file) => `${file.path}\n${file.text}`).join("\n");
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return new Uint8Array(digest).toHex().slice(0, 16);
}

async function isThere(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isDirectory;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}
