import { CodedError } from "../../contract/errors.ts";
import { approve } from "./change_approvals.ts";
import { DEFAULT_PATH } from "../../kernel/process/child/find_command.ts";
import { describeCommands } from "./describe_commands.ts";
import { during } from "../during.ts";
import { EXIT } from "../exit_codes.ts";
import { describeChange, describeFree, grantChange, isApproved } from "./grant_change.ts";
import { findPlugin, readProject } from "../project.ts";
import { SHARED_FLAGS } from "../verb.ts";
import type { Verb, VerbContext } from "../verb.ts";

/** Shows what a plugin asks for and, once a person agrees, writes it to plugins.lock.json. */
export const pluginApprove: Verb = {
  command: "deno task plugin approve",
  summary: "Approves a plugin's permissions, after showing what changes",
  flags: {
    config: SHARED_FLAGS.config,
    yes: { type: "boolean", summary: "Do not ask; for scripts" },
  },
  operands: ["NAME"],
  examples: [
    ["deno task plugin approve gpu", "shows the difference, then asks"],
    ["deno task plugin approve gpu --yes", "approves without asking"],
  ],
  async run(parsed, context) {
    const reading = readProject(parsed, context);
    const project = await during("Inspecting the plugins", reading, context.output);
    const name = parsed.operands[0] ?? "";
    const change = await grantChange(project, findPlugin(project, name));
    if (isApproved(change)) {
      context.output.line(`${name}: already approved`);
      return EXIT.ok;
    }
    if (change.needsApproval.length === 0 && change.approvedDigest === undefined) {
      context.output.line(describeFree(name, project.loaded));
      return EXIT.ok;
    }
    const commands = await describeCommands(change.grant.exec, context.env.PATH ?? DEFAULT_PATH);
    for (const line of [...describeChange(change, context.style), ...commands]) {
      context.output.line(line);
    }
    if (!parsed.switches.has("yes") && !agrees(name, context)) {
      context.output.note("Nothing was approved");
      return EXIT.failure;
    }
    const { digest, grant } = change;
    await approve(project.lockFile, name, { digest, grant, approvedAt: new Date().toISOString() });
    context.output.line(`${name}: approved in ${project.lockFile}`);
    return EXIT.ok;
  },
};

function agrees(name: string, { ask }: VerbContext): boolean {
  if (ask) return ask(`Allow ${name} this?`);
  throw new CodedError(
    "approval_needed",
    `Cannot approve plugin "${name}": nobody can answer, because standard input is not a terminal`,
    { hint: `Add --yes to approve without being asked: deno task plugin approve ${name} --yes` },
  );
}
