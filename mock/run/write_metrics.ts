import { EXIT } from "../../runtime/cli/exit_codes.ts";
import type { ExitCode } from "../../runtime/cli/exit_codes.ts";
import type { ParsedArguments } from "../../runtime/cli/parse_arguments.ts";
import { projectDir } from "../../runtime/cli/project_dir.ts";
import type { VerbContext } from "../../runtime/cli/verb.ts";
import { parseDuration } from "../../runtime/contract/duration.ts";
import { CodedError } from "../../runtime/contract/errors.ts";
import { formatQuantity } from "../../runtime/contract/format_quantity.ts";
import { readNumber } from "../cli/number_flags.ts";
import { listNames, loadScenario, scenarioFile } from "../scenario/load.ts";
import { slowDown } from "../scenario/settings_at.ts";
import type { WorldSpec } from "../sim/specs.ts";
import { writeWorld } from "../write/write_world.ts";
import { stillFiles } from "./gpu_commands.ts";
import { explainPathError } from "./path_error.ts";

const HOUR_SECONDS = 3_600;
/** A collection, with all that it may wait for, has to fit in. */
const SHORTEST_STEP_SECONDS = 15;
/** The plugins that are played. */
export const PLUGINS: readonly string[] = ["docker", "gpu", "llm", "system"];
/** Flags of `--write` alone. */
const WRITE_FLAGS = ["hours", "step", "from", "to", "pace", "until", "instance"] as const;
const PROGRESS_SECONDS = 6 * HOUR_SECONDS;

/**
 * Plays a world at once and writes what a monitor over it would have told, scrape by scrape.
 *
 * @throws {CodedError} `usage` for values that cannot be used.
 */
export async function writeMetrics(
  spec: WorldSpec,
  parsed: ParsedArguments,
  { cwd, output }: VerbContext,
): Promise<ExitCode> {
  if (parsed.switches.has("amd")) {
    throw new CodedError("usage", "Cannot use --amd with --write: it plays only the NVIDIA cards");
  }
  const seconds = Math.round((readNumber(parsed, "hours") ?? 1) * HOUR_SECONDS);
  const stepSeconds = parseSeconds(parsed, "step") ?? 30;
  if (stepSeconds < SHORTEST_STEP_SECONDS || !Number.isInteger(stepSeconds)) {
    throw usage("step", parsed, `it must be whole seconds, ${SHORTEST_STEP_SECONDS}s or more`);
  }
  const untilUnix = parseUnix(parsed);
  const startUnix = (Math.floor(untilUnix / stepSeconds) - Math.floor(seconds / stepSeconds)) *
    stepSeconds;
  const scenario = parsed.values.get("scenario") ?? "healthy";
  const path = parsed.values.get("write") ?? "";
  const file = path.startsWith("/") ? path : `${cwd}/${path}`;
  // Before hours are played in vain.
  await orUnusable(path, openFile(file).then((opened) => opened.close()));
  const store = await writeWorld({
    spec,
    seed: readNumber(parsed, "seed") ?? 1,
    scenario: slowDown(
      await loadScenario(await scenarioFile(scenario, cwd), listNames(spec)),
      readNumber(parsed, "pace") ?? 1,
    ),
    plays: {
      fromSeconds: parseSeconds(parsed, "from") ?? 0,
      toSeconds: parseSeconds(parsed, "to") ?? Infinity,
    },
    ...{ startUnix, seconds, stepSeconds },
    targetLabels: {
      job: "llm-monitor",
      instance: parsed.values.get("instance") ?? "127.0.0.1:8090",
    },
    pluginsDir: `${projectDir()}/plugins`,
    plugins: PLUGINS,
    still: await stillFiles(),
    onProgress: (at) => {
      if (at > 0 && at % PROGRESS_SECONDS === 0) output.note(`${at / HOUR_SECONDS} h`);
    },
  });
  await orUnusable(path, writeText(file, store.text()));
  output.line(
    `Wrote ${formatQuantity(Math.floor(seconds / stepSeconds) + 1, "scrape")} to ${path}`,
  );
  return EXIT.ok;
}

/**
 * Refuses flags that mean something only with `--write`, rather than ignore them.
 *
 * @throws {CodedError} `usage`.
 */
export function refuseWriteFlags({ values }: ParsedArguments): void {
  const found = WRITE_FLAGS.find((name) => values.has(name));
  if (found === undefined) return;
  throw new CodedError("usage", `Cannot use --${found} without --write`, {
    hint: "Give the file to write to, such as --write day.om",
  });
}

function orUnusable(path: string, work: Promise<void>): Promise<void> {
  return explainPathError(work, {
    code: "usage",
    problem: `Cannot use --write ${path}`,
    hint: "Give a file that you can write, on a disk with room for it",
  });
}

function openFile(file: string): Promise<Deno.FsFile> {
  return Deno.open(file, { write: true, create: true });
}

async function writeText(file: string, text: Iterable<string>): Promise<void> {
  using opened = await openFile(file);
  await opened.truncate();
  const writer = opened.writable.getWriter();
  const encoder = new TextEncoder();
  for (const piece of text) await writer.write(encoder.encode(piece));
  await writer.close();
}

function parseSeconds(parsed: ParsedArguments, name: string): number | undefined {
  const text = parsed.values.get(name);
  if (text === undefined) return undefined;
  try {
    return parseDuration(text) / 1_000;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw usage(name, parsed, "it must be a duration such as 30s or 2h");
  }
}

/** Seconds since 1970, or a date and time. */
function parseUnix(parsed: ParsedArguments): number {
  const text = parsed.values.get("until");
  if (text === undefined) return Date.now() / 1_000;
  const seconds = /^\d+$/.test(text) ? Number(text) : Date.parse(text) / 1_000;
  if (Number.isFinite(seconds) && seconds > 0) return seconds;
  throw usage(
    "until",
    parsed,
    "it must be seconds since 1970, or a time such as 2026-11-26T12:00:00Z",
  );
}

function usage(name: string, { values }: ParsedArguments, rule: string): CodedError {
  return new CodedError("usage", `Cannot use --${name} ${values.get(name)}: ${rule}`);
}
