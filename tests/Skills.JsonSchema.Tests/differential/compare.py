#!/usr/bin/env python3
"""Sorts the disagreements between ours and the peers by what explains them; fails when something is left.

usage: compare.py pairs.jsonl ours.txt python.txt ajv.txt
"""
import json
import sys
from collections import Counter
from decimal import Decimal


def contains_key(node, names):
    if isinstance(node, dict):
        return any(k in names or contains_key(v, names) for k, v in node.items())
    if isinstance(node, list):
        return any(contains_key(v, names) for v in node)
    return False


def values_of(node, name):
    if isinstance(node, dict):
        for key, value in node.items():
            if key == name:
                yield value
            yield from values_of(value, name)
    elif isinstance(node, list):
        for value in node:
            yield from values_of(value, name)


def explain(peer, ours, theirs, schema, instance):
    """A sentence for a disagreement that is the peer's, or None."""
    text = json.dumps(schema)
    fractions = any(isinstance(v, (int, float)) and not isinstance(v, bool) and Decimal(str(v)) % 1 != 0 for v in values_of(schema, "multipleOf"))
    if theirs == "!" and peer == "ajv":
        return "ajv refuses the schema or fails while running it"
    if theirs == "!":
        return "python3-jsonschema fails while running"
    if peer == "python" and contains_key(schema, {"unevaluatedProperties", "unevaluatedItems"}):
        return "python3-jsonschema 4.10 finds unevaluated properties and items by rules of its own"
    if peer == "ajv" and contains_key(schema, {"unevaluatedProperties", "unevaluatedItems"}):
        return "ajv follows evaluated properties and items through fewer keywords (it fails the suite's own tests of them)"
    if fractions:
        return f"{peer} divides in binary floating point"
    if peer == "python" and ("\\\\d" in text or "\\\\w" in text or "\\\\S" in text or "$" in "".join(k for p in values_of(schema, "patternProperties") for k in p) or contains_key(schema, {"pattern"})):
        return "python's re is not ECMA-262: \\d, \\w and $ differ"
    if peer == "python" and contains_key(schema, {"minContains", "maxContains"}):
        return "python3-jsonschema 4.10 reads minContains and maxContains its own way"
    return None


def main():
    pairs, ours, python, ajv = (open(name, encoding="utf-8").read().splitlines() for name in sys.argv[1:5])
    reasons, explained, left, total = Counter(), [], [], 0
    for line, own, py, js in zip(pairs, ours, python, ajv, strict=True):
        pair = json.loads(line)
        for i, instance in enumerate(pair["instances"]):
            total += 1
            for peer, verdict, other in (("python", py[i], js[i]), ("ajv", js[i], py[i])):
                if own[i] == verdict:
                    reasons[f"{peer}: agrees"] += 1
                    continue
                reason = explain(peer, own[i], verdict, pair["schema"], instance)
                if reason is None:
                    left.append((peer, own[i], verdict, other, pair["schema"], instance))
                else:
                    explained.append((peer, own[i], verdict, other, pair["schema"], instance))
                    reasons[f"{peer}: {reason}" + (" (the other peer agrees with ours)" if other == own[i] else "")] += 1
    print(f"{total} pairs")
    for reason, count in sorted(reasons.items(), key=lambda item: -item[1]):
        print(f"{count:7} {reason}")
    for peer, own, verdict, other, schema, instance in explained[:20]:
        print(f"explained: ours {own}, {peer} {verdict}, other {other}: {json.dumps(schema)} {json.dumps(instance)}")
    for peer, own, verdict, other, schema, instance in left[:20]:
        print(f"unexplained: ours {own}, {peer} {verdict}, other {other}: {json.dumps(schema)} {json.dumps(instance)}")
    print(f"{len(left)} unexplained")
    return 1 if left else 0


sys.exit(main())
