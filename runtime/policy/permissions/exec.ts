import type { ExecGrant } from "../../contract/grant.ts";
import { checkArgumentPattern, coversArgument } from "../patterns/argument_pattern.ts";
import { matchesWildcard } from "../patterns/wildcard.ts";
import type { PermissionProblem, PermissionRules } from "./kind.ts";

/** Commands that run whatever an argument says: with a free argument they are every command. */
const LAUNCHERS: ReadonlySet<string> = new Set(
  [
    "ash awk bash busybox bun capsh chroot chromium csh dash deno docker ed env ex expect",
    "find fish flock gawk gdb git ionice ip ksh lua mawk make man mksh nc ncat nice node",
    "nohup npm npx nsenter perl php pkexec podman prlimit python python2 python3 rsync",
    "ruby run-parts runuser script sed setpriv setsid sh socat ssh start-stop-daemon",
    "stdbuf strace su sudo systemd-run tar taskset tclsh time timeout unshare vi vim",
    "watch xargs zsh",
  ].flatMap((line) => line.split(" ")),
);

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
export function checkCommand({ command, args }: ExecGrant): string | undefined {
  const isLauncher = LAUNCHERS.has(command) ||
    /^(?:python|pypy|perl|lua|ruby)[\d.]+$/.test(command);
  return isLauncher && args.some((pattern) => pattern.includes("*"))
    ? "can run other commands, so each of its arguments must be written out, without *"
    : undefined;
}
