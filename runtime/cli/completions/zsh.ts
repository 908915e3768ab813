import type { CompletedCommand } from "./list_commands.ts";
import { posixTables, quoted } from "./posix_tables.ts";

/** Writes the script for zsh. */
export function zshScript(commands: readonly CompletedCommand[], projectDir: string): string {
  return String
    .raw`# Completions of llm-monitor for zsh, and the command llm-monitor, which works from any folder.
# In ~/.zshrc, after compinit: source <(cd ${projectDir} && deno task --quiet completions zsh)
_llm_monitor_dir=${quoted(projectDir)}
llm-monitor() { (cd "$_llm_monitor_dir" && command deno task --quiet "$@"); }
${posixTables(commands)}
# The words from the one at $1 on are a task and what belongs to it.
_llm_monitor_complete() {
  local at=$1 cur=${"${words[CURRENT]}"} key= kind=
  local -a found
  if (( CURRENT > at )); then
    key=$(_llm_monitor_key "${"${words[at]}"}" "${"${words[at + 1]}"}")
    # The verb itself is still being written.
    [[ $key == *' '* ]] && (( CURRENT == at + 1 )) && key=${"${words[at]}"}
    kind=$(_llm_monitor_kind "$key ${"${words[CURRENT - 1]}"}")
    [[ -n $kind || $cur == -* ]] || kind=$(_llm_monitor_kind "$key")
  fi
  case $kind in
    file) _files ;;
    folder) _files -/ ;;
    plugin) found=("$_llm_monitor_dir"/plugins/[^_]*(N/:t)); compadd -a found ;;
    text) ;;
    *) found=(${'${(f)"$(_llm_monitor_words "$key")"}'}); compadd -a found ;;
  esac
}
_llm_monitor() { _llm_monitor_complete 2 }
_llm_monitor_deno() {
  if [[ ${"${words[2]}"} == task ]] && (( CURRENT >= 3 )) && [[ $PWD/ == "$_llm_monitor_dir"/* ]]; then
    _llm_monitor_complete 3
  elif (( $+functions[_deno] )); then
    _deno "$@"
  else
    _files
  fi
}
compdef _llm_monitor llm-monitor
compdef _llm_monitor_deno deno
`;
}
