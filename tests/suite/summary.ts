import type { Case } from "./junit.ts";
import type { PartReport } from "./run_suite.ts";

/** The number of tests by their end. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export function countCases(cases: readonly Case[]): Counts {
  const count = (of: Case["result"]) => cases.filter(({ result }) => result === of).length;
  return { passed: count("passed"), failed: count("failed"), skipped: count("skipped") };
}

/** Returns `12 passed, 0 failed`, with `, 1 skipped` where there are some. */
export function describeCounts({ passed, failed, skipped }: Counts): string {
  const end = skipped > 0 ? `, ${skipped} skipped` : "";
  return `${passed} passed, ${failed} failed${end}`;
}

/** Returns `7 s` or `2 min 7 s`. */
export function describeSeconds(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** Returns what `deno test` says of failures; without such a section, all that it wrote. */
export function errorsIn(output: string): string {
  const start = output.indexOf("\n ERRORS \n");
  if (start === -1) return output.trim();
  const end = output.indexOf("\n FAILURES \n", start);
  return output.slice(start + "\n ERRORS \n".length, end === -1 ? undefined : end).trim();
}

/** Returns the lines at the end; the last one is the counts. */
export function summarize(reports: readonly PartReport[]): string[] {
  const jobs = reports.flatMap((report) => report.jobs);
  const cases = jobs.flatMap((job) => job.cases);
  const times = reports.map(({ name, seconds }) => `${name} ${describeSeconds(seconds)}`);
  return [
    ...section("Failed", byFile(cases.filter(({ result }) => result === "failed"))),
    ...section("Left out", listReasons(jobs.flatMap((job) => job.notes))),
    ...section("Skipped", byFile(cases.filter(({ result }) => result === "skipped"))),
    "",
    `Time: ${times.join(", ")}`,
    describeCounts(countCases(cases)),
  ];
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ["", `${title}:`, ...lines];
}

function byFile(cases: readonly Case[]): string[] {
  const files = Map.groupBy(cases, ({ file }) => file);
  return [...files].flatMap(([file, own]) => [
    `  ${file}`,
    ...own.map(({ name }) => `    ${name}`),
  ]);
}

function listReasons(notes: PartReport["jobs"][number]["notes"]): string[] {
  const reasons = Map.groupBy(notes, ({ reason }) => reason);
  return [...reasons].map(([reason, own]) => {
    const files = [...new Set(own.map(({ file }) => file))];
    return `  ${reason} (${files.join(", ")})`;
  });
}
