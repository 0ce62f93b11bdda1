#compdef skills
# Completion of the skills command for zsh.
_skills() {
  local -a words_found
  words_found=("${(@f)$(skills "[suggest:${#BUFFER}]" "${BUFFER}" 2>/dev/null)}")
  compadd -a words_found
}
compdef _skills skills
