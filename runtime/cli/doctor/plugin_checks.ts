import { failure, ok, warning } from "./check.ts";
import type { Check } from "./check.ts";

/** A plugin as `start` would treat it, and the outcome of running it. */
export interface PluginFacts {
  readonly name: string;
  /** `ready`, `pending`, `rejected`, `disabled`. */
  readonly outlook: { readonly state: string; readonly detail: string };
  /** Its state in the instance that runs, or when it was tried; undefined when it was not. */
  readonly run: PluginRun | undefined;
}

/** One look at a plugin that ran. */
export interface PluginRun {
  readonly state: string;
  readonly detail: string;
  readonly series: number;
  readonly seconds: number | null;
  readonly subjects: readonly {
    readonly name: string;
    readonly state: string;
    readonly detail: string;
  }[];
}

const WELL: ReadonlySet<string> = new Set([
  "idle",
  "collecting",
  "starting",
  "retired",
  "admitted",
  "draining",
  "stopped",
]);
/** States of a thing that is watched which are not as they should be. */
const AILING = /down|fail|refus|lost|error|unreach|denied|unrecogni/i;

/** Judges the folder of plugins: without one, a start is refused. */
export function checkPluginsFolder(dir: string, count: number): Check[] {
  if (count > 0) return [];
  const fix = "Copy the project's folder plugins/ there, or set plugins.dir to its path";
  return [failure("plugins", `There is no plugin in ${dir}`, fix)];
}

/** Judges one plugin, and each thing that it watches. */
export function checkPlugin({ name, outlook, run }: PluginFacts): Check[] {
  const id = `plugin.${name}`;
  if (outlook.state === "disabled") return [ok(id, "disabled in the configuration")];
  if (outlook.state === "rejected") {
    return [failure(id, `rejected: ${outlook.detail}`, `deno task plugin info ${name}`)];
  }
  if (outlook.state === "pending") {
    return [
      warning(id, `waits for approval: ${outlook.detail}`, `deno task plugin approve ${name}`),
    ];
  }
  if (!run) return [ok(id, "ready, but was not tried")];
  return [checkRun(id, name, run), ...run.subjects.map((subject) => checkSubject(id, subject))];
}

function checkRun(id: string, name: string, { state, detail, series, seconds }: PluginRun): Check {
  const took = seconds === null ? "" : ` in ${Math.round(seconds * 1_000)} ms`;
  if (state === "inactive") {
    return warning(
      id,
      `nothing to watch: ${detail}`,
      `See what it needs: plugins/${name}/README.md`,
    );
  }
  if (WELL.has(state)) return ok(id, `gives ${series.toLocaleString("en-US")} series${took}`);
  const why = detail === "" ? state : `${state}: ${detail}`;
  return failure(id, why, `deno task plugin test ${name}`);
}

function checkSubject(
  id: string,
  { name, state, detail }: PluginRun["subjects"][number],
): Check {
  const finding = detail === "" ? state : `${state}: ${detail}`;
  const subject = `${id}.${name}`;
  return AILING.test(state)
    ? warning(subject, finding, "deno task top shows it, with what to do")
    : ok(subject, finding);
}
