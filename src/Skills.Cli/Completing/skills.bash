# Completion of the skills command for bash.
_skills() {
  local IFS=$'\n'
  COMPREPLY=($(compgen -W "$(skills "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _skills skills
