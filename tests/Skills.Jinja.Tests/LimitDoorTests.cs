using System.Globalization;
using System.Text.Json;

namespace Skills.Jinja.Tests;

/// <summary>A limit is exact, by whichever door the text or the entries come: one more than allowed is refused, what is allowed passes.</summary>
public sealed class LimitDoorTests
{
    private const string Files = "{% macro m(n) %}{% for i in range(n) %}x{% endfor %}{% endmacro %}";

    private static readonly Dictionary<string, string> Templates = new()
    {
        ["lib"] = Files,
        ["part"] = "{% for i in range(30) %}x{% endfor %}",
        ["parent"] = "{% block b %}{% for i in range(10) %}x{% endfor %}{% endblock %}",
        ["module"] = "{% for i in range(30) %}x{% endfor %}",
    };

    /// <summary>Templates that print 30 characters, each by another door.</summary>
    public static TheoryData<string> ThirtyPrinted => [
        "{% for i in range(30) %}x{% endfor %}",
        "{% for i in range(10) %}{{ 'xxx' }}{% endfor %}",
        "{% for i in range(10) %}{{ 100 }}{% endfor %}",
        "{% for i in range(10) %}{{ word }}{% endfor %}",
        "{% for i in range(10) %}{{ data.word }}{% endfor %}",
        "{{ data.wide }}",
        Files + "{{ m(30) }}",
        Files + "{{ m(30) | upper }}",
        Files + "{{ m(30) | string }}",
        Files + "{{ 'x' ~ m(29) }}",
        Files + "{% for i in range(3) %}{{ m(10) }}{% endfor %}",
        "{% macro c() %}{% for i in range(3) %}{{ caller() }}{% endfor %}{% endmacro %}{% call c() %}0123456789{% endcall %}",
        "{% for x in [[[[]]], [[[]]]] recursive %}01234{{ loop(x) }}{% endfor %}",
        "{% set x %}{% for i in range(30) %}x{% endfor %}{% endset %}{{ x }}",
        "{% set x | upper %}{% for i in range(30) %}x{% endfor %}{% endset %}{{ x }}",
        "{% filter upper %}{% for i in range(30) %}x{% endfor %}{% endfilter %}",
        "{% include 'part' %}",
        "{% include 'part' without context %}",
        "{% import 'lib' as lib %}{{ lib.m(30) }}",
        "{% from 'lib' import m %}{% for i in range(10) %}{{ m(3) }}{% endfor %}",
        "{% import 'module' as m %}{{ m }}",
        "{% extends 'parent' %}{% block b %}{{ super() }}{{ super() }}{{ super() }}{% endblock %}",
        "{% block b %}{% for i in range(15) %}x{% endfor %}{% endblock %}{{ self.b() }}",
        "{% autoescape true %}{% for i in range(3) %}{{ '<' }}{{ '&' }}x{% endfor %}{% endautoescape %}",
        "{% autoescape true %}{{ '&&&&&&' }}{% endautoescape %}",
        "{{ '&&&&&&' | escape }}",
        "{{ ['xxxxxxxxx', 'xxxxxxxxxxx'] | string | replace(\"'\", '') | replace('[', 'xxx') | replace(']', 'xxxxx') }}",
        "{{ 'x' * 30 }}",
        "{{ ('x' * 10) ~ ('x' * 20) }}",
        "{% for i in range(30) %}{% if i is odd %}xx{% endif %}{% endfor %}",
        "{{ 1234567890 }}{{ 12345678901234567890 }}",
        "{% print 'x' * 30 %}",
        "{% with n = 30 %}{% for i in range(n) %}x{% endfor %}{% endwith %}",
    ];

    /// <summary>Templates that build a text of 30 characters as a value and print one.</summary>
    public static TheoryData<string> ThirtyBuilt => [
        "{% set x %}{% for i in range(30) %}x{% endfor %}{% endset %}{{ x[0] }}",
        "{% set x | trim %}{% for i in range(30) %}x{% endfor %}{% endset %}{{ x[0] }}",
        Files + "{{ m(30)[0] }}",
        Files + "{% set x = m(30) %}{{ x[0] }}",
        "{% import 'lib' as lib %}{{ lib.m(30)[0] }}",
        "{% import 'module' as m %}x",
        "{% import 'module' as m with context %}x",
        "{% from 'module' import nothing %}x",
        "{% set x %}{% include 'part' without context %}{% endset %}{{ x[0] }}",
        "{% macro c() %}{{ caller()[0] }}{% endmacro %}{% call c() %}{% for i in range(30) %}x{% endfor %}{% endcall %}",
        "{% for x in [1] recursive %}{% if x is number %}{% set r = loop([[]]) %}{{ r[0] }}{% else %}{% for i in range(30) %}x{% endfor %}{% endif %}{% endfor %}",
        "{% filter first %}{% for i in range(30) %}x{% endfor %}{% endfilter %}",
        "{% if false %}{% block b %}{% for i in range(30) %}x{% endfor %}{% endblock %}{% endif %}{{ self.b()[0] }}",
        "{{ ('x' * 30)[0] }}",
        "{{ (('x' * 15) + ('x' * 15))[0] }}",
        "{{ ('xx' | replace('x', 'xxxxxxxxxxxxxxx'))[0] }}",
        "{{ (['x' * 10, 'x' * 10] | join('0123456789'))[0] }}",
        "{{ 'x'.center(30)[14] }}",
        "{{ ('%30d' % 1)[0] | replace(' ', 'x') }}",
        "{{ ('x' | indent(29, first=true))[29] }}",
        "{{ ('ß' * 15).upper()[0] }}",
        "{{ ('&&&&&&' | escape)[0] }}",
        "{{ ('&' * 6) | forceescape | first }}",
        "{{ (' ' * 10) | urlencode | first }}",
    ];

    /// <summary>Expressions whose result may be longer than the text <c>s</c> of 20 characters they are applied to.</summary>
    public static TheoryData<string> Growing => [
        "s|upper", "s|lower", "s|capitalize", "s|title", "s.upper()", "s.lower()", "s.title()", "s.capitalize()", "s.swapcase()", "s.casefold()",
        "s|escape", "s|forceescape", "s|e|string", "(s|safe) ~ s", "(s|safe) + s", "s|urlencode", "{s: s}|urlencode", "s|urlize", "l|urlize", "l|urlize(target=s)", "s|xmlattr if s is mapping else {'k': s}|xmlattr",
        "s|tojson", "s|pprint", "s|string ~ s", "s|replace('', 'xy')", "s|replace('ß', 'xxx')", "s|indent(9, true)", "s|wordwrap(2, wrapstring='====')", "s|center(99)", "s|format", "'%s%s'|format(s, s)",
        "'%-99s' % s", "'%099d' % 1", "'{:>99}'.format(s)", "'{0}{0}'.format(s)", "s.center(99)", "s.ljust(99)", "s.rjust(99)", "s.zfill(99)", "(s ~ '\t\t\t\t').expandtabs(20)",
        "s.translate({223: 'xxxx'})", "s.replace('ß', 'xxx')", "s.join([s, s])", "[s, s]|join(s)", "s * 3", "s + s", "s ~ s", "s.encode()|string", "[s]|string", "[s]|tojson(indent=9)", "{s: s}|string",
        "lipsum(1, min=5, max=9)", "lipsum(9, min=1, max=2)", "7 ** 99 ~ ''", "(7 ** 99)|string", "'%x' % 7 ** 99", "1e300|round|int|string", "1e300|string|float|int|string", "s|safe|truncate(21, leeway=0, end='<<<<<<<<<<<<<<<<<<<<')",
        "(s|safe).join([s, s])", "(s|safe)|replace('&', '<')", "(s|safe).replace('&', '<')", "[s|safe, s]|join('<')", "(s|safe).partition('&')|join", "'%s'|safe|format(s)", "('{}'|safe).format(s)", "s|striptags", "(s|safe).unescape()",
        "1234567.5|filesizeformat", "'x'|wordwrap(1, wrapstring=s)", "s|list|string", "s|reverse", "dt ~ dt", "dt.strftime('%A %B %A %B %A %B')", "strftime_now(s ~ '%A%A%A%A%A%A')", "2 ** 200", "-(2 ** 200)", "[1.5] * 20", "range(99999)|string ~ range(9)|list",
    ];

    /// <summary>Expressions that make a dictionary or list of 10 entries.</summary>
    public static TheoryData<string> TenEntries => [
        "{'a':1,'b':1,'c':1,'d':1,'e':1,'f':1,'g':1,'h':1,'i':1,'j':1}",
        "dict(a=1,b=1,c=1,d=1,e=1,f=1,g=1,h=1,i=1,j=1)",
        "dict(pairs)",
        "dict.fromkeys(range(10))",
        "dict(pairs).copy()",
        "range(10)|list",
        "[1]*10",
        "[1]*5 + [1]*5",
        "('a ' * 10).split()",
        "pairs|list",
        "pairs|sort",
        "pairs|map('first')|list",
        "pairs|batch(1)|list",
        "pairs|groupby(0)",
        "range(10)|unique|list",
        "range(10)|select|list + [0]",
        "dict(pairs).items()|list",
        "dict(pairs)|dictsort",
    ];

    [Theory]
    [MemberData(nameof(ThirtyPrinted))]
    public void OutputOfThirtyCharactersFitsInThirtyAndNotInTwentyNine(string template)
    {
        Assert.Equal(30, Render(template, new() { MaxOutputLength = 30 }).Length);

        AssertRefused(template, new() { MaxOutputLength = 29 }, "MaxOutputLength = 29");
    }

    [Theory]
    [MemberData(nameof(ThirtyBuilt))]
    public void ATextOfThirtyCharactersFitsInThirtyAndNotInTwentyNine(string template)
    {
        Assert.NotEmpty(Render(template, new() { MaxStringLength = 30 }));

        AssertRefused(template, new() { MaxStringLength = 29 }, "MaxStringLength = 29");
    }

    /// <summary>The result itself is never over the limit, whatever builds it.</summary>
    [Theory]
    [MemberData(nameof(Growing))]
    public void NoFilterOrMethodBuildsATextOverTheLimit(string expression)
    {
        foreach (var autoescape in new[] { "false", "true" })
        {
            for (var most = 19; most < 120; most += 4)
            {
                var template = "{% autoescape " + autoescape + " %}{% set r = " + expression + " %}{{ r|length if r is string else 0 }}{% endautoescape %}";
                var error = Record.Exception(() => Assert.InRange(int.Parse(Render(template, new() { MaxStringLength = most }), CultureInfo.InvariantCulture), 0, most));

                Assert.True(error is null or JinjaException { Kind: JinjaErrorKind.Limit }, $"{expression} at {most}: {error?.Message}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(TenEntries))]
    public void TenEntriesFitInTenAndNotInNine(string expression)
    {
        var template = "{{ (" + expression + ")|length }}";
        Assert.Equal("10", Render(template, new() { MaxListLength = 10 }));

        AssertRefused(template, new() { MaxListLength = 9 }, "MaxListLength = 9");
    }

    [Theory]
    [InlineData("{% set d = {} %}{% for i in range(10) %}{% set _ = d.update({i: i}) %}{% endfor %}{{ d|length }}", "{% set _ = d.update({10: 1}) %}")]
    [InlineData("{% set d = {} %}{% for i in range(10) %}{% set _ = d.update([[i, i]]) %}{% endfor %}{{ d|length }}", "{% set _ = d.update(x=1) %}")]
    [InlineData("{% set d = {} %}{% for i in range(10) %}{% set _ = d.setdefault(i, i) %}{% endfor %}{{ d|length }}", "{% set _ = d.setdefault(10) %}")]
    [InlineData("{% set d = dict(pairs) %}{% set _ = d.update(dict(pairs)) %}{{ d|length }}", "{% set _ = d.update({'k': 1}) %}")]
    [InlineData("{% set d = [] %}{% for i in range(10) %}{% set _ = d.append(i) %}{% endfor %}{{ d|length }}", "{% set _ = d.insert(0, 1) %}")]
    [InlineData("{% set d = range(5)|list %}{% set _ = d.extend(d) %}{{ d|length }}", "{% set _ = d.extend([1]) %}")]
    [InlineData("{% set n = namespace(a=1,b=1,c=1,d=1,e=1,f=1,g=1,h=1,i=1) %}{% set n.j = 1 %}10", "{% set n.k = 1 %}")]
    public void ADictOrListThatGrowsIsRefusedAtTheEleventhEntry(string template, string oneMore)
    {
        Assert.Equal("10", Render(template, new() { MaxListLength = 10 }));

        AssertRefused(template + oneMore, new() { MaxListLength = 10 }, "MaxListLength = 10");
    }

    /// <summary>What is being built counts for the output, also where it becomes a value: texts built inside each other share one bound.</summary>
    [Fact]
    public void TextsBuiltInsideEachOtherShareOneBound()
    {
        const string template = "{% macro m(n) %}0123456789{% if n > 0 %}{% set _ = m(n - 1) %}{% endif %}{% endmacro %}{% set _ = m(9) %}done";

        Assert.Equal("done", Render(template, new() { MaxOutputLength = 100 }));
        AssertRefused(template, new() { MaxOutputLength = 99 }, "MaxOutputLength = 99");
    }

    /// <summary>A loop over elements that come one by one keeps those it has not reached when its length is asked for.</summary>
    [Fact]
    public void ALoopThatIsCountedKeepsNoMoreThanTheLimit()
    {
        const string template = "{% for x in 'abcdefghij' | map('upper') %}{{ loop.length if loop.first }}{% endfor %}";

        Assert.Equal("10", Render(template, new() { MaxListLength = 9 }));
        AssertRefused(template, new() { MaxListLength = 8 }, "MaxListLength = 8");
    }

    /// <summary>A text that was left by a break counts no longer.</summary>
    [Fact]
    public void ATextLeftByABreakCountsNoLonger() =>
        Assert.Equal("0123456789", Render("{% for i in range(9) %}{% set x %}0123456789{% break %}{% endset %}{% endfor %}0123456789", new() { MaxStringLength = 10, MaxOutputLength = 10 }));

    [Theory]
    [InlineData("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}")]
    [InlineData("{% macro m() %}{% set x = m() %}{% endmacro %}{{ m() }}")]
    [InlineData("{% macro m() %}{{ caller() }}{% endmacro %}{% macro n() %}{% call m() %}{{ n() }}{% endcall %}{% endmacro %}{{ n() }}")]
    [InlineData("{% for x in [1] recursive %}{{ loop([x]) }}{% endfor %}")]
    [InlineData("{% block b %}{{ self.b() }}{% endblock %}")]
    [InlineData("{% macro m() %}{% filter upper %}{{ m() }}{% endfilter %}{% endmacro %}{{ m() }}")]
    public void EveryKindOfCallCountsForTheDepth(string template) => AssertRefused(template, new() { MaxCallDepth = 20 }, "MaxCallDepth = 20");

    [Theory]
    [InlineData("{% for i in range(3000) %}{% set x %}a{% endset %}{% endfor %}")]
    [InlineData("{% macro m() %}a{% endmacro %}{% for i in range(3000) %}{% set x = m() %}{% endfor %}")]
    [InlineData("{% macro m() %}{% for i in range(3000) %}{{ caller() }}{% endfor %}{% endmacro %}{% call m() %}a{% endcall %}")]
    [InlineData("{% for x in [range(3000)] recursive %}{% if x is iterable %}{{ loop(x) }}{% else %}a{% endif %}{% endfor %}")]
    [InlineData("{% for i in range(3000) %}{% include 'lib' %}{% endfor %}")]
    [InlineData("{% filter upper %}{% for i in range(3000) %}a{% endfor %}{% endfilter %}")]
    [InlineData("{% for i in range(3000) if i < 0 %}a{% endfor %}")]
    public void EveryKindOfBodyCountsItsSteps(string template) => AssertRefused(template, new() { MaxSteps = 3000 }, "MaxSteps = 3000");

    private static void AssertRefused(string template, JinjaLimits limits, string reason)
    {
        var error = Assert.Throws<JinjaException>(() => Render(template, limits));

        Assert.Equal(JinjaErrorKind.Limit, error.Kind);
        Assert.Contains(reason, error.Reason, StringComparison.Ordinal);
    }

    private static string Render(string template, JinjaLimits limits)
    {
        var options = new JinjaOptions { Limits = limits, LoopControls = true, ChatGlobals = true, Loader = new JinjaMemoryLoader(Templates) };
        var context = new Dictionary<string, object?>
        {
            ["word"] = "xxx",
            ["s"] = "ßß&<ßßßßßßßßßß \n ßß",
            ["l"] = "http://a.b/c/d/e/f a@b.cd www.example.com",
            ["dt"] = new DateTime(2026, 11, 29, 0, 0, 0, DateTimeKind.Utc),
            ["pairs"] = Enumerable.Range(0, 10).Select(static i => new object?[] { i, i }).ToArray(),
            ["data"] = JsonElement.Parse("""{ "word": "xxx", "wide": "éééééééééééééééééééééééééééééé" }"""),
        };
        return new JinjaEnvironment(options).Parse(template).Render(context, TestContext.Current.CancellationToken);
    }
}
