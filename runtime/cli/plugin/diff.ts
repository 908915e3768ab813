import { DEFAULT_PATH } from "../../kernel/process/child/find_command.ts";
import { describeCommands } from "./describe_commands.ts";
import { EXIT } from "../exit_codes.ts";
import { describeChange, describeFree, grantChange, isApproved } from "./grant_change.ts";
import { findPlugin, readProject } from "../project.ts";
import { SHARED_FLAGS } from "../verb.ts";
import type { Verb } from "../verb.ts";

/** Shows what approving a plugin would change, without changing anything. */
export const pluginDiff: Verb = {
  command: "deno task plugin diff",
  summary: "Shows how a plugin's permissions differ from the approved ones",
  flags: SHARED_FLAGS,
  operands: ["NAME"],
  examples: [
    ["deno task plugin diff gpu", "+ newly requested, - no longer requested"],
    ["deno task plugin diff gpu --json", "the same for a program"],
  ],
  async run(parsed, context) {
    const project = await readProject(parsed, context);
    const name = parsed.operands[0] ?? "";
    const change = await grantChange(project, findPlugin(project, name));
    if (parsed.switches.has("json")) {
      const { digest, approvedDigest, added, removed, denied } = change;
      context.output.json({
        name,
        digest,
        approved_digest: approvedDigest ?? null,
        added,
        removed,
        denied,
      });
    } else if (isApproved(change)) {
      context.output.line(`${name}: approved, no changes`);
    } else if (change.needsApproval.length === 0 && change.approvedDigest === undefined) {
      context.output.line(describeFree(name, project.loaded));
    } else {
      const commands = await describeCommands(change.grant.exec, context.env.PATH ?? DEFAULT_PATH);
      for (const line of [...describeChange(change, context.style), ...commands]) {
        context.output.line(line);
      }
    }
    return EXIT.ok;
  },
};
