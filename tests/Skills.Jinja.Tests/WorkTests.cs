namespace Skills.Jinja.Tests;

/// <summary>Work is charged by size: whatever looks at every character, item or bit of a big value uses steps in proportion, so that the step limit bounds the time.</summary>
public sealed class WorkTests
{
    private const int TextLength = 1 << 20;
    private const int ListLength = 65_536;

    // One big value of each kind, and a second one that is equal to it but not the same object.
    private const string Preamble =
        "{% set s = 'a' * 1048576 %}{% set t = 'a' * 1048576 %}{% set u = 'A' * 1048576 %}{% set w = ' ' * 1048576 %}{% set n = '1' * 1048576 %}"
        + "{% set l = [7] * 65536 %}{% set m = [7] * 65536 %}{% set b = 7 ** 9000 %}{% set c = 7 ** 4900 %}";

    private const string DictPreamble = "{% set d = dict.fromkeys(range(65536)|map('string')|list) %}";

    private static readonly Lazy<long> Base = new(() => StepsOfPreamble(""));

    private static readonly Lazy<long> BaseOfDict = new(() => StepsOfPreamble(DictPreamble));

    /// <summary>Expressions over a big text, which must use at least one step for each 1,024 characters.</summary>
    public static TheoryData<string> OverText => [
        "{s: 1}", "{(s,): 1}", "s == t", "s != t", "s < t", "s <= t", "t in [s]", "'b' in s", "'ab' in s", "(s ~ 'b') in t",
        "s|length", "s|count", "s[:10]", "s[-10:]", "s[1048575]", "s[-1048576]", "s|upper", "s|lower", "u|lower", "s|capitalize", "s|title", "s|string|upper",
        "w|trim", "s|replace('b', 'c')", "s|replace('a', 'b', 1)", "s|indent", "s|wordcount", "s|urlencode", "s|escape", "s|forceescape", "s|striptags", "s|tojson", "s|pprint",
        "s|truncate(10)", "s|center(9)", "s|reverse", "s|wordwrap", "s is lower", "s is upper", "[s, t]|sort", "[s, t]|max", "[s, t]|min",
        "[s, t]|unique|list", "[{'k': s}, {'k': t}]|groupby('k')", "[s, t]|join", "s|list", "s is sameas t", "s is eq t", "s is lt t", "'b' is in s", "t is in [s]",
        "s.upper()", "s.lower()", "s.title()", "s.capitalize()", "s.swapcase()", "s.casefold()", "w.strip()", "w.lstrip()", "w.rstrip()", "s.strip('a')",
        "s.split('b')", "s.rsplit('b')", "s.split()", "s.splitlines()", "s.partition('b')", "s.rpartition('b')", "s.replace('b', '')", "s.startswith(t)", "s.endswith(t)", "s.startswith((t,))",
        "s.removeprefix(t)", "s.removesuffix(t)", "s.find('b')", "s.rfind('b')", "s.count('b')", "s.center(9)", "s.ljust(9)", "s.rjust(9)", "s.zfill(9)", "s.expandtabs()", "s.format()",
        "s.isalpha()", "s.isalnum()", "s.isascii()", "'1'.join([s, t])", "u.isupper()", "s.islower()", "u.istitle()", "w.isspace()", "s.isprintable()", "s.isidentifier()", "s.isdigit()",
        "s.encode()", "{}.get(s)", "{'a': 1}[s]", "s in {}", "[s].index(t)", "[s].count(t)", "dict.fromkeys([s])", "'%s' % s", "'{}'.format(s)", "s ~ t", "s + t", "s * 2",
        "s|int", "n|float", "(n ~ '.')|float", "n|int", "s|int(base=16)", "s|random", "s|select|list", "s|reject|list", "s|map('upper')|list", "s|groupby(0)", "s|batch(2)|list", "s|slice(2)|list", "{s: s}|dictsort",
        "{'k': s}|xmlattr", "s|urlize", "'a.bc'|urlize(target=s)", "s|format", "'{:a}'.format(1) if s == t else 1", "s|sort", "s|unique|list", "s|max", "s|min", "s|items if s is mapping else s|length", "{s: 1}|items|list", "{s: 1}|string",
        "s.rindex('a')", "s.index('a') if s == t else 0", "('b' ~ s).rindex('b')", "(s ~ 'b').index('b')", "s.format_map({})", "s.maketrans(s, t)", "s.translate({})", "s.isdecimal()", "s.isnumeric()", "(s|safe).unescape()", "(s|safe).striptags()", "(s|safe).escape(s)",
        "{s: 1}.pop(t)", "{}.setdefault(s, 1)", "{}.update({s: 1})", "{s: 1}.get(t)", "[s].remove(t)", "[s].copy()|string", "s is divisibleby 3 if s is number else s is upper", "s is in t", "s is ne t", "s is ge t", "s is gt t", "s is le t", "not (s == t)",
        "dt.strftime(s)", "strftime_now(s)", "s.encode()|string", "s.casefold() == t", "s|striptags", "s|lower == t", "s ~ 1", "'%r' % s", "'%a' % s", "'{!r}'.format(s)", "'{:>9}'.format(s)", "s[::2]", "s[::-1]", "s[5:-5]", "s|trim('a')", "s|e", "[s]|tojson", "[s]|pprint",
    ];

    /// <summary>Expressions over a big list, which must use at least one step for each 16 items.</summary>
    public static TheoryData<string> OverLists => [
        "l == m", "l != m", "l < m", "l <= m", "8 in l", "l|list", "l|sort", "l|unique|list", "l|max", "l|min", "l|sum", "l|join", "l|reverse|list", "l|tojson", "l|string", "l|pprint",
        "l|map('string')|list", "l|select('odd')|list", "l|batch(2)|list", "l|slice(2)|list", "l + m", "l[1:]", "l.index(8) if 8 in l else 0", "l.count(7)", "l.copy()", "(l ~ '')|length",
        "{(1, 2): l} == {(1, 2): m}", "range(65536)|list", "8.5 in range(65536)",
        "l|reject('odd')|list", "l|selectattr('a')|list", "l|rejectattr('a')|list", "l|map(attribute='a')|list", "l|groupby('real')", "l|dictsort if l is mapping else l|sort", "l|random ~ l", "l|tojson|length", "l|sum(start=1)", "l|batch(3, 0)|list", "l|join(attribute='real')",
        "l is eq m", "l is in [m]", "l.extend(m)", "l.sort()", "l.remove(8) if 8 in l else 0", "l.index(7, 65000)", "l * 2", "l[::-1]", "(l + m)|length", "dict.fromkeys(l)", "{}.update(range(65536)|map('string')|map('list')) if 8 in l else 0",
        "range(65536)|sort|list", "range(65536)|sum", "range(65536)|max", "range(65536)|join", "range(65536)|string ~ l", "range(65536).count(5)", "range(65536).index(65535)", "(l|tojson) == (m|tojson)", "dict(l|map('string')|map('list')|list) if 8 in l else 0",
    ];

    /// <summary>Expressions over a big dictionary, which must use at least one step for each 16 entries.</summary>
    public static TheoryData<string> OverDicts => [
        "d|list", "d.keys()|list", "d.values()|list", "d.items()|list", "d.copy()", "d == d.copy()", "d|dictsort", "d|items|list", "d|string", "d|tojson", "d.keys() - [1]", "8 in d.values()", "dict(d)", "d|xmlattr", "d|urlencode", "{}.update(d)", "[d, d]|map('length')|list ~ l",
        "namespace(d)", "'%(1)s' % d ~ (d|length) ~ d", "'{a}'.format_map(dict(d, a=1))",
    ];

    /// <summary>Expressions over an integer of 25,000 bits, which must use at least 20 steps.</summary>
    public static TheoryData<string> OverIntegers => ["b * b", "b * b // b", "(b * b) % b", "b ** 2", "b|string", "b / b + (b // (b - 1))", "-b * b", "b|abs * b", "'{}'.format(b)", "'%x' % b", "b.hex() if b is float else b|string", "b|int ~ ''", "b|round * b", "(b ~ '')|int", "[b]|string", "'{:x}'.format(b)", "'{:b}'.format(b)", "b.as_integer_ratio()|string"];

    /// <summary>Expressions that turn an integer of 13,700 bits into digits or back, which must use at least 250 steps.</summary>
    public static TheoryData<string> OverDigits => [
        "c|string", "c|tojson", "{c: 1}|tojson", "'%d' % c", "'%i' % c", "'%s' % c", "'{}'.format(c)", "'{:,}'.format(c)", "'{:_}'.format(c)", "'{:n}'.format(c)", "c ~ ''", "(c ~ '')|int",
        "'%x' % (c * c * 4)", "'%o' % (c * c * 4)", "'{:x}'.format(c * c * 4)", "'{:b}'.format(c * c * 4)", "'{:#_X}'.format(c * c * 4)", "('f' * 4000)|int(base=16)",
    ];

    [Theory]
    [MemberData(nameof(OverDigits))]
    public void DigitsOfIntegersAreCharged(string expression) => AssertCharged(expression, 250);

    [Theory]
    [MemberData(nameof(OverText))]
    public void WorkOnTextIsChargedByItsLength(string expression) => AssertCharged(expression, TextLength / 1024);

    [Theory]
    [MemberData(nameof(OverLists))]
    public void WorkOnListsIsChargedByTheirLength(string expression) => AssertCharged(expression, ListLength / 16);

    [Theory]
    [MemberData(nameof(OverDicts))]
    public void WorkOnDictionariesIsChargedByTheirLength(string expression) =>
        Assert.False(Fits(Template(expression, DictPreamble), BaseOfDict.Value + (ListLength / 16) - 1), $"{expression} used fewer than {ListLength / 16} steps");

    [Theory]
    [MemberData(nameof(OverIntegers))]
    public void WorkOnIntegersIsChargedByTheirLength(string expression) => AssertCharged(expression, 20);

    /// <summary>A part of a large text near one of its ends costs no more than of a small one.</summary>
    [Theory]
    [InlineData("s|default(t)")]
    [InlineData("s[0]")]
    [InlineData("s[-1]")]
    [InlineData("s is string")]
    [InlineData("s|first")]
    [InlineData("l[5]")]
    [InlineData("l|length")]
    [InlineData("'%.3s' % s")]
    public void WhatLooksAtNoPartOfAValueCostsNothingForItsSize(string expression) => AssertCheap(expression, 64);

    /// <summary>Tuples that hold each other twice: walking one of 60 levels would never end.</summary>
    [Theory]
    [InlineData("{n.a: 1}|length")]
    [InlineData("{}.get(n.a)")]
    [InlineData("n.a in {}")]
    [InlineData("[n.a, n.a]|unique|list")]
    [InlineData("{n.a: 1} == {n.a: 1}")]
    [InlineData("{}[n.a] is defined")]
    [InlineData("n.a == n.c")]
    [InlineData("n.a is filter")]
    [InlineData("n.a|string")]
    public void TuplesThatDoubleWithEveryLevelEndAtTheLimit(string expression)
    {
        var template = "{% set n = namespace(a=(1,), c=(1,)) %}{% for i in range(60) %}{% set n.a = (n.a, n.a) %}{% set n.c = (n.c, n.c) %}{% endfor %}{{ " + expression + " }}";
        var error = Assert.Throws<JinjaException>(() => Render(template, 1_000_000));

        Assert.Equal(JinjaErrorKind.Limit, error.Kind);
    }

    /// <summary>.NET's own search takes time by the product of the lengths on these.</summary>
    [Theory]
    [InlineData("needle in s")]
    [InlineData("s.find(needle)")]
    [InlineData("s.rfind(needle)")]
    [InlineData("s.count(needle)")]
    [InlineData("s.split(needle)|length")]
    [InlineData("s.rsplit(needle)|length")]
    [InlineData("s.partition(needle)|length")]
    [InlineData("s|replace(needle, '')|length")]
    public void LongNeedlesAreFoundInLinearTime(string expression) =>
        AssertCheap("[" + expression + "]|length", TextLength, "{% set needle = 'a' * 250000 ~ 'b' ~ 'a' * 250000 %}");

    [Theory]
    [InlineData("3 ** 39000 > 0", "True")]
    [InlineData("(2 ** 65535) > 0", "True")]
    [InlineData("(2 ** 32768) * (2 ** 32767) > 0", "True")]
    public void AnIntegerIsJudgedByItsOwnLength(string expression, string expected) => Assert.Equal(expected, Render("{{ " + expression + " }}", 1_000_000));

    [Theory]
    [InlineData("2 ** 65536")]
    [InlineData("3 ** 60000")]
    [InlineData("(2 ** 32768) * (2 ** 32768)")]
    [InlineData("9 ** 99999")]
    public void AnIntegerOverTheLimitIsRefused(string expression)
    {
        var error = Assert.Throws<JinjaException>(() => Render("{{ " + expression + " }}", 1_000_000));

        Assert.Equal("An integer grew over 65536 bits.", error.Reason);
    }

    private static void AssertCharged(string expression, long atLeast) =>
        Assert.False(Fits(Template(expression), Base.Value + atLeast - 1), $"{expression} used fewer than {atLeast} steps");

    private static void AssertCheap(string expression, long atMost, string more = "") =>
        Assert.True(Fits(Template(expression, more), Base.Value + atMost), $"{expression} used more than {atMost} steps");

    private static string Template(string expression, string more = "") => Preamble + more + "{% set _ = " + expression + " %}";

    // The smallest budget with which the preamble renders.
    private static long StepsOfPreamble(string more)
    {
        var (low, high) = (0L, 1L << 22);
        while (high - low > 1)
        {
            var middle = (low + high) / 2;
            (low, high) = Fits(Template("1", more), middle) ? (low, middle) : (middle, high);
        }

        return high;
    }

    private static bool Fits(string template, long steps)
    {
        try
        {
            Render(template, steps);
            return true;
        }
        catch (JinjaException error) when (error.Reason.Contains("MaxSteps", StringComparison.Ordinal))
        {
            return false;
        }
    }

    private static string Render(string template, long steps)
    {
        var limits = new JinjaLimits { MaxSteps = steps, MaxCreatedBytes = 1_000_000_000, MaxListLength = 2_000_000 };
        return new JinjaEnvironment(new JinjaOptions { Limits = limits, ChatGlobals = true }).Parse(template).Render(new Dictionary<string, object?> { ["dt"] = DateTime.UnixEpoch }, TestContext.Current.CancellationToken);
    }
}
