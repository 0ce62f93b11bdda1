#!/usr/bin/env python3
"""Makes random templates and renders them with the real Jinja2 (package python3-jinja2).

  generate.py [--count 10000] [--seed 1] [--chat FOLDER] > cases.jsonl
  JINJA_DIFFERENTIAL=cases.jsonl dotnet run --project tests/Skills.Jinja.Tests -- --filter-class '*DifferentialTests'

A case is a line of JSON in the form of jinja-goldens.jsonl: template, context, options, and
either "expected" or "error" with kind and line. With --chat the chat templates of a folder
are rendered over made-up conversations instead.
"""
import argparse, glob, json, os, random
from oracle import outcome


# --------------------------------------------------------------------------- random templates

CONTEXT = {"n": 7, "neg": -3, "zero": 0, "f": 2.5, "big": 123456789012345678901, "t": True, "none": None,
           "s": "Hello World", "e": "", "u": "straße é日本😀", "ml": "one\n  two\r\nthree ", "html": "<b>a & 'b' \"c\"</b>",
           "num": "42", "fl": "3.70", "l": [3, 1, 2], "ls": ["b", "A", "c", "a"], "el": [], "nest": [[1, 2], [3, [4]]],
           "d": {"a": 1, "b": "two", "items": "x", "k y": None}, "ed": {},
           "us": [{"name": "Bob", "age": 30, "tags": ["x"]}, {"name": "al", "age": 25, "tags": []}, {"name": "Cy", "age": 30}],
           "mixed": [1, "a", None, 2.0, True, [1], {"q": 1}], "words": "the quick  brown-fox jumps over a lazy dog-house"}
NAMES = list(CONTEXT) + ["missing"]
STRINGS = ["''", "'a'", "'Ab c'", "'x,y,,z'", "' pad '", "'%s|%5d'", "'{} {1}'", "'ß'", "'a\\nb'", "'12'", "'é😀z'"]
BINARY = ["+", "-", "*", "/", "//", "%", "~", "==", "!=", "<", "<=", ">", ">=", "in", "not in", "and", "or"]
FILTERS = ["abs", "capitalize", "center(9)", "default('D')", "default('D', true)", "dictsort", "dictsort(by='value')", "e", "escape",
           "filesizeformat", "first", "float", "float(1.5)", "forceescape", "groupby('age')", "indent", "indent(2, true)", "indent(width=3, blank=true)",
           "int", "int(5)", "int(base=16)", "items|list", "join", "join('-')", "join(', ', attribute='name')", "last", "length", "list", "lower",
           "map('upper')|list", "map(attribute='name')|list", "map(attribute='age', default=0)|list", "max", "min", "max(attribute='age')", "reject('odd')|list",
           "rejectattr('tags')|list", "replace('a', 'b')", "replace('l', 'LL', 1)", "reverse|list", "round", "round(1)", "round(-1)", "round(1, 'floor')", "round(2, 'ceil')",
           "safe", "select('string')|list", "select('number')|list", "selectattr('age', '>', 26)|list", "selectattr('name')|list", "slice(2)|list", "slice(3, 'f')|list",
           "sort", "sort(reverse=true)", "sort(attribute='age')", "sort(attribute='age,name')", "sort(case_sensitive=true)", "string", "striptags", "sum", "sum(attribute='age')", "sum(start=1.5)",
           "title", "tojson", "tojson(indent=2)", "trim", "trim('a')", "truncate(8)", "truncate(5, true, '..', 0)", "unique|list", "upper", "urlencode", "wordcount",
           "wordwrap(6)", "wordwrap(4, false)", "batch(2)|list", "batch(2, 'z')|list", "count", "attr('real')", "xmlattr", "pprint", "format(1, 2)", "urlize"]
TESTS = ["defined", "undefined", "none", "string", "number", "integer", "float", "boolean", "mapping", "sequence", "iterable", "callable", "odd", "even", "divisibleby(3)",
         "divisibleby 2", "eq 7", "ne 'a'", "gt 2", "lt 3", "ge(1)", "in l", "in 'Hello'", "lower", "upper", "true", "false", "sameas none", "filter", "test", "escaped", "==1"]
METHODS = ["upper()", "lower()", "title()", "strip()", "lstrip()", "rstrip('d')", "split()", "split(' ')", "split('o', 1)", "rsplit(None, 1)", "splitlines()", "startswith('H')",
           "endswith(('d', 'x'))", "find('o')", "rfind('o')", "index('l')", "count('l')", "replace('o', '0')", "join(['x', 'y'])", "partition('o')", "rpartition(' ')", "zfill(14)",
           "center(15, '*')", "ljust(13)|e", "rjust(13, '.')", "isdigit()", "isalpha()", "isupper()", "islower()", "istitle()", "isspace()", "isalnum()", "swapcase()", "casefold()",
           "capitalize()", "expandtabs(2)", "removeprefix('He')", "removesuffix('ld')", "format(1, a=2)", "items()|list", "keys()|list", "values()|list", "get('a')", "get('zz', 9)",
           "index(1)", "count(1)", "copy()", "pop()", "append(9)", "update({'z': 1})", "setdefault('m', 3)", "bit_length()", "is_integer()"]
FORMATS = ["%s", "%r", "%5s|", "%-6s|", "%d", "%05d", "%+d", "%x", "%#o", "%e", "%.2f", "%g", "%c", "%%", "%i %s", "%(a)s", "%.3s", "% d", "%G", "%10.3e"]
SPECS = ["", ">8", "<8", "^9", "*^9", "08", "+", " ", ",", "_", ".2f", "e", ".3e", "g", "%", "x", "#x", "b", "o", "c", "d", "s", ".3", "+,.1f", "010.2f", "n", "X", "=+7"]


class Maker:
    CHAT = ["m.role", "m['content']", "m.tool_calls", "m.content|trim", "messages[0].content", "messages[-1]['role']", "messages|length", "messages[1:]|map(attribute='role')|list", "tools", "tools|tojson", "tools|tojson(indent=2)",
            "tools[0].function.name", "tools|map(attribute='function')|map(attribute='name')|join(', ')", "m.tool_calls[0].function.arguments", "m.tool_calls|tojson(ensure_ascii=true)", "m.content.split('</think>')[-1].lstrip('\\n')",
            "m.content is string", "m.content is mapping", "m.content is none", "m.role == 'user'", "loop.previtem.role", "loop.nextitem.role", "messages|selectattr('role', 'equalto', 'user')|list", "m|tojson(separators=(',', ':'))",
            "m.content|map(attribute='text')|join", "bos_token ~ m.role ~ eos_token", "'<|' + m.role + '|>'", "add_generation_prompt", "m.get('name', 'none')", "m.items()|list", "strftime_now('%d %B %Y')", "raise_exception('no ' ~ m.role)"]

    def __init__(self, rng, chat=False):
        self.r = rng
        self.chat = chat
        self.names = list(NAMES) + (["messages", "tools", "add_generation_prompt", "documents"] if chat else [])

    def pick(self, options):
        return self.r.choice(options)

    # Most expressions are of a known type, so that most templates render; one in eight is anything.
    ATOMS = {"str": ["s", "e", "u", "ml", "html", "num", "fl", "words"] + STRINGS, "int": ["n", "neg", "zero", "big", "0", "1", "2", "10", "-1", "d.a", "l[0]", "us[0].age"],
             "float": ["f", "1.5", "0.1", "1e3", "2.0", "-0.5", "1e22"], "list": ["l", "ls", "el", "nest", "mixed", "us", "[1, 2]", "['q', none]", "(1, 'x')", "range(4)", "us[0].tags", "[n, s]"],
             "dict": ["d", "ed", "us[0]", "us[2]", "{'p': 1, 2: n}"], "any": ["none", "missing", "t", "true", "false", "d.nope", "us[0]['zip']"]}
    TO_STR = ["{str}|%s" % f for f in ["capitalize", "center(9)", "e", "forceescape", "indent", "indent(2, true)", "indent(width=3, blank=true)", "lower", "upper", "title", "trim",
              "trim('a')", "truncate(8)", "truncate(5, true, '..', 0)", "urlencode", "wordwrap(6)", "wordwrap(4, false)", "replace('a', 'b')", "replace('l', 'LL', 1)", "string", "striptags", "safe", "urlize", "reverse"]] \
        + ["{str}.%s" % m for m in METHODS[:8] + METHODS[16:18] + METHODS[19:26] + METHODS[33:40] if "split" not in m and "partition" not in m and "find" not in m and "index" not in m and "count" not in m and "with" not in m] \
        + ["{list}|join('-')", "{list}|join", "{any}|string", "{dict}|tojson", "{list}|tojson(indent=2)", "{str} ~ {any}", "{str} + {str}", "{str} * 2", "{int}|filesizeformat", "{dict}|xmlattr", "{list}|pprint",
           "{str}[1:-1]", "{str}[::-1]", "{str}[:{int}]", "'{{}}-{{!r:>5}}'.format({any}, {str})", "'%s/%s' % ({any}, {int})", "{list}|first|string", "{str}|default('D')", "{any}|default('D', true)"]
    TO_INT = ["{list}|length", "{str}|length", "{str}|wordcount", "{str}|int", "{float}|int", "{int} + {int}", "{int} - {int}", "{int} * {int}", "{int} // 3", "{int} % 5", "{int} ** 2", "-{int}",
              "{int}|abs", "{str}.find('o')", "{str}.count('l')", "{list}|sum(start={int}) if false else {int}", "us|sum(attribute='age')", "us|max(attribute='age') and {int}", "l|max", "l|min"]
    TO_FLOAT = ["{int} / 4", "{float} * {int}", "{float} + {float}", "{float}|round", "{float}|round(1)", "{int}|round(1)", "{float}|round(1, 'floor')", "{float}|round(2, 'ceil')", "{str}|float", "{float} // 1", "{float} % 0.3", "{float}|abs"]
    TO_LIST = ["{list}|list", "{str}|list", "{list} | reverse | list", "{str}.split()", "{str}.split('o', 1)", "{str}.rsplit(None, 1)", "{str}.splitlines()", "{str}.partition('o')", "{str}.rpartition(' ')", "{dict}|items|list",
               "{dict}.items()|list", "{dict}.keys()|list", "{dict}|dictsort", "d|dictsort(by='value') if false else {list}", "{list}|batch(2)|list", "{list}|batch(3, 'z')|list", "{list}|slice(2)|list", "{list}|slice(3, 'f')|list",
               "{list}|map('string')|list", "us|map(attribute='name')|list", "{list}|map('upper')|list", "us|map(attribute='tags', default=0)|list", "{list}|select('string')|list", "{list}|reject('number')|list", "us|selectattr('age', '>', 26)|list",
               "us|rejectattr('tags')|list", "us|sort(attribute='age')", "us|sort(attribute='age,name', reverse=true)", "ls|sort", "ls|sort(case_sensitive=true)", "ls|unique|list", "us|groupby('age')", "us|groupby('tags', default='-') if false else {list}",
               "{list}[1:]", "{list}[::-1]", "{list}[:-1]", "[1] + [{any}]", "{list}|unique|list if false else {list}"]
    TO_ANY = ["{list}|first", "{list}|last", "{str}|first", "{dict}.a", "{dict}['b']", "{dict}.get('zz', {int})", "{list}[{int}]", "({any} is defined)", "({str} is %s)", "{str} == {str}", "{int} < {int}", "{str} < {str}", "{int} in {list}", "{str} in {str}",
              "{str} not in {dict}", "{any} and {int}", "{any} or {str}", "not {any}", "({str} if {any} else {int})", "{float} >= {int} > {float}", "{list} == {list}", "({int} is %s)", "({list} is %s)", "({any} is %s)", "{str}.isdigit()", "{str}.istitle()", "{str}.startswith('H')"]
    MAKERS = {"str": TO_STR, "int": TO_INT, "float": TO_FLOAT, "list": TO_LIST, "dict": ["{dict}.copy()", "dict({dict}, z={int})"], "any": TO_ANY}

    def typed(self, kind, depth):
        if depth > 2 or self.r.random() < 0.35:
            return self.pick(self.ATOMS[kind])
        form = self.pick(self.MAKERS[kind])
        if "%s)" in form:
            form = form.replace("%s)", self.pick(["not ", ""]) + self.pick(TESTS) + ")")
        out, i = "", 0
        while i < len(form):
            if form.startswith("{{", i) or form.startswith("}}", i):
                out, i = out + form[i], i + 2
            elif form[i] == "{" and form.find("}", i) > 0 and form[i + 1:form.find("}", i)] in self.ATOMS:
                end = form.find("}", i)
                part = self.typed(form[i + 1:end], depth + 1)
                out, i = out + (part if part.isalnum() else f"({part})"), end + 1
            else:
                out, i = out + form[i], i + 1
        return out

    def expr(self, depth=0):
        if self.r.random() < 0.12:
            return self.wild(depth)
        if self.chat and self.r.random() < 0.4:
            return self.pick(self.CHAT)
        r = self.r.random()
        if r < 0.15:
            return self.pick(self.names)
        if r < 0.25:
            return f"'{self.pick(FORMATS)}' % {self.pick(['n', 's', 'f', '(n, s)', 'd', 'l', 'u', 'big', 'neg', 't', '(f,)', '65'])}"
        if r < 0.33:
            return f"'{{:{self.pick(SPECS)}}}'.format({self.pick(['n', 'f', 's', 'neg', 'big', 't', '0.00012345', '1234567.891', '1e22', 'u'])})"
        return self.typed(self.pick(["str", "str", "int", "float", "list", "list", "dict", "any", "any"]), depth)

    def atom(self):
        r = self.r.random()
        if r < 0.5:
            return self.pick(self.names)
        if r < 0.65:
            return self.pick(STRINGS)
        if r < 0.8:
            return self.pick(["0", "1", "2", "10", "1.5", "-1", "1e3", "0.1", "100000000000000000000", "true", "false", "none"])
        if r < 0.9:
            return "[" + ", ".join(self.wild(2) for _ in range(self.r.randrange(4))) + "]"
        if r < 0.95:
            return "{" + ", ".join(f"{self.pick(STRINGS + ['1', 'none', '2.0'])}: {self.wild(2)}" for _ in range(self.r.randrange(3))) + "}"
        return "(" + ", ".join(self.wild(2) for _ in range(self.r.randrange(3))) + ",)" if self.r.random() < 0.5 else "(1, 2)"

    def postfix(self, depth):
        base = self.atom()
        for _ in range(self.r.randrange(3)):
            r = self.r.random()
            if r < 0.25:
                base += "." + self.pick(["a", "b", "name", "age", "items", "real", "nope", "0", "1"])
            elif r < 0.5:
                base += "[" + self.pick(["0", "1", "-1", "'a'", "'b'", "5", "1:", ":2", "::-1", "::2", "-2:", "1:-1", "n", "s"]) + "]"
            elif r < 0.8:
                base += "." + self.pick(METHODS)
            else:
                base = f"({base})"
        return base

    def wild(self, depth=0):
        r = self.r.random()
        if depth > 3 or r < 0.3:
            return self.postfix(depth)
        if r < 0.5:
            return f"{self.wild(depth + 1)} {self.pick(BINARY)} {self.wild(depth + 1)}"
        if r < 0.78:
            return f"{self.postfix(depth)}|{self.pick(FILTERS)}"
        if r < 0.86:
            return f"({self.postfix(depth)} is {self.pick(['', 'not '])}{self.pick(TESTS)})"
        if r < 0.9:
            return f"({self.wild(depth + 1)} if {self.wild(depth + 1)} else {self.wild(depth + 1)})"
        if r < 0.93:
            return f"{self.pick(['-', '+', 'not '])}{self.postfix(depth)}"
        if r < 0.965:
            return f"'{self.pick(FORMATS)}' % {self.pick(['n', 's', 'f', '(n, s)', 'd', 'l', 'u', 'big', 'neg', 't', '(f,)', '65'])}"
        return f"'{{:{self.pick(SPECS)}}}'.format({self.pick(['n', 'f', 's', 'neg', 'big', 't', '0.00012345', '1234567.891', '1e22', 'u'])})"

    def open(self):
        return self.pick(["{%", "{%", "{%", "{%-", "{%+"])

    def close(self):
        return self.pick(["%}", "%}", "%}", "-%}", "+%}"])

    def tag(self, text):
        return f"{self.open()} {text} {self.close()}"

    def text(self):
        return self.pick(["", "x", " ", "\n", "  \n", "\n  ", "a\nb", "end.", "\t", "\n\n", "é😀", "}} ", "# c\n"])

    def body(self, depth):
        return "".join(self.statement(depth) for _ in range(self.r.randrange(1, 4)))

    def statement(self, depth=0):
        r = self.r.random()
        if depth > 2 or r < 0.4:
            return self.text() + self.pick(["{{ ", "{{ ", "{{- ", "{{"]) + self.expr() + self.pick([" }}", " }}", " -}}", "}}"])
        if r < 0.52:
            out = self.tag("if " + self.expr(1)) + self.body(depth + 1)
            if self.r.random() < 0.3:
                out += self.tag("elif " + self.expr(1)) + self.body(depth + 1)
            if self.r.random() < 0.5:
                out += self.tag("else") + self.body(depth + 1)
            return out + self.tag("endif")
        if r < 0.68:
            return self.loop(depth)
        if r < 0.78:
            name = self.pick(["v", "w", "n", "s", "x"])
            self.names.append(name)
            return self.tag(f"set {name} = {self.expr(1)}") + self.text()
        if r < 0.82:
            name = self.pick(["v", "w"])
            self.names.append(name)
            return self.tag(f"set {name}" + self.pick(["", " | upper", " | trim"])) + self.body(depth + 1) + self.tag("endset")
        if r < 0.88:
            return self.macro(depth)
        if r < 0.91:
            return self.tag(f"with {self.pick(['q', 'n'])} = {self.expr(1)}") + self.body(depth + 1) + self.tag("endwith")
        if r < 0.94:
            return self.tag("filter " + self.pick(["upper", "trim", "replace('a', 'b')", "title", "indent(2)"])) + self.body(depth + 1) + self.tag("endfilter")
        if r < 0.96:
            return self.tag("set ns = namespace(a=1, b='')") + self.tag(f"for i in {self.pick(['l', 'ls', 'us'])}") \
                + self.tag(f"set ns.{self.pick(['a', 'b'])} = {self.pick(['ns.a + 1', 'i', 'ns.b ~ loop.index'])}") + self.tag("endfor") + "{{ ns.a }}{{ ns.b }}"
        if r < 0.98:
            return "{#" + self.pick(["", "-"]) + " c " + self.pick(["", "-"]) + "#}" + self.text()
        if self.chat and r < 0.99:
            return self.tag("generation") + self.body(depth + 1) + self.tag("endgeneration")
        return self.tag("raw") + "{{ x }}" + self.tag("endraw")

    def loop(self, depth):
        target, source = self.pick([("i", "l"), ("i", "ls"), ("i", "us"), ("k, v", "d.items()"), ("i", "range(n)"), ("i", "s"), ("i", "el"), ("i", "mixed"),
                                    ("a, b", "nest"), ("i", "missing"), ("i", "d"), ("i", "l|map('string')"), ("i", self.expr(1))] + ([("m", "messages"), ("m", "messages[1:]"), ("m", "messages[::-1]"), ("k, v", "tools[0].function.items()")] * 4 if self.chat else []))
        names = self.names
        self.names = names + target.split(", ") * 2 + ["loop.index", "loop.first", "loop.last", "loop.length", "loop.index0", "loop.revindex", "loop.previtem", "loop.nextitem", "loop.cycle('o', 'e')", "loop.changed(1)"]
        condition = f" if {self.expr(2)}" if self.r.random() < 0.2 else ""
        out = self.tag(f"for {target} in {source}{condition}") + self.body(depth + 1)
        if self.r.random() < 0.15:
            out += self.tag(f"if {self.expr(2)}") + self.tag(self.pick(["break", "continue"])) + self.tag("endif") + self.text()
        self.names = names
        if self.r.random() < 0.2:
            out += self.tag("else") + self.body(depth + 1)
        return out + self.tag("endfor")

    def macro(self, depth):
        name = self.pick(["m", "mm"])
        parameters = self.pick(["", "p", "p, q=2", "p='d', q=p", "p, q=n"])
        names = self.names
        self.names = names + ["p", "q", "varargs", "kwargs"]
        body = self.body(depth + 1)
        if self.r.random() < 0.3:
            body += "{{ caller() if caller else 'nc' }}"
        self.names = names
        out = self.tag(f"macro {name}({parameters})") + body + self.tag("endmacro")
        arguments = self.pick(["", "1", "1, 2", "p=3", "s, q=l", "1, 2, 3", "*l", "**d", "zz=1"])
        if self.r.random() < 0.3:
            return out + self.tag(f"call {name}({arguments})") + self.body(depth + 1) + self.tag("endcall")
        return out + f"{{{{ {name}({arguments}) }}}}"


def random_cases(count, seed):
    for i in range(count):
        rng = random.Random(seed * 1_000_003 + i)
        options = {"extensions": ["loopcontrols", "do"], "sandbox": "sandboxed"}
        if rng.random() < 0.3:
            options.update(trim_blocks=True, lstrip_blocks=True)
        if rng.random() < 0.1:
            options["undefined"] = rng.choice(["strict", "chainable", "debug"])
        if rng.random() < 0.1:
            options["autoescape"] = True
        if rng.random() < 0.1:
            options["keep_trailing_newline"] = True
        context = CONTEXT
        chat = rng.random() < 0.25
        if chat:
            options = {"profile": "hf"}
            context = {**CONTEXT, "messages": rng.choice(CONVERSATIONS), "tools": rng.choice([None, [TOOL], [TOOL, TOOL2]]), "add_generation_prompt": rng.random() < 0.5, "bos_token": "<s>", "eos_token": "</s>"}
        maker = Maker(rng, chat)
        template = "".join(maker.statement() for _ in range(rng.randrange(1, 5))) + maker.text()
        yield {"template": template, "context": context, "options": options}


# --------------------------------------------------------------------------- conversations

TOOL = {"type": "function", "function": {"name": "get_weather", "description": "Weather of a \"place\" <now> & later", "parameters": {
    "type": "object", "properties": {"city": {"type": "string", "description": "a city"}, "days": {"type": "integer", "enum": [1, 2]},
                                     "units": {"type": ["string", "null"]}, "list": {"type": "array", "items": {"type": "number"}}}, "required": ["city"]}}}
TOOL2 = {"type": "function", "function": {"name": "noop", "description": "nothing", "parameters": {"type": "object", "properties": {}}}}


def message(role, content, **more):
    return {"role": role, "content": content, **more}


def calls(arguments, id="call12345"):
    return [{"id": id, "type": "function", "function": {"name": "get_weather", "arguments": arguments}}]


CONVERSATIONS = [
    [message("user", "Hi <b>you</b> & me")],
    [message("system", "  Be é brief.\n"), message("user", "One"), message("assistant", "Two"), message("user", " Three 😀 ")],
    [message("user", "Q"), message("assistant", "<think>\nhm\n</think>\n\nA"), message("user", "more"), message("assistant", "x</think>y"), message("user", "z")],
    [message("user", "Q"), message("assistant", "A", reasoning_content="long thought"), message("user", "next")],
    [message("user", "Weather?"), message("assistant", None, tool_calls=calls({"city": "Zürich", "days": 2, "list": [1, 2.5], "units": None})),
     message("tool", "{\"t\": 20}", name="get_weather", tool_call_id="call12345"), message("assistant", "20 degrees"), message("user", "thanks")],
    [message("user", "Weather?"), message("assistant", "", tool_calls=calls("{\"city\": \"Bern\"}")), message("tool", "sun", tool_call_id="call12345")],
    [message("user", "Two?"), message("assistant", "ok", tool_calls=calls({"city": "A"}, "callaaaaa") + calls({"city": "B"}, "callbbbbb")),
     message("tool", "1", tool_call_id="callaaaaa"), message("tool", "2", tool_call_id="callbbbbb"), message("user", "and?")],
    [message("user", [{"type": "text", "text": "see"}, {"type": "image"}, {"type": "image_url", "image_url": {"url": "x"}}, {"type": "text", "text": "this"}])],
    [message("system", [{"type": "text", "text": "sys"}]), message("user", [{"type": "text", "text": "part"}]), message("assistant", [{"type": "text", "text": "yes"}])],
    [message("user", "a"), message("user", "b")],
    [message("assistant", "first"), message("user", "then")],
    [message("developer", "dev"), message("user", "x")],
    [message("user", "unfinished"), message("assistant", "I was say")],
    [message("weird", "role"), message("user", "x")],
    [{"role": "user"}],
    [],
]


def chat_cases(folder):
    for path in sorted(glob.glob(os.path.join(folder, "*.jinja"))):
        source = open(path, encoding="utf-8").read()
        for i, messages in enumerate(CONVERSATIONS):
            for tools in (None, [TOOL], [TOOL, TOOL2]):
                for prompt in (True, False):
                    for extra in ({}, {"enable_thinking": False, "reasoning_effort": "high", "documents": [{"title": "T", "text": "body"}]}):
                        context = {"messages": messages, "add_generation_prompt": prompt, "bos_token": "<s>", "eos_token": "</s>", **extra}
                        if tools is not None or extra:
                            context["tools"] = tools
                        yield {"name": f"{os.path.basename(path)}-{i}", "template": source, "context": context, "options": {"profile": "hf"}}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--chat")
    arguments = parser.parse_args()
    cases = chat_cases(arguments.chat) if arguments.chat else random_cases(arguments.count, arguments.seed)
    for i, case in enumerate(cases):
        case = {"id": i, "group": "differential", "tier": 1, "name": f"{i}", **case}
        print(json.dumps({**case, **outcome(json.loads(json.dumps(case)))}))


if __name__ == "__main__":
    main()
