/** `deno task gen`: writes what is derived from manifests and schemas into pages and files. */
import { EXIT } from "./exit_codes.ts";
import { generatedFiles } from "./gen/generated_files.ts";
import { projectDir } from "./project_dir.ts";
import { processContext, runVerb } from "./run_verb.ts";
import type { Task } from "./task.ts";
import type { Verb } from "./verb.ts";

const gen: Verb = {
  command: "deno task gen",
  summary: "Writes the generated parts of READMEs and docs, and .env.example",
  flags: {
    check: { type: "boolean", summary: "Write nothing; fail if something is out of date" },
  },
  operands: [],
  examples: [
    ["deno task gen", "after a change of a plugin.yaml or the configuration's schema"],
    ["deno task gen --check", "in CI"],
  ],
  async run({ switches }, { output, style }) {
    const root = projectDir();
    const files = await generatedFiles(root);
    const broken = files.filter(({ missingBlocks }) => missingBlocks.length > 0);
    for (const { path, missingBlocks } of broken) {
      output.note(
        `${style.red(path)} lacks ${missingBlocks.join(", ")}; ` +
          "add it, and <!-- /generated --> on a line after it",
      );
    }
    const stale = files.filter(({ current, wanted }) => current !== wanted);
    for (const { path, wanted } of stale) {
      if (switches.has("check")) {
        output.note(`${style.red(path)} is out of date; run deno task gen`);
      } else {
        await Deno.writeTextFile(`${root}/${path}`, wanted);
        output.line(`Wrote ${path}`);
      }
    }
    const isWrong = broken.length > 0 || (switches.has("check") && stale.length > 0);
    if (!isWrong && stale.length === 0) output.line(`${files.length} generated files up to date`);
    return isWrong ? EXIT.failure : EXIT.ok;
  },
};

export const task: Task = { own: gen };

if (import.meta.main) Deno.exitCode = await runVerb(gen, Deno.args, processContext());
