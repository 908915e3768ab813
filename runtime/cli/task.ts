import type { ArgumentRules } from "./parse_arguments.ts";

/** The rules of one command line. */
export interface TaskRules extends ArgumentRules {
  readonly summary: string;
}

/** The command lines of a task. Every entry exports its own as `task`, for completions. */
export interface Task {
  /** Of the task without a verb. */
  readonly own?: TaskRules;
  readonly verbs?: Readonly<Record<string, TaskRules>>;
}
