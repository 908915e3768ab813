/** The suite's runner over a small suite of its own. */
import assert from "node:assert/strict";
import { TempProject } from "../support/temp_project.ts";
import type { Part } from "./parts.ts";
import { runSuite } from "./run_suite.ts";
import { summarize } from "./summary.ts";

const LEAVE_OUT = new URL("../support/leave_out.ts", import.meta.url).href;

const FILES: Readonly<Record<string, string>> = {
  "first/steps_test.ts": `Deno.test("whole", async (test) => {
    await test.step("one", () => {});
    await test.step("two", () => { throw new Error("two is broken"); });
  });
  Deno.test("alone", () => {});`,
  "first/top_test.ts": `throw new Error("its top is broken");`,
  "second/good_test.ts": `Deno.test("good", () => {});`,
  "second/ends_test.ts": `Deno.test("ends", () => Deno.kill(Deno.pid, "SIGKILL"));`,
  "second/out_test.ts": `import { leaveOut } from "${LEAVE_OUT}";
  Deno.test({ name: "out", ignore: leaveOut("frob is missing; apt-get install frob"), fn() {} });`,
  "slow/good_test.ts": `Deno.test("slow", () => {});`,
};

const PARTS: readonly Part[] = [
  { name: "first", paths: ["first"], processes: "shared", isQuick: true },
  { name: "second", paths: ["second"], processes: "own", isQuick: true },
  { name: "slow", paths: ["slow"], processes: "alone", isQuick: false },
];

interface Chosen {
  readonly files?: Readonly<Record<string, string>>;
  readonly paths?: readonly string[];
  readonly isQuick?: boolean;
  readonly flags?: readonly string[];
}

/** Runs a suite of these files, and returns what it told. */
async function suite({ files = FILES, paths = [], isQuick = false, flags = [] }: Chosen) {
  const project = await TempProject.create();
  const lines: string[] = [];
  try {
    for (const [file, text] of Object.entries(files)) {
      await Deno.mkdir(`${project.dir}/${file.split("/")[0]}`, { recursive: true });
      await Deno.writeTextFile(`${project.dir}/${file}`, text);
    }
    const reports = await runSuite({
      parts: PARTS,
      root: await Deno.realPath(project.dir),
      files: Object.keys(files),
      selection: { isQuick, paths },
      flags,
      write: (line) => lines.push(line),
    });
    return { reports, told: lines.join("\n"), summary: summarize(reports) };
  } finally {
    await project.remove();
  }
}

Deno.test("every part runs, whatever failed before it, and the summary names each failure", async () => {
  const { told, summary } = await suite({});
  for (const [index, { name }] of PARTS.entries()) {
    assert.match(told, new RegExp(`^== ${name}: \\d files?, part ${index + 1} of 3$`, "m"));
  }
  assert.match(told, /two is broken/);
  assert.match(told, /its top is broken/);
  const text = summary.join("\n");
  const failed = /\nFailed:\n([\s\S]*?)\n\n/.exec(`\n${text}`)?.[1]?.split("\n").sort();
  assert.deepEqual(failed, [
    "    (an error outside of its tests)",
    "    (deno test ended with exit code 137)",
    "    whole > two",
    "  first/steps_test.ts",
    "  first/top_test.ts",
    "  second/ends_test.ts",
  ]);
  assert.match(
    text,
    /Left out:\n {2}frob is missing; apt-get install frob \(second\/out_test\.ts\)/,
  );
  assert.match(text, /Skipped:\n {2}second\/out_test\.ts\n {4}out/);
  assert.equal(summary.at(-1), "4 passed, 3 failed, 1 skipped");
});

Deno.test("--quick and paths choose files, flags choose tests, and nothing else runs", async () => {
  const quick = await suite({ paths: ["second/good_test.ts", "slow"], isQuick: true });
  assert.equal(quick.summary.at(-1), "1 passed, 0 failed");
  const { reports, summary } = await suite({
    paths: ["first/steps_test.ts", "slow/"],
    flags: ["--filter", "alone"],
  });
  assert.equal(summary.at(-1), "1 passed, 0 failed");
  assert.deepEqual(reports.map(({ name }) => name), ["types", "first", "slow"]);
});

Deno.test("types that are wrong are a failure, and the tests run all the same", async () => {
  const text = `const n: number = "x"; Deno.test("runs " + n, () => {});`;
  const { told, summary } = await suite({ files: { "first/wrong_test.ts": text } });
  assert.match(told, /is not assignable to type 'number'/);
  assert.equal(summary.at(-1), "1 passed, 1 failed");
});
