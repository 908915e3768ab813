import type { CompletedCommand } from "./list_commands.ts";

/** Writes the script for fish, which shows what each word is for, too. */
export function fishScript(commands: readonly CompletedCommand[], projectDir: string): string {
  const tasks = commands.filter(({ words }) => !words.includes(" "));
  const verbs = commands.filter(({ words }) => words.includes(" "));
  const cases = commands.flatMap(({ words, verbs, flags }) => [
    `    case ${quoted(words)}`,
    ...verbs.map((verb) => {
      const summary = commands.find((one) => one.words === `${words} ${verb}`)?.summary ?? "";
      return `      printf '%s\\t%s\\n' ${verb} ${quoted(summary)}`;
    }),
    ...flags.map(({ name, summary }) => `      printf '%s\\t%s\\n' --${name} ${quoted(summary)}`),
  ]);
  const kinds = commands.flatMap(({ words, flags, operand }) => [
    ...(operand === undefined ? [] : [`    case ${quoted(words)}`, `      echo ${operand}`]),
    ...flags.flatMap(({ name, kind }) =>
      kind === undefined ? [] : [`    case ${quoted(`${words} --${name}`)}`, `      echo ${kind}`]
    ),
  ]);
  return [
    "# Completions of llm-monitor for fish, and the command llm-monitor, which works from any folder.",
    `# In ~/.config/fish/config.fish: cd ${projectDir}; and deno task --quiet completions fish | source`,
    `set -g _llm_monitor_dir ${quoted(projectDir)}`,
    "function llm-monitor",
    "  set -l here $PWD",
    "  cd $_llm_monitor_dir; and command deno task --quiet $argv",
    "  set -l code $status",
    "  cd $here",
    "  return $code",
    "end",
    "function _llm_monitor_words",
    '  switch "$argv[1]"',
    "    case ''",
    ...tasks.map(({ words, summary }) => `      printf '%s\\t%s\\n' ${words} ${quoted(summary)}`),
    ...cases,
    "  end",
    "end",
    "function _llm_monitor_kind",
    '  switch "$argv[1]"',
    ...kinds,
    "  end",
    "end",
    "function _llm_monitor_complete",
    "  set -l at $argv[1]",
    "  set -l before (commandline -opc)",
    "  set -l current (commandline -ct)",
    "  set -l key ''",
    "  set -l kind ''",
    "  if test (count $before) -ge $at",
    "    set key $before[$at]",
    "    set -l next (math $at + 1)",
    "    if test (count $before) -ge $next",
    '      switch "$before[$at] $before[$next]"',
    `        case ${verbs.map(({ words }) => quoted(words)).join(" ")}`,
    '          set key "$before[$at] $before[$next]"',
    "      end",
    "    end",
    '    set kind (_llm_monitor_kind "$key $before[-1]")',
    '    if test -z "$kind"; and not string match -q -- "-*" "$current"',
    '      set kind (_llm_monitor_kind "$key")',
    "    end",
    "  end",
    '  switch "$kind"',
    "    case file",
    '      __fish_complete_path "$current"',
    "    case folder",
    '      __fish_complete_directories "$current"',
    "    case plugin",
    "      for folder in $_llm_monitor_dir/plugins/*/",
    "        string match -v '_*' (basename $folder)",
    "      end",
    "    case text",
    "    case '*'",
    '      _llm_monitor_words "$key"',
    "  end",
    "end",
    "function _llm_monitor_in_task",
    "  set -l words (commandline -opc)",
    '  test (count $words) -ge 2; and test "$words[2]" = task',
    '    and string match -q -- "$_llm_monitor_dir/*" "$PWD/"',
    "end",
    "complete -c llm-monitor -f -a '(_llm_monitor_complete 2)'",
    "complete -c deno -n _llm_monitor_in_task -f -a '(_llm_monitor_complete 3)'",
    "",
  ].join("\n");
}

/** A word as fish takes it. */
function quoted(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
