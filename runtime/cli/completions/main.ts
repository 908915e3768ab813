/** `deno task completions SHELL`: the script that completes the tasks, their verbs and flags. */
import { nearest } from "../../contract/nearest.ts";
import { CodedError } from "../../contract/errors.ts";
import { EXIT } from "../exit_codes.ts";
import { projectDir } from "../project_dir.ts";
import { processContext, runVerb } from "../run_verb.ts";
import type { Task } from "../task.ts";
import type { Verb } from "../verb.ts";
import { bashScript } from "./bash.ts";
import { fishScript } from "./fish.ts";
import { findTask, listCommands } from "./list_commands.ts";
import { zshScript } from "./zsh.ts";

const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript };
const SHELLS = Object.keys(SCRIPTS);

const completions: Verb = {
  command: "deno task completions",
  summary: "Prints a shell's completion script for the tasks, their verbs and flags",
  flags: {},
  operands: ["SHELL"],
  examples: [
    ["deno task --quiet completions bash", "or zsh, or fish; its first lines say where to put it"],
  ],
  async run({ operands: [shell = ""] }, { output }) {
    if (!Object.hasOwn(SCRIPTS, shell)) {
      const guess = nearest(shell, SHELLS);
      throw new CodedError("usage", `Cannot write completions for "${shell}"`, {
        hint: guess ? `Did you mean ${guess}?` : `There are: ${SHELLS.join(", ")}`,
      });
    }
    const dir = projectDir();
    const commands = listCommands(await readTasks(dir));
    output.raw(SCRIPTS[shell as keyof typeof SCRIPTS](commands, dir));
    return EXIT.ok;
  },
};

export const task: Task = {
  own: completions,
  verbs: Object.fromEntries(
    SHELLS.map((shell) => [shell, { summary: `For ${shell}`, flags: {}, operands: [] }]),
  ),
};

/** Loads the table of each task; tests and benches have none, and would run if they were loaded. */
export async function readTasks(dir: string): Promise<Map<string, Task | undefined>> {
  const { tasks } = JSON.parse(await Deno.readTextFile(`${dir}/deno.json`)) as {
    tasks: Record<string, string>;
  };
  return new Map(
    await Promise.all(
      Object.entries(tasks).map(async ([name, command]) => {
        const file = /(\S+\.ts)$/.exec(command)?.[1];
        const isOurs = file !== undefined && !file.startsWith("tests/");
        const module = isOurs ? await import(new URL(`file://${dir}/${file}`).href) : undefined;
        return [name, findTask(module)] as const;
      }),
    ),
  );
}

if (import.meta.main) Deno.exitCode = await runVerb(completions, Deno.args, processContext());
