#compdef skills
# Completion of the skills command for zsh.
_skills() {
  local -a words_found
  words_found=("${(@f)$(skills "[suggest:${#BUFFER}]" "${BUFFER}" 2>/dev/null)}")
  compadd -a words_found
}
# As a file in $fpath this is the function itself, so its first call completes too. Sourced, it registers the function.
if [[ ${funcstack[1]} == _skills ]]; then
  _skills "$@"
else
  compdef _skills skills
fi
