#!/usr/bin/env python3
"""Writes pairs of a schema and an instance, one JSON object a line. The seed decides everything.

usage: generate.py COUNT SEED > pairs.jsonl
"""
import json
import random
import sys

NAMES = ["a", "b", "c", "ab", "x1", "é", "a b"]
STRINGS = ["", "a", "ab", "abc", "a1", "1", "é", "e\u0301", "😀", "😀a", "aaaaaaaa", "A", " ", "a-b", "2020-02-29"]
NUMBERS = [0, 1, 2, 3, -1, -2, 10, 0.5, 1.5, 2.0, -0.0, 1e2, 100, 2.5, 7, 1e15, 123456789]
PATTERNS = ["^a", "b$", "^a*$", "[0-9]", "^[a-z]+$", "^.$", "^..$", "a|1", "^(ab)?c?", "\\d", "^\\w*$", "^[^a]", "é", "^\\S+$", "a{2,3}", "(a)(b)?"]
TYPES = ["null", "boolean", "object", "array", "number", "string", "integer"]


class Generator:
    def __init__(self, seed):
        self.random = random.Random(seed)

    def value(self, depth=3):
        kind = self.random.randrange(11 if depth > 0 else 8)
        if kind < 2:
            return self.random.choice(STRINGS)
        if kind < 5:
            return self.random.choice(NUMBERS)
        if kind < 8:
            return self.random.choice([None, True, False])
        if kind == 8:
            return [self.value(depth - 1) for _ in range(self.random.randrange(4))]
        return {self.random.choice(NAMES): self.value(depth - 1) for _ in range(self.random.randrange(4))}

    def schemas(self, depth, least=1, most=3):
        return [self.schema(depth - 1) for _ in range(self.random.randint(least, most))]

    def map(self, depth, keys, make=None):
        return {self.random.choice(keys): (make or self.schema)(depth - 1) for _ in range(self.random.randint(1, 3))}

    def names(self):
        return self.random.sample(NAMES, self.random.randrange(3))

    def size(self):
        return self.random.choice([0, 1, 1, 2, 2, 3, 2.0])

    def schema(self, depth):
        if depth <= 0 or self.random.random() < 0.05:
            return self.random.choice([True, True, False, {}, {"type": self.random.choice(TYPES)}, {"const": self.value(1)}])
        return dict(self.keyword(depth) for _ in range(self.random.choice([1, 1, 2, 2, 3, 4])))

    def keyword(self, depth):
        r = self.random
        one = lambda: self.schema(depth - 1)
        return r.choice([
            lambda: ("type", r.choice([r.choice(TYPES), r.sample(TYPES, r.randint(1, 3))])),
            lambda: ("type", r.choice(["object", "array", "string", "number", "integer"])),
            lambda: ("enum", self.distinct()),
            lambda: ("const", self.value(2)),
            lambda: ("minimum", r.choice(NUMBERS)),
            lambda: ("maximum", r.choice(NUMBERS)),
            lambda: ("exclusiveMinimum", r.choice(NUMBERS)),
            lambda: ("exclusiveMaximum", r.choice(NUMBERS)),
            lambda: ("multipleOf", r.choice([1, 2, 3, 0.5, 0.1, 0.01, 1.5])),
            lambda: ("minLength", self.size()),
            lambda: ("maxLength", self.size()),
            lambda: ("pattern", r.choice(PATTERNS)),
            lambda: ("minItems", self.size()),
            lambda: ("maxItems", self.size()),
            lambda: ("uniqueItems", r.choice([True, True, False])),
            lambda: ("minProperties", self.size()),
            lambda: ("maxProperties", self.size()),
            lambda: ("required", self.names()),
            lambda: ("properties", self.map(depth, NAMES)),
            lambda: ("properties", self.map(depth, NAMES)),
            lambda: ("patternProperties", self.map(depth, PATTERNS)),
            lambda: ("additionalProperties", one()),
            lambda: ("propertyNames", one()),
            lambda: ("dependentRequired", self.map(depth, NAMES, lambda _: self.names())),
            lambda: ("dependentSchemas", self.map(depth, NAMES)),
            lambda: ("items", one()),
            lambda: ("prefixItems", self.schemas(depth)),
            lambda: ("contains", one()),
            lambda: ("minContains", self.size()),
            lambda: ("maxContains", self.size()),
            lambda: ("allOf", self.schemas(depth)),
            lambda: ("anyOf", self.schemas(depth)),
            lambda: ("oneOf", self.schemas(depth)),
            lambda: ("not", one()),
            lambda: ("if", one()),
            lambda: ("then", one()),
            lambda: ("else", one()),
            lambda: ("unevaluatedProperties", one()),
            lambda: ("unevaluatedItems", one()),
            lambda: ("$ref", f"#/$defs/d{r.randrange(3)}"),
        ])()

    def distinct(self):
        values, seen = [], set()
        for _ in range(self.random.randint(1, 4)):
            value = self.value(1)
            # The same number spelled twice would be refused by some metaschema checks.
            key = json.dumps(value, sort_keys=True) if not isinstance(value, (int, float)) or isinstance(value, bool) else repr(float(value) + 0.0)
            if key not in seen:
                seen.add(key)
                values.append(value)
        return values

    def pair(self):
        schema = self.schema(3)
        if not isinstance(schema, dict):
            schema = {"allOf": [schema]}
        schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
        # Definitions refer only forwards, so that nothing refers to itself.
        definitions = {}
        for i in (2, 1, 0):
            definition = self.schema(2)
            text = json.dumps(definition)
            for j in range(i + 1):
                text = text.replace(f"#/$defs/d{j}", "#/$defs/d3")
            definitions[f"d{i}"] = json.loads(text)
        definitions["d3"] = self.random.choice([True, {"type": "string"}, {"type": ["number", "object"]}])
        schema["$defs"] = definitions
        return {"schema": schema, "instances": [self.value(3) for _ in range(4)]}


def main():
    count, seed = int(sys.argv[1]), int(sys.argv[2])
    generator = Generator(seed)
    for _ in range((count + 3) // 4):
        print(json.dumps(generator.pair()))


main()
