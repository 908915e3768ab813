/** `deno task stack VERB`: prepares, checks and tries the stack of compose/compose.yaml. */
import { processContext } from "../../runtime/cli/run_verb.ts";
import { runVerbs } from "../../runtime/cli/run_verbs.ts";
import type { Task } from "../../runtime/cli/task.ts";
import { stackCheck } from "./check.ts";
import { stackInit } from "./init.ts";
import { stackSmoke } from "./smoke.ts";

const VERBS = { init: stackInit, check: stackCheck, smoke: stackSmoke };

export const task: Task = { verbs: VERBS };

if (import.meta.main) {
  Deno.exitCode = await runVerbs(
    {
      summary: "Works with the stack of compose/compose.yaml.",
      usage: "deno task stack VERB [flags]",
      verbs: VERBS,
      examples: [
        "deno task stack init",
        "deno task stack check --gpu",
        "docker compose -f compose/compose.yaml up -d --build",
        "deno task stack smoke",
      ],
    },
    Deno.args,
    processContext(),
  );
}
