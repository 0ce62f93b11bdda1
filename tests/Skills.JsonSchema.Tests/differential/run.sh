#!/usr/bin/env bash
# Holds our verdicts against python3-jsonschema and ajv on generated pairs. Needs python3 with jsonschema, node, and
# npm install done in bench/ajv. Not part of CI.
#
# usage: run.sh [COUNT] [SEED]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python=${PYTHON:-python3}

"$python" "$here/generate.py" "${1:-20000}" "${2:-1}" > "$work/pairs.jsonl"
"$python" "$here/python_verdicts.py" < "$work/pairs.jsonl" > "$work/python.txt"
node "$here/ajv_verdicts.mjs" < "$work/pairs.jsonl" > "$work/ajv.txt"
SKILLS_DIFFERENTIAL="$work/pairs.jsonl" dotnet run --project "$here/.." -- --filter-class '*DifferentialTests' > "$work/log.txt" 2>&1 || { cat "$work/log.txt"; exit 1; }
"$python" "$here/compare.py" "$work/pairs.jsonl" "$work/pairs.jsonl.ours" "$work/python.txt" "$work/ajv.txt"
