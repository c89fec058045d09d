/** Shells with completion. */
export type Shell = "bash" | "zsh" | "fish";

const scripts: Readonly<Record<Shell, string>> = {
	bash: `# dag: completion for bash
_dag() {
  local index value word last cut=
  local -a words=()
  # Bash takes a word apart at "=", and wants only what comes after it; quotes and backslashes are still there.
  for ((index = 1; index <= COMP_CWORD; index++)); do
    word=\${COMP_WORDS[index]//[\\\\\\"\\']/}
    if [[ \${#words[@]} -gt 0 && ( $word == "=" || \${COMP_WORDS[index - 1]} == "=" ) ]]; then
      words[\${#words[@]} - 1]+=$word
    else
      words+=("$word")
    fi
  done
  last=\${words[\${#words[@]} - 1]}
  [[ $COMP_WORDBREAKS == *=* && $last == *=* ]] && cut=\${last%=*}=
  COMPREPLY=()
  while IFS=$'\\t' read -r value _; do
    COMPREPLY+=("\${value#"$cut"}")
  done < <(dag __complete -- "\${words[@]}" 2>/dev/null)
  if [[ \${#COMPREPLY[@]} -eq 1 && ( "\${COMPREPLY[0]}" == */ || "\${COMPREPLY[0]}" == *= ) ]]; then
    compopt -o nospace
  fi
  for index in "\${!COMPREPLY[@]}"; do
    COMPREPLY[index]=$(printf '%q' "\${COMPREPLY[index]}")
  done
}
complete -F _dag dag
`,
	zsh: `#compdef dag
# dag: completion for zsh
_dag() {
  local -a lines names described
  local line value
  lines=("\${(@f)$(dag __complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  for line in $lines; do
    value=\${line%%$'\\t'*}
    [[ -z $value ]] && continue
    names+=("$value")
    if [[ -n \${line#*$'\\t'} ]]; then
      described+=("$value  -- \${line#*$'\\t'}")
    else
      described+=("$value")
    fi
  done
  (( \${#names} )) || return 1
  if [[ \${#names} -eq 1 && ( $names[1] == */ || $names[1] == *= ) ]]; then
    compadd -S '' -d described -- $names
  else
    compadd -d described -- $names
  fi
}
if [[ "\${funcstack[1]}" == _dag ]]; then _dag "$@"; else (( $+functions[compdef] )) || { autoload -U compinit; compinit }; compdef _dag dag; fi
`,
	fish: `# dag: completion for fish
function __dag_complete
  set -l words (commandline -opc) (commandline -ct)
  dag __complete -- $words[2..-1] 2>/dev/null
end
complete -c dag -f -a '(__dag_complete)'
`,
};

/** The script that teaches a shell to complete `dag`. */
export function shellScript(shell: Shell): string {
	return scripts[shell];
}
