// Not test.ts: `deno test` would take it for a test.
import { CodedError } from "../../contract/errors.ts";
import { during } from "../during.ts";
import { EXIT } from "../exit_codes.ts";
import type { ExitCode } from "../exit_codes.ts";
import { projectDir } from "../project_dir.ts";
import { findPlugin, projectOptions, readProject } from "../project.ts";
import { runDeno } from "../run_deno.ts";
import { runOnce } from "../run_once.ts";
import { SHARED_FLAGS } from "../verb.ts";
import type { Verb, VerbContext } from "../verb.ts";

/** Runs a plugin's tests, then one collection in its real sandbox. */
export const pluginTest: Verb = {
  command: "deno task plugin test",
  summary: "Runs a plugin's tests and one collection in its real sandbox",
  flags: { config: SHARED_FLAGS.config },
  operands: ["NAME"],
  examples: [
    ["deno task plugin test queue", "its tests, then the metrics that it gives here"],
    ["deno task plugin test queue > queue.prom", "keeps the metrics"],
  ],
  async run(parsed, context) {
    const name = parsed.operands[0] ?? "";
    const { folder, candidate } = findPlugin(await readProject(parsed, context), name);
    // Its tests run with every right: not before somebody allowed the plugin.
    if (candidate.pending) {
      const { message } = candidate.pending;
      throw new CodedError("approval_needed", `Cannot test plugin "${name}": ${message}`);
    }
    if (candidate.rejected) {
      const { code, message } = candidate.rejected;
      throw new CodedError(code, `Cannot test plugin "${name}": ${message}`);
    }
    const { output } = context;
    const testing = testFolder(folder.dir, context);
    const tested = await during(`Running the tests of ${name}`, testing, output);
    if (tested !== EXIT.ok) return tested;
    const collecting = runOnce({ ...projectOptions(parsed, context), only: name });
    const { text, failed, lines } = await during("Collecting once", collecting, output);
    context.output.raw(text);
    const line = lines.get(name);
    if (line?.state === "inactive") output.note(`Inactive, with nothing to watch: ${line.detail}`);
    if (failed.length === 0) return EXIT.ok;
    for (const { detail } of failed) context.output.note(context.style.red(`Failed: ${detail}`));
    return EXIT.failure;
  },
};

/** Shows the test report beside the answer, so that the answer can be kept in a file. */
async function testFolder(dir: string, { output }: VerbContext): Promise<ExitCode> {
  const config = `${projectDir()}/deno.json`;
  const args = ["test", "-A", "--quiet", "--permit-no-files", `--config=${config}`, dir];
  const { code, text } = await runDeno(args, dir);
  output.note(text.trimEnd());
  return code === 0 ? EXIT.ok : EXIT.failure;
}
