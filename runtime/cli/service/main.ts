/** `deno task service VERB`: the monitor as a service of systemd. */
import { processContext } from "../run_verb.ts";
import { runVerbs } from "../run_verbs.ts";
import type { Task } from "../task.ts";
import { serviceInstall } from "./install.ts";
import { servicePrint } from "./print.ts";
import { serviceRemove } from "./remove.ts";
import { serviceStatus } from "./status.ts";

const VERBS = {
  print: servicePrint,
  install: serviceInstall,
  status: serviceStatus,
  remove: serviceRemove,
};

export const task: Task = { verbs: VERBS };

if (import.meta.main) {
  Deno.exitCode = await runVerbs(
    {
      summary: "Works with the systemd service.",
      usage: "deno task service VERB [flags]",
      verbs: VERBS,
      examples: [
        "deno task service print",
        "sudo deno task service install",
        "deno task service status",
        "sudo deno task service remove",
      ],
    },
    Deno.args,
    processContext(),
  );
}
