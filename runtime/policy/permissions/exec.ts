import type { ExecGrant } from "../../contract/grant.ts";
import { checkArgumentPattern, coversArgument } from "../patterns/argument_pattern.ts";
import { matchesWildcard } from "../patterns/wildcard.ts";
import type { PermissionProblem, PermissionRules } from "./kind.ts";
import { isLauncher } from "./launchers.ts";

/** Commands, which the kernel runs. */
export const execRules: PermissionRules<ExecGrant> = {
  parse(asked, { path }) {
    const problems: PermissionProblem[] = [];
    asked.args.forEach((value, index) => {
      const rule = checkArgumentPattern(value);
      if (rule) {
        problems.push({ path: `${path}.args[${index}]`, value: JSON.stringify(value), rule });
      }
    });
    const rule = checkCommand(asked);
    if (rule) {
      problems.push({ path: `${path}.command`, value: JSON.stringify(asked.command), rule });
    }
    if (problems.length > 0) return { items: [], problems };
    return {
      items: [{ kind: "exec", path, value: execRules.render(asked), granted: asked }],
      problems,
    };
  },
  matches: (pattern, { command }) => matchesWildcard(pattern, command),
  covers: (approved, asked) =>
    approved.command === asked.command && approved.args.length === asked.args.length &&
    approved.args.every((pattern, index) => coversArgument(pattern, asked.args[index] ?? "")),
  /** `nvidia-smi ["-L"]` */
  render: ({ command, args }) => `${command} ${JSON.stringify(args)}`,
  renderPattern: ({ command }) => command,
};

/** Says what is wrong with a command; undefined when nothing is. */
export function checkCommand(asked: ExecGrant): string | undefined {
  return isLauncher(asked.command) && !isLiteral(asked)
    ? "can run other commands, so each of its arguments must be written out, without *"
    : undefined;
}

/** Returns whether every argument of a command is written out. */
export function isLiteral({ args }: ExecGrant): boolean {
  return !args.some((pattern) => pattern.includes("*"));
}
