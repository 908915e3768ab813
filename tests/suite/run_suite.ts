import { mapConcurrently } from "../../runtime/async/map_concurrently.ts";
import type { Part } from "./parts.ts";
import { planParts } from "./plan.ts";
import type { Job, PlannedPart, Selection } from "./plan.ts";
import { runJob } from "./run_job.ts";
import type { JobReport } from "./run_job.ts";
import { countCases, describeCounts, describeSeconds, errorsIn } from "./summary.ts";

/** The end of a part. */
export interface PartReport {
  readonly name: string;
  readonly jobs: readonly JobReport[];
  readonly seconds: number;
}

/** The tests to run, the place, and the listener. */
export interface SuiteOptions {
  readonly parts: readonly Part[];
  /** The folder that all paths are relative to. */
  readonly root: string;
  readonly files: readonly string[];
  readonly selection: Selection;
  /** Flags for `deno test`. */
  readonly flags: readonly string[];
  readonly write: (line: string) => void;
}

/** The longest silence of a shared process, and of one of its own. */
const SILENCE_MS = { shared: 5_000, own: 30_000, alone: 30_000 };
const MOST_SLOTS = 4;

/** Runs all chosen parts, whatever becomes of each. */
export async function runSuite(options: SuiteOptions): Promise<PartReport[]> {
  const planned = planParts(options.parts, options.files, options.selection);
  const reports: PartReport[] = [];
  if (planned.length > 0) reports.push(await checkTypes(planned, options));
  for (const [index, one] of planned.entries()) {
    const count = one.jobs.flatMap(({ files }) => files).length;
    const place = `part ${index + 1} of ${planned.length}`;
    options.write(`== ${one.part.name}: ${count} ${count === 1 ? "file" : "files"}, ${place}`);
    reports.push(await runPart(one, options));
  }
  return reports;
}

/** Checks the types of everything at once, which takes less than checking them in each process. */
async function checkTypes(
  planned: readonly PlannedPart[],
  { root, write }: SuiteOptions,
): Promise<PartReport> {
  write("== types");
  const startMs = performance.now();
  const files = planned.flatMap(({ jobs }) => jobs).flatMap((job) => job.files);
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["check", "--quiet", ...files],
    cwd: root,
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).output();
  const seconds = (performance.now() - startMs) / 1_000;
  const output = new TextDecoder().decode(stderr);
  write(`${code === 0 ? "ok" : "FAILED"} (${describeSeconds(seconds)})`);
  if (code !== 0) write(output);
  const result = code === 0 ? "passed" : "failed";
  const one = { file: "deno check", name: "the types are right", result, seconds } as const;
  return {
    name: "types",
    jobs: [{ files: [], cases: code === 0 ? [] : [one], notes: [], output, seconds }],
    seconds,
  };
}

async function runPart({ part, jobs }: PlannedPart, options: SuiteOptions): Promise<PartReport> {
  const startMs = performance.now();
  const slots = part.processes === "own" ? Math.min(MOST_SLOTS, navigator.hardwareConcurrency) : 1;
  const running = new Set<Job>();
  const reports: JobReport[] = [];
  let tests = 0;
  const beat = setInterval(() => {
    const files = [...running].flatMap((job) => job.files);
    options.write(
      part.processes === "shared"
        ? `   ${tests} tests so far`
        : `   still running: ${files.join(", ")}`,
    );
  }, SILENCE_MS[part.processes]);
  const onTest = () => {
    tests++;
  };
  const run = async (job: Job) => {
    running.add(job);
    const report = await runJob(job, { root: options.root, flags: options.flags, onTest });
    running.delete(job);
    reports.push(report);
    printReport(report, { done: reports.length, total: jobs.length }, options.write);
  };
  try {
    await mapConcurrently(jobs, slots, run);
  } finally {
    clearInterval(beat);
  }
  return { name: part.name, jobs: reports, seconds: (performance.now() - startMs) / 1_000 };
}

function printReport(
  report: JobReport,
  { done, total }: { done: number; total: number },
  write: (line: string) => void,
): void {
  const counts = countCases(report.cases);
  const [file = ""] = report.files;
  const place = total === 1 ? "" : `[${String(done).padStart(`${total}`.length)}/${total}] `;
  const what = report.files.length === 1 ? `${file}: ` : "";
  const verdict = counts.failed > 0 ? "FAILED" : "ok";
  const took = describeSeconds(report.seconds);
  write(`${place}${verdict} ${what}${describeCounts(counts)} (${took})`);
  if (counts.failed > 0) write(errorsIn(report.output));
}
