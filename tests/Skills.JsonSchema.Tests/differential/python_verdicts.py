#!/usr/bin/env python3
"""Reads pairs, writes a line of verdicts a schema: T, F or ! (refused). usage: python_verdicts.py < pairs.jsonl"""
import json
import sys

import jsonschema

for line in sys.stdin:
    pair = json.loads(line)
    verdicts = ""
    for instance in pair["instances"]:
        try:
            verdicts += "T" if jsonschema.Draft202012Validator(pair["schema"]).is_valid(instance) else "F"
        except Exception:
            verdicts += "!"
    print(verdicts)
