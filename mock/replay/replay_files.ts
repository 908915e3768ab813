import type { Answers, CommandAnswer } from "../../runtime/cli/bundle/bundle.ts";

/**
 * Makes the files that a machine of a bundle consists of, by path below its folder: answers of its
 * commands, /proc, /sys, the kernel's log.
 *
 * @param madeAtSeconds when the bundle was made: lines of the log stay as old as they were.
 */
export function replayFiles(
  { commands, facts, kernelLog }: Answers,
  { madeAtSeconds, uptimeSeconds }: { madeAtSeconds: number; uptimeSeconds: number },
): Record<string, string> {
  const uptime = Number(facts["/proc/uptime"]?.split(" ")[0] ?? uptimeSeconds);
  const log = kernelLog.map(({ unixSeconds, text }, index) => {
    const age = madeAtSeconds - unixSeconds;
    const micros = Math.max(0, Math.round((uptime - age) * 1e6));
    return `4,${index + 1},${micros},-;${text.replaceAll(/[\r\n]/g, " ")}\n`;
  });
  return {
    ...Object.fromEntries(Object.entries(facts).map(([path, text]) => [path.slice(1), text])),
    ...Object.assign({}, ...commands.map(commandFiles)) as Record<string, string>,
    kmsg: log.join(""),
  };
}

/** Returns the names of the commands of a bundle. */
export function commandNames(commands: readonly CommandAnswer[]): string[] {
  return [...new Set(commands.map(({ command }) => command))];
}

function commandFiles(
  { command, args, code, stdout, stderr }: CommandAnswer,
  index: number,
): Record<string, string> {
  const answer = `bin/${command}.world/${index + 1}`;
  return {
    [`${answer}.args`]: args.map((argument) => `${argument}\n`).join("") || "\n",
    [`${answer}.out`]: stdout,
    [`${answer}.err`]: stderr,
    [`${answer}.code`]: String(code),
  };
}
