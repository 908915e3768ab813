/** `deno task mock`: fake worlds, and the ordinary monitor over them. */
import { CodedError } from "../runtime/contract/errors.ts";
import { fetchPackages } from "../runtime/cli/fetch_packages.ts";
import { projectDir } from "../runtime/cli/project_dir.ts";
import { processContext, runVerb } from "../runtime/cli/run_verb.ts";
import type { Task } from "../runtime/cli/task.ts";
import type { Verb, VerbContext } from "../runtime/cli/verb.ts";
import { findDenoDir } from "../runtime/kernel/config/layout.ts";
import { MOCK_RULES, SINGLE_RULES } from "./cli/rules.ts";
import type { VerbRules } from "./cli/rules.ts";

/** A verb whose code, and the packages that it needs, are loaded when it runs. */
function makeVerb(rules: VerbRules): Verb {
  return {
    ...rules,
    async run(parsed, context) {
      await ensurePackages(context);
      const { run } = await rules.load();
      return await run(parsed, context);
    },
  };
}

async function ensurePackages({ env, output }: VerbContext): Promise<void> {
  const isThere = await fetchPackages({
    projectDir: projectDir(),
    denoDir: findDenoDir(env),
    say: output.note,
  });
  if (isThere) return;
  throw new CodedError("packages_unavailable", "Cannot fetch the npm packages that it needs", {
    hint: "The first start needs the npm registry; later ones need no network",
  });
}

export const task: Task = { own: MOCK_RULES, verbs: SINGLE_RULES };

if (import.meta.main) {
  const [first = "", ...rest] = Deno.args;
  const single = Object.hasOwn(SINGLE_RULES, first) ? SINGLE_RULES[first] : undefined;
  const [verb, args] = single ? [makeVerb(single), rest] : [
    makeVerb({ ...MOCK_RULES, verbs: Object.keys(SINGLE_RULES) }),
    Deno.args,
  ];
  Deno.exit(await runVerb(verb, args, processContext()));
}
