/** `deno task explain NAME`: what a metric, a code, an alert or an Xid means, without a network. */
import { CodedError } from "../../contract/errors.ts";
import { EXIT } from "../exit_codes.ts";
import { findEntries } from "./find_entries.ts";
import { indexPage } from "./index_documents.ts";
import { readDocuments } from "./read_documents.ts";
import { renderEntry } from "./render_entry.ts";
import { projectDir } from "../project_dir.ts";
import { processContext, runVerb } from "../run_verb.ts";
import { textColumns } from "../terminal_size.ts";
import { SHARED_FLAGS } from "../verb.ts";
import type { Task } from "../task.ts";
import type { Verb } from "../verb.ts";

const explain: Verb = {
  command: "deno task explain",
  summary: "Explains a metric, a recording, a code, an alert, a plugin's state or an Xid",
  flags: { json: SHARED_FLAGS.json },
  operands: ["NAME"],
  moreOperands: true,
  examples: [
    ["deno task explain llm_monitor_plugin_up", "a metric: meaning, unit, labels"],
    ["deno task explain xid 79", "an error of the NVIDIA driver"],
    ["deno task explain call_timeout", "a code from a log line or a label"],
  ],
  async run(parsed, context) {
    const project = projectDir();
    const pages = await readDocuments(project, `${project}/plugins`);
    const { entries, near, ofKind } = findEntries(pages.flatMap(indexPage), parsed.operands);
    if (entries.length === 0) {
      const name = parsed.operands.join(" ");
      throw new CodedError("not_explained", `Cannot explain "${name}": no document names it`, {
        hint: ofKind.length > 0
          ? `The numbers that are explained are ${ofKind.join(", ")}`
          : near.length > 0
          ? `Did you mean ${near.join(", ")}?`
          : "Give the name of a metric, a recording, a code, an alert, a plugin's state, or xid NUMBER",
      });
    }
    if (parsed.switches.has("json")) {
      context.output.json(entries);
      return EXIT.ok;
    }
    const columns = textColumns();
    for (const [index, entry] of entries.entries()) {
      if (index > 0) context.output.line("");
      for (const line of renderEntry(entry, { style: context.style, columns })) {
        context.output.line(line);
      }
    }
    return EXIT.ok;
  },
};

export const task: Task = { own: explain };

if (import.meta.main) Deno.exitCode = await runVerb(explain, Deno.args, processContext());
