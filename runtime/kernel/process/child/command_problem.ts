import { isLauncher } from "../../../policy/permissions/launchers.ts";
import type { CommandFile } from "./inspect_command.ts";

/**
 * Says why a file is not run, and what to do; undefined when it may be. One whose arguments are all
 * written out in the grant may be a program that runs others: which ones was approved.
 */
export function commandProblem(file: CommandFile, isLiteral: boolean): string | undefined {
  if (file.exposed) return exposedProblem(file, file.exposed);
  if (file.kind === "neither") {
    return `${file.path} is neither a program (ELF) nor a script (#!); replace it with one`;
  }
  if (isLiteral) return undefined;
  const launcher = file.names.find(isLauncher);
  const reason = launcher !== undefined
    ? `leads to ${launcher}, which runs the program that its arguments name`
    : file.isSetId
    ? "runs as its owner or group (set-user-ID)"
    : undefined;
  return reason &&
    `${file.path} ${reason}; write out each of its arguments in plugin.yaml, without *`;
}

function exposedProblem(
  { path: command }: CommandFile,
  { path, writer, detail }: NonNullable<CommandFile["exposed"]>,
): string {
  const what = path === command ? path : `${command} depends on ${path}, which`;
  const fix = writer.startsWith("user ")
    ? `chown root ${path}`
    : `chmod ${writer.startsWith("group ") ? "g-w" : "o-w"} ${path}`;
  return `${what} can be written by ${writer} (${detail}); run: ${fix}`;
}
