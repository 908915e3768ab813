import type { ExecGrant } from "../../contract/grant.ts";
import { readTrust } from "../../kernel/disk/who_may_write.ts";
import { commandProblem } from "../../kernel/process/child/command_problem.ts";
import { findCommand } from "../../kernel/process/child/find_command.ts";
import { inspectCommand } from "../../kernel/process/child/inspect_command.ts";
import { isLiteral } from "../../policy/permissions/exec.ts";

/** Says what each command of a grant runs, as it is found on this PATH, one line each. */
export async function describeCommands(
  grants: readonly ExecGrant[],
  path: string,
): Promise<string[]> {
  const names = [...new Set(grants.map(({ command }) => command))];
  const trust = await readTrust();
  return await Promise.all(names.map(async (name) => {
    const file = await findCommand(name, path);
    if (file === undefined) {
      return `  ${name} is not on the PATH; a program that is put there runs as the user of the monitor`;
    }
    const found = await inspectCommand(file, trust);
    const isWritten = grants.every((grant) => grant.command !== name || isLiteral(grant));
    const problem = commandProblem(found, isWritten);
    if (problem !== undefined) return `  ${name} will be refused: ${problem}`;
    const script = found.kind === "script" ? ", a script," : "";
    return `  ${name} runs ${file}${script} as the user of the monitor`;
  }));
}
