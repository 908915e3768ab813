/** `deno task mock`: fake worlds, and the ordinary monitor over them. */
import { fetchPackages } from "../runtime/cli/fetch_packages.ts";
import { processContext, runVerb } from "../runtime/cli/run_verb.ts";
import type { Task } from "../runtime/cli/task.ts";
import type { Verb } from "../runtime/cli/verb.ts";
import { MOCK_RULES, SINGLE_RULES } from "./cli/rules.ts";
import type { VerbRules } from "./cli/rules.ts";

/** A verb whose code, and the packages that it needs, are loaded when it runs. */
function makeVerb(rules: VerbRules): Verb {
  return {
    ...rules,
    async run(parsed, context) {
      await fetchPackages(context);
      const { run } = await rules.load();
      return await run(parsed, context);
    },
  };
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
