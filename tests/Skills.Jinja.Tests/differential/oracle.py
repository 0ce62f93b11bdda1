"""What the real Jinja2 (package python3-jinja2) makes of a case in the form of jinja-goldens.jsonl."""
import collections.abc, datetime, json, traceback, warnings
import jinja2, jinja2.ext, jinja2.sandbox
from markupsafe import Markup

warnings.simplefilter("ignore")

KIND = {"TemplateSyntaxError": "syntax", "TemplateAssertionError": "syntax", "SyntaxError": "syntax",
        "UndefinedError": "undefined", "SecurityError": "security", "TemplateNotFound": "notfound",
        "TemplatesNotFound": "notfound", "TemplateRuntimeError": "template", "TemplateError": "template",
        "FilterArgumentError": "template", "TypeError": "type", "AttributeError": "type",
        "ZeroDivisionError": "arithmetic", "OverflowError": "value", "ValueError": "value", "KeyError": "value",
        "IndexError": "value", "AssertionError": "value", "RuntimeError": "value", "RecursionError": "recursion",
        "UnicodeEncodeError": "value", "MemoryError": "value"}
# Jinja 3.1.6 refuses these too in the immutable sandbox; the version at hand may be older.
jinja2.sandbox._mutable_spec = tuple(
    (kind, names | {"clear", "pop"} if kind is collections.abc.MutableSequence else names) for kind, names in jinja2.sandbox._mutable_spec)

NOW = datetime.datetime(2024, 7, 26, 14, 5, 9)


class Generation(jinja2.ext.Extension):
    tags = {"generation"}

    def parse(self, parser):
        line = next(parser.stream).lineno
        body = parser.parse_statements(["name:endgeneration"], drop_needle=True)
        return jinja2.nodes.CallBlock(self.call_method("_text"), [], [], body).set_lineno(line)

    def _text(self, caller):
        return caller()


def chat_environment():
    env = jinja2.sandbox.ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True, extensions=[Generation, "jinja2.ext.loopcontrols"])

    def raise_exception(message):
        raise jinja2.exceptions.TemplateError(message)

    def tojson(x, ensure_ascii=False, indent=None, separators=None, sort_keys=False):
        return json.dumps(x, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys)

    env.filters["tojson"] = tojson
    env.globals["raise_exception"] = raise_exception
    env.globals["strftime_now"] = lambda fmt: NOW.strftime(fmt)
    return env


def environment(options, templates):
    if options.get("profile") == "hf":
        return chat_environment()
    o = dict(options)
    undefined = {"default": jinja2.Undefined, "strict": jinja2.StrictUndefined,
                 "chainable": jinja2.ChainableUndefined, "debug": jinja2.DebugUndefined}[o.pop("undefined", "default")]
    extensions = ["jinja2.ext." + e for e in o.pop("extensions", [])]
    sandbox = jinja2.sandbox.ImmutableSandboxedEnvironment if o.pop("sandbox", None) == "immutable" else jinja2.sandbox.SandboxedEnvironment
    return sandbox(
        undefined=undefined, extensions=extensions, **o,
        loader=jinja2.FunctionLoader(lambda name: (templates[name], name, None) if name in templates else None))


class Obj:
    """What {"$obj": {..}} stands for."""

    def __init__(self, members):
        self.__dict__.update(members)

    def __repr__(self):
        return "<Obj>"


Obj.__module__ = "host"


def decode(value):
    """Values that JSON has no word for, spelled as in jinja-goldens.jsonl."""
    if isinstance(value, list):
        return [decode(v) for v in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1:
        (kind, inner), = value.items()
        special = {"$tuple": lambda: tuple(decode(inner)), "$markup": lambda: Markup(inner), "$set": lambda: set(decode(inner)),
                   "$float": lambda: float(inner), "$gen": lambda: iter(decode(inner)), "$obj": lambda: Obj(decode(inner)),
                   "$date": lambda: datetime.date.fromisoformat(inner), "$datetime": lambda: datetime.datetime.fromisoformat(inner)}.get(kind)
        if special:
            return special()
    return {k: decode(v) for k, v in value.items()}


def outcome(case):
    names = set(case.get("templates", {}))
    try:
        env = environment(case["options"], case.get("templates", {}))
        return {"expected": env.from_string(case["template"]).render(decode(case["context"]))}
    except Exception as e:
        line = name = None
        if isinstance(e, jinja2.TemplateSyntaxError):
            line, name = e.lineno, e.name or "<template>"
        elif not isinstance(e, RecursionError):
            for frame in traceback.extract_tb(e.__traceback__):
                if frame.filename == "<template>" or frame.filename in names:
                    line, name = frame.lineno, frame.filename
        message = e.message if isinstance(e, jinja2.TemplateSyntaxError) else str(e)
        return {"error": {"kind": KIND.get(type(e).__name__, "value"), "class": type(e).__name__,
                          "line": line, "template": name, "message": message}}
