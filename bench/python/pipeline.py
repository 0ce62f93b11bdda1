# The steps of a skill as straight-line Python: validate, look up, render, ask, parse, validate, store. Reads a job as JSON from
# standard input and prints one JSON object: nanoseconds by name, the least of many rounds.
import hashlib
import json
import sys
import time

import jinja2
import jsonschema

job = json.load(sys.stdin)
environment = jinja2.Environment(trim_blocks=True, lstrip_blocks=True)
template = environment.from_string(job["template"])
inputs_validator = jsonschema.Draft202012Validator(job["inputSchema"])
output_validator = jsonschema.Draft202012Validator(job["outputSchema"])
cases = job["inputs"]
reply = job["reply"]


def least(action, seconds=1.5):
    best, end = float("inf"), time.perf_counter() + seconds
    while time.perf_counter() < end:
        count, start = 20, time.perf_counter()
        for i in range(count):
            action(i)
        best = min(best, (time.perf_counter() - start) / count)
    return best * 1e9


def execute(inputs):
    inputs_validator.validate(inputs)
    template.render(inputs)
    output = json.loads(reply)
    output_validator.validate(output)
    return output


def key_of(inputs):
    return "py:" + hashlib.sha256(json.dumps(inputs, sort_keys=True).encode()).hexdigest()


def cached(store, inputs):
    inputs_validator.validate(inputs)
    key = key_of(inputs)
    found = store.get(key)
    if found is not None:
        return json.loads(found)
    template.render(inputs)
    output = json.loads(reply)
    output_validator.validate(output)
    store.set(key, json.dumps(output), ex=3600)
    return output


times = {
    "execute": least(lambda i: execute(cases[i % len(cases)])),
    "render": least(lambda i: template.render(cases[0])),
    "parse": least(lambda i: environment.from_string(job["template"])),
    "validate": least(lambda i: inputs_validator.is_valid(cases[0])),
}

if job.get("redisPort"):
    try:
        import redis

        store = redis.Redis(host="127.0.0.1", port=job["redisPort"])
        number = iter(range(10**9))
        times["redis miss"] = least(lambda i: cached(store, dict(cases[0], **{job["varied"]: f"{job['run']}-{next(number)}"})))
        cached(store, cases[0])
        times["redis hit"] = least(lambda i: cached(store, cases[0]))
    except ImportError:
        pass

print(json.dumps(times))
