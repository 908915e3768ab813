import type { CompletedCommand } from "./list_commands.ts";

/** Writes the tables of commands as functions that bash and zsh both understand. */
export function posixTables(commands: readonly CompletedCommand[]): string {
  const tasks = commands.filter(({ words }) => !words.includes(" ")).map(({ words }) => words);
  const words = commands.map(({ words, verbs, flags }) => {
    const all = [...verbs, ...flags.map(({ name }) => `--${name}`)];
    return all.length === 0 ? [] : [`    ${quoted(words)}) printf '%s\\n' ${all.join(" ")} ;;`];
  });
  const kinds = commands.flatMap(({ words, flags, operand }) => [
    ...(operand === undefined ? [] : [`    ${quoted(words)}) echo ${operand} ;;`]),
    ...flags.flatMap(({ name, kind }) =>
      kind === undefined ? [] : [`    ${quoted(`${words} --${name}`)}) echo ${kind} ;;`]
    ),
  ]);
  return [
    "_llm_monitor_words() {",
    '  case "$1" in',
    `    '') printf '%s\\n' ${tasks.join(" ")} ;;`,
    ...words.flat(),
    "  esac",
    "}",
    "_llm_monitor_kind() {",
    '  case "$1" in',
    ...kinds,
    "  esac",
    "}",
    // The verb, where the second word is one: `mock llm`, but `mock --amd`.
    "_llm_monitor_key() {",
    `  case "$1 $2" in`,
    `    ${
      commands.filter(({ words }) => words.includes(" ")).map(({ words }) => quoted(words)).join(
        "|",
      )
    }) echo "$1 $2" ;;`,
    '    *) echo "$1" ;;',
    "  esac",
    "}",
  ].join("\n");
}

/**
 * A word as bash and zsh take it. Unlike one that people paste, it is quoted always and whole: a word of
 * `case` may be one of the shell's own, and a path has to be the one that is there.
 */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
