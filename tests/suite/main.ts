/** `deno task test [--quick] [path...] [flags of deno test]`: the whole suite, part by part. */
import { relative, resolve } from "node:path";
import { codeFiles, REPO } from "../repo/source_files.ts";
import { HELP, parseArguments } from "./arguments.ts";
import { PARTS } from "./parts.ts";
import { isWithin } from "./plan.ts";
import { runSuite } from "./run_suite.ts";
import { countCases, summarize } from "./summary.ts";

const chosen = parseArguments(Deno.args);
if (chosen.wantsHelp) {
  write(HELP.trimEnd());
  Deno.exit(0);
}

if (chosen.misspelt) {
  const { flag, meant } = chosen.misspelt;
  write(`There is no flag ${flag}. Did you mean ${meant}?`);
  Deno.exit(2);
}
const files = (await codeFiles()).map(({ path }) => path).filter((path) =>
  path.endsWith("_test.ts")
);
const paths = chosen.paths.map((path) => relative(REPO, resolve(path)) || ".");
const unknown = paths.find((path) => !files.some((file) => isWithin(file, path)));
if (unknown !== undefined) {
  write(`There is no test in ${unknown}. Give folders or files such as tests/e2e/gpu_test.ts`);
  Deno.exit(2);
}

const reports = await runSuite({
  parts: PARTS,
  root: REPO,
  files,
  selection: { isQuick: chosen.isQuick, paths },
  flags: chosen.flags,
  write,
});
for (const line of summarize(reports)) write(line);
const cases = reports.flatMap(({ jobs }) => jobs).flatMap((job) => job.cases);
Deno.exit(countCases(cases).failed === 0 ? 0 : 1);

function write(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}
