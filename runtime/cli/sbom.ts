/** `deno task sbom`: the parts that it is made of, as CycloneDX, from deno.lock. */
import { EXIT } from "./exit_codes.ts";
import { projectDir } from "./project_dir.ts";
import { processContext, runVerb } from "./run_verb.ts";
import { readSbom } from "./sbom/read_sbom.ts";
import type { Task } from "./task.ts";
import type { Verb } from "./verb.ts";

const sbom: Verb = {
  command: "deno task sbom",
  summary: "Prints the packages that the monitor consists of, as CycloneDX 1.6 JSON",
  flags: {},
  operands: [],
  examples: [["deno task sbom > sbom.json", "for a vulnerability scanner"]],
  async run(_, { output }) {
    output.json(await readSbom(projectDir()));
    return EXIT.ok;
  },
};

export const task: Task = { own: sbom };

if (import.meta.main) Deno.exitCode = await runVerb(sbom, Deno.args, processContext());
