import type { CompletedCommand } from "./list_commands.ts";
import { posixTables, quoted } from "./posix_tables.ts";

/** Writes the script for bash. */
export function bashScript(commands: readonly CompletedCommand[], projectDir: string): string {
  return String
    .raw`# Completions of llm-monitor for bash, and the command llm-monitor, which works from any folder.
# In ~/.bashrc: source <(cd ${projectDir} && deno task --quiet completions bash)
_llm_monitor_dir=${quoted(projectDir)}
llm-monitor() { (cd "$_llm_monitor_dir" && command deno task --quiet "$@"); }
${posixTables(commands)}
# The words from the one at $1 on are a task and what belongs to it.
_llm_monitor_complete() {
  local at=$1 cur=${"${COMP_WORDS[COMP_CWORD]}"} key= kind= words=
  COMPREPLY=()
  if (( COMP_CWORD > at )); then
    key=$(_llm_monitor_key "${"${COMP_WORDS[at]}"}" "${"${COMP_WORDS[at + 1]}"}")
    # The verb itself is still being written.
    [[ $key == *' '* ]] && (( COMP_CWORD == at + 1 )) && key=${"${COMP_WORDS[at]}"}
    kind=$(_llm_monitor_kind "$key ${"${COMP_WORDS[COMP_CWORD - 1]}"}")
    [[ -n $kind || $cur == -* ]] || kind=$(_llm_monitor_kind "$key")
  fi
  case $kind in
    file) mapfile -t COMPREPLY < <(compgen -f -- "$cur"); compopt -o filenames 2> /dev/null; return ;;
    folder) mapfile -t COMPREPLY < <(compgen -d -- "$cur"); compopt -o filenames 2> /dev/null; return ;;
    plugin) words=$(cd "$_llm_monitor_dir/plugins" 2> /dev/null && printf '%s\n' [!_]*/ | tr -d /) ;;
    text) return ;;
    *) words=$(_llm_monitor_words "$key") ;;
  esac
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
}
_llm_monitor() { _llm_monitor_complete 1; }
_llm_monitor_deno() {
  if [[ ${"${COMP_WORDS[1]}"} == task ]] && (( COMP_CWORD >= 2 )) && [[ $PWD/ == "$_llm_monitor_dir"/* ]]; then
    _llm_monitor_complete 2
  elif declare -F _deno > /dev/null; then
    _deno "$@"
  fi
}
complete -F _llm_monitor llm-monitor
complete -o bashdefault -o default -F _llm_monitor_deno deno
`;
}
