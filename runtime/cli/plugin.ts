/** `deno task plugin VERB`: everything about plugins that needs no running instance. */
import { EXIT } from "./exit_codes.ts";
import type { ExitCode } from "./exit_codes.ts";
import { nearest } from "../contract/nearest.ts";
import { pluginApprove } from "./plugin_approve.ts";
import { pluginDiff } from "./plugin_diff.ts";
import { pluginInfo } from "./plugin_info.ts";
import { pluginList } from "./plugin_list.ts";
import { pluginNew } from "./plugin_new.ts";
import { pluginRevoke } from "./plugin_revoke.ts";
import { pluginTest } from "./plugin_test_verb.ts";
import { processContext, runVerb } from "./run_verb.ts";
import { formatTable } from "./table.ts";
import type { Verb, VerbContext } from "./verb.ts";

const VERBS: Readonly<Record<string, Verb>> = {
  new: pluginNew,
  list: pluginList,
  info: pluginInfo,
  test: pluginTest,
  approve: pluginApprove,
  revoke: pluginRevoke,
  diff: pluginDiff,
};

/** Runs the verb that the first argument names. */
async function runPlugin(args: readonly string[], context: VerbContext): Promise<ExitCode> {
  const [name, ...rest] = args;
  if (name === "--help" || name === "-h") {
    context.output.line(overview());
    return EXIT.ok;
  }
  const verb = name !== undefined && Object.hasOwn(VERBS, name) ? VERBS[name] : undefined;
  if (verb) return await runVerb(verb, rest, context);
  const guess = nearest(name ?? "", Object.keys(VERBS));
  context.output.note(
    name === undefined
      ? overview()
      : `${context.style.red("error[usage]")} Cannot run "${name}": there is no such verb. ` +
        (guess ? `Did you mean ${guess}?` : `There are: ${Object.keys(VERBS).join(", ")}`),
  );
  return EXIT.usage;
}

function overview(): string {
  return [
    "Works with the plugins of this installation.",
    "",
    "Usage: deno task plugin VERB [NAME] [flags]",
    "",
    "Verbs:",
    ...formatTable(Object.entries(VERBS).map(([name, { summary }]) => [`  ${name}`, summary])),
    "",
    "Examples:",
    "  deno task plugin list",
    "  deno task plugin new queue",
    "  deno task plugin approve --help",
  ].join("\n");
}

if (import.meta.main) Deno.exitCode = await runPlugin(Deno.args, processContext());
