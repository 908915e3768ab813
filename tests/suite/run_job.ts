import { parseJunit, pickLeaves } from "./junit.ts";
import type { Case } from "./junit.ts";
import type { Job } from "./plan.ts";
import { OUTSIDE, writeGroups } from "./write_groups.ts";

/** The end of a process of `deno test`. */
export interface JobReport {
  readonly files: readonly string[];
  readonly cases: readonly Case[];
  /** The reasons for tests that were left out, by their files. */
  readonly notes: readonly Note[];
  /** Its output. */
  readonly output: string;
  readonly seconds: number;
}

/** A reason for which a test, or a part of one, was left out. */
export interface Note {
  readonly file: string;
  readonly reason: string;
}

/** The place and the flags of a run. */
export interface JobOptions {
  readonly root: string;
  readonly flags: readonly string[];
  /** Called for each test that has ended, where several files share a process. */
  readonly onTest: () => void;
}

/** The longest that one process may take; more is a hang. */
const LONGEST_MS = 10 * 60_000;
/** Groups for each processor: one of them ends last, and is to be short. */
const GROUPS_PER_CPU = 4;
/** Groups at once: some tests wait, for processes and for time that passes. */
const JOBS_PER_CPU = 2;
/** A line of several files that run beside each other. */
const LINE = /^\S+_test\.ts => /;
const UNCAUGHT = /^(?:\.\/)?(\S+_test\.ts) \(uncaught error\)$/gm;

/** Runs test files in one process. Types are not checked: that was done for all at once. */
export async function runJob({ files }: Job, options: JobOptions): Promise<JobReport> {
  const dir = await Deno.makeTempDir({ prefix: "llm-monitor-suite-" });
  const startMs = performance.now();
  try {
    const [junit, noted] = [`${dir}/junit.xml`, `${dir}/notes`];
    const args = ["test", "-A", "--quiet", "--no-check", `--junit-path=${junit}`];
    const cpus = navigator.hardwareConcurrency;
    const count = GROUPS_PER_CPU * cpus;
    const isShared = files.length > 1;
    const modules = isShared ? await writeGroups(files, { root: options.root, dir, count }) : files;
    if (isShared) args.push("--parallel");
    const child = new Deno.Command(Deno.execPath(), {
      args: [...args, ...options.flags, ...modules],
      cwd: options.root,
      env: { NO_COLOR: "1", TEST_SUITE_NOTES: noted, DENO_JOBS: `${JOBS_PER_CPU * cpus}` },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    let output = "";
    const read = async (stream: ReadableStream<Uint8Array<ArrayBuffer>>) => {
      for await (const text of stream.pipeThrough(new TextDecoderStream())) {
        output += text;
        for (const line of text.split("\n")) {
          if (LINE.test(line)) options.onTest();
        }
      }
    };
    const timer = setTimeout(() => child.kill("SIGKILL"), LONGEST_MS);
    const [{ code }] = await Promise.all([child.status, read(child.stdout), read(child.stderr)]);
    clearTimeout(timer);
    const cases = pickLeaves(parseJunit(await readIfThere(junit))).map(toOutside);
    return {
      files,
      cases: [...cases, ...failuresBesideTests(files, cases, { code, output })],
      notes: parseNotes(await readIfThere(noted), options.root),
      output,
      seconds: (performance.now() - startMs) / 1_000,
    };
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

/** Gives the failure of a file's top level to that file: a group has a test for it. */
function toOutside(one: Case): Case {
  if (!one.name.endsWith(` ${OUTSIDE}`)) return one;
  return { ...one, file: one.name.slice(0, -OUTSIDE.length - 1), name: OUTSIDE };
}

/** Files that failed outside of their tests are in no report: in their top level, or as a whole. */
function failuresBesideTests(
  files: readonly string[],
  cases: readonly Case[],
  { code, output }: { code: number; output: string },
): Case[] {
  const failed = (file: string, name: string): Case => ({
    file,
    name,
    result: "failed",
    seconds: 0,
  });
  const uncaught = new Set([...output.matchAll(UNCAUGHT)].map(([, file = ""]) => file));
  const found = [...uncaught].map((file) =>
    failed(files.includes(file) ? file : files.join(", "), OUTSIDE)
  );
  const isTold = found.length > 0 || cases.some(({ result }) => result === "failed");
  if (code === 0 || isTold) return found;
  return [failed(files.join(", "), `(deno test ended with exit code ${code})`)];
}

/** Reads the notes of this suite's files; a test may run copies of them, which note their own. */
function parseNotes(text: string, root: string): Note[] {
  return text.split("\n").filter((line) => line !== "").flatMap((line) => {
    const { module, reason } = JSON.parse(line) as { module: string; reason: string };
    const path = decodeURIComponent(new URL(module).pathname);
    return path.startsWith(`${root}/`) ? [{ file: path.slice(root.length + 1), reason }] : [];
  });
}

async function readIfThere(path: string): Promise<string> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}
