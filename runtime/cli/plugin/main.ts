/** `deno task plugin VERB`: everything about plugins that needs no running instance. */
import { pluginApprove } from "./approve.ts";
import { pluginDiff } from "./diff.ts";
import { pluginInfo } from "./info.ts";
import { pluginList } from "./list.ts";
import { pluginNew } from "./new.ts";
import { pluginRevoke } from "./revoke.ts";
import { pluginTest } from "./test_verb.ts";
import { processContext } from "../run_verb.ts";
import { runVerbs } from "../run_verbs.ts";
import type { Task } from "../task.ts";
import type { Verb } from "../verb.ts";

const VERBS: Readonly<Record<string, Verb>> = {
  new: pluginNew,
  list: pluginList,
  info: pluginInfo,
  test: pluginTest,
  approve: pluginApprove,
  revoke: pluginRevoke,
  diff: pluginDiff,
};

export const task: Task = { verbs: VERBS };

if (import.meta.main) {
  Deno.exitCode = await runVerbs(
    {
      summary: "Works with the plugins of this installation.",
      usage: "deno task plugin VERB [NAME] [flags]",
      verbs: VERBS,
      examples: [
        "deno task plugin list",
        "deno task plugin new queue",
        "deno task plugin approve --help",
      ],
    },
    Deno.args,
    processContext(),
  );
}
