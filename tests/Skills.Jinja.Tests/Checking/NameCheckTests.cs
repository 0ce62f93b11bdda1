namespace Skills.Jinja.Tests.Checking;

public sealed class NameCheckTests
{
    private static readonly SomeShape Schema = Context();

    private static SomeShape Context()
    {
        var user = new SomeShape { ["name"] = null };
        user["boss"] = user;
        return new()
        {
            ["user"] = user,
            ["docs"] = new SomeShape { Items = new SomeShape { ["id"] = null, ["author"] = user } },
            ["free"] = null,
            ["map"] = new SomeShape { Others = new SomeShape { ["x"] = null } },
            ["either"] = new SomeShape { ["a"] = null, ["b"] = null },
        };
    }

    private static string[] Check(string template, JinjaOptions? options = null) =>
        [.. new JinjaEnvironment(options).Parse(template).FindUndeclared(Schema).Select(f => $"{f.Path} {f.Line}:{f.Column}{(f.IsGuarded ? " guarded" : "")}{(f.Suggestion is null ? "" : $" {f.Suggestion}?")}")];

    [Theory]
    [InlineData("{{ user.name }}{{ docs[0].id }}{{ docs | length }}")]
    [InlineData("{% for d in docs %}{{ loop.index }} {{ d.id }} {{ d.author.boss.name }}{% endfor %}")]
    [InlineData("{{ free.anything.at.all }}{{ map.k.x }}{{ either.a }}{{ either.b }}")]
    [InlineData("{% set x = docs | first %}{{ x.id }}{% macro m(a) %}{{ a.b }}{% endmacro %}{{ m(user) }}")]
    [InlineData("{% if free %}{% set label = 1 %}{% else %}{% set label = 2 %}{% endif %}{{ label }}")]
    [InlineData("{% for k, v in map.items() %}{{ k }}{{ v.q }}{% endfor %}{{ user.get('name') }}{{ docs | map(attribute='id') | join }}")]
    [InlineData("{{ range(3) }}{{ namespace(a=1).a }}")]
    public void DeclaredNamesPass(string template) => Assert.Empty(Check(template));

    [Theory]
    [InlineData("{{ usr }}", "usr 1:4 user?")]
    [InlineData("a\n  {{ user.nmae }}", "user.nmae 2:11 name?")]
    [InlineData("{{ user['profession'] }}", "user.profession 1:9")]
    [InlineData("{% for d in docs %}{{ d.idd }}{% endfor %}", "docs[].idd 1:25 id?")]
    [InlineData("{{ docs[1:][0].author.boss.x }}", "docs[].author.boss.x 1:28")]
    [InlineData("{% set d = docs | sort(attribute='id') | first %}{{ d.zzz }}", "docs[].zzz 1:55")]
    [InlineData("{{ docs | map(attribute='wrong') | join }}", "docs[].wrong 1:25")]
    [InlineData("{{ map.k.y }}", "map.k.y 1:10")]
    [InlineData("{{ either.c }}", "either.c 1:11")]
    [InlineData("{{ lang | default('en') }}", "lang 1:4 guarded")]
    [InlineData("{% if lang is defined and lang %}{{ lang }}{% endif %}", "lang 1:7 guarded", "lang 1:27 guarded", "lang 1:37 guarded")]
    [InlineData("{% macro m() %}{{ outside }}{% endmacro %}", "outside 1:19")]
    [InlineData("{% for d in docs if d.flag %}{% endfor %}", "docs[].flag 1:23")]
    public void UndeclaredNamesAreFoundWithTheirPlace(string template, params string[] findings) => Assert.Equal(findings, Check(template));

    [Fact]
    public void IncludedTemplatesAreCheckedToo()
    {
        var options = new JinjaOptions { Loader = new JinjaMemoryLoader(new Dictionary<string, string> { ["part"] = "x\n{{ user.age }}{% include 'part' %}" }) };
        var finding = Assert.Single(new JinjaEnvironment(options).Parse("{% include 'part' %}").FindUndeclared(Schema));

        Assert.Equal(("part", "user.age", 2), (finding.TemplateName, finding.Path, finding.Line));
    }

    [Fact]
    public void EveryUseOfAVariableIsListed()
    {
        var uses = new JinjaEnvironment().Parse("{{ a }}{% for x in b.c %}{{ x }}{{ a }}{% endfor %}").FindNames();

        Assert.Equal(["a", "b", "a"], uses.Select(u => u.Name));
        Assert.Equal([4, 20, 36], uses.Select(u => u.Column));
    }
}
