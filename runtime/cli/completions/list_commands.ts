import { isRecord } from "../../contract/record.ts";
import { COMMON_FLAGS } from "../parse_arguments.ts";
import type { Flag } from "../parse_arguments.ts";
import type { Task, TaskRules } from "../task.ts";

/** The kinds of words that may stand somewhere: files, folders, plugins, or what nobody can list. */
export type WordKind = "file" | "folder" | "plugin" | "text";

/** One command line that can be completed: `plugin approve`. */
export interface CompletedCommand {
  /** The task and its verb. */
  readonly words: string;
  readonly summary: string;
  /** Verbs that may follow. */
  readonly verbs: readonly string[];
  readonly flags: readonly {
    readonly name: string;
    readonly kind?: WordKind;
    readonly summary: string;
  }[];
  /** The kind of the word without a flag. */
  readonly operand: WordKind | undefined;
}

/** Lists the command lines of tasks, from the tables that they parse by. */
export function listCommands(tasks: ReadonlyMap<string, Task | undefined>): CompletedCommand[] {
  return [...tasks].flatMap(([name, task]) => {
    const verbs = Object.entries(task?.verbs ?? {});
    const own = command(name, task?.own, verbs.map(([verb]) => verb));
    return [own, ...verbs.map(([verb, rules]) => command(`${name} ${verb}`, rules, []))];
  });
}

/** The table that an entry exports as `task`; undefined for one that has none. */
export function findTask(module: unknown): Task | undefined {
  return isRecord(module) && isRecord(module.task) ? module.task as Task : undefined;
}

function command(
  words: string,
  rules: TaskRules | undefined,
  verbs: readonly string[],
): CompletedCommand {
  const flags = rules || verbs.length > 0 ? { ...rules?.flags, ...COMMON_FLAGS } : {};
  return {
    words,
    summary: rules?.summary.split("\n")[0] ?? "",
    verbs,
    flags: Object.entries(flags).map(([name, flag]) => ({
      name,
      summary: flag.summary,
      ...(flag.type === "string" && { kind: findKind(flag) }),
    })),
    // Verbs stand in its place.
    operand: verbs.length > 0 ? undefined : findOperand(words, rules?.operands[0]),
  };
}

function findKind({ value }: Flag): WordKind {
  return value === "FILE" ? "file" : value === "FOLDER" ? "folder" : "text";
}

/** Verbs of `plugin` take one that is there; `new` takes a name that is not. */
function findOperand(words: string, operand: string | undefined): WordKind | undefined {
  if (operand === undefined) return undefined;
  return words.startsWith("plugin ") && words !== "plugin new" && operand === "NAME"
    ? "plugin"
    : "text";
}
