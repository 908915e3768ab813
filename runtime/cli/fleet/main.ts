/** `deno task fleet VERB`: many boxes, of one inventory. */
import { processContext } from "../run_verb.ts";
import { runVerbs } from "../run_verbs.ts";
import type { Task } from "../task.ts";
import { fleetAdd } from "./add.ts";
import { fleetCheck } from "./check.ts";
import { fleetSd } from "./sd.ts";

const VERBS = { check: fleetCheck, sd: fleetSd, add: fleetAdd };

export const task: Task = { verbs: VERBS };

if (import.meta.main) {
  Deno.exit(
    await runVerbs(
      {
        summary: "Works with the hosts of an inventory, fleet.yaml (docs/fleet.md).",
        usage: "deno task fleet VERB [flags]",
        verbs: VERBS,
        examples: [
          "deno task fleet check",
          "deno task fleet sd --serve",
          "deno task fleet add 10.0.1.4 --group rack-a1",
        ],
      },
      Deno.args,
      processContext(),
    ),
  );
}
