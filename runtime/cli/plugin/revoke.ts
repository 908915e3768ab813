import { IssuesError } from "../../contract/issue.ts";
import { readLock } from "../../kernel/catalog/approvals.ts";
import { revoke } from "./change_approvals.ts";
import { EXIT } from "../exit_codes.ts";
import { findPlugin, readProject } from "../project.ts";
import { SHARED_FLAGS } from "../verb.ts";
import type { Verb } from "../verb.ts";

/** Takes an approval back. The folder of the plugin may be gone already. */
export const pluginRevoke: Verb = {
  command: "deno task plugin revoke",
  summary: "Withdraws the approval of a plugin",
  flags: { config: SHARED_FLAGS.config },
  operands: ["NAME"],
  examples: [["deno task plugin revoke gpu", "it waits for approval again"]],
  async run(parsed, context) {
    const project = await readProject(parsed, context);
    const name = parsed.operands[0] ?? "";
    const { lock, issues } = await readLock(project.lockFile);
    if (issues.length > 0) throw new IssuesError(issues);
    if (!Object.hasOwn(lock.plugins, name)) {
      // Says that the name is wrong, where it is.
      findPlugin(project, name);
      context.output.line(`${name}: was not approved`);
      return EXIT.ok;
    }
    await revoke(project.lockFile, name);
    context.output.line(`${name}: approval removed from ${project.lockFile}`);
    return EXIT.ok;
  },
};
