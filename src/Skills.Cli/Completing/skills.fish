# Completion of the skills command for fish.
complete -f -c skills -a '(skills "[suggest:"(commandline -C)"]" (commandline -cp) 2>/dev/null)'
