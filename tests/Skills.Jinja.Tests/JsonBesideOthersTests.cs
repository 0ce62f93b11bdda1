using System.Text.Json;

namespace Skills.Jinja.Tests;

public class JsonBesideOthersTests
{
    private static readonly JsonElement Json = JsonElement.Parse("""{"name":"Ada \u00e9 \"x\"","who":{"age":36},"half":"\ud800","list":["a","b"]}""");
    private static readonly Dictionary<string, object?> Others = new() { ["name"] = "hidden", ["tone"] = "calm", ["count"] = 3 };

    [Theory]
    [InlineData("{{ name }}, {{ name }}", "Ada é \"x\", Ada é \"x\"")]
    [InlineData("{{ tone }} {{ count + 1 }}", "calm 4")]
    [InlineData("{{ who.age }} {{ list | join('-') }}", "36 a-b")]
    [InlineData("{{ name | trim | upper }}", "ADA É \"X\"")]
    [InlineData("{% set name = 'set' %}{{ name }}", "set")]
    [InlineData("{{ name }}{% set name = 'set' %}{{ name }}", "Ada é \"x\"set")]
    [InlineData("{% for name in list %}{{ name }}{% endfor %}{{ name }}", "abAda é \"x\"")]
    [InlineData("{% macro m(name) %}[{{ name }}{{ tone }}]{% endmacro %}{{ m('n') }}", "[ncalm]")]
    [InlineData("{{ missing is defined }}", "False")]
    public void NamesComeFromTheJsonFirstAndThenFromTheDictionary(string template, string text) =>
        Assert.Equal(text, new JinjaEnvironment().Parse(template).Render(Json, Others, TestContext.Current.CancellationToken));

    [Fact]
    public void HalfOfASurrogatePairIsPrintedAsItIs() =>
        Assert.Equal("\ud800", new JinjaEnvironment().Parse("{{ half }}").Render(Json, Others, TestContext.Current.CancellationToken));

    [Fact]
    public void TextOfTheJsonIsEscapedWhereTheTemplateEscapes() =>
        Assert.Equal("&lt;b&gt;", new JinjaEnvironment().Parse("{% autoescape true %}{{ text }}{% endautoescape %}").Render(JsonElement.Parse("""{"text":"<b>"}"""), Others, TestContext.Current.CancellationToken));

    [Fact]
    public void AConditionSeesBoth()
    {
        var expression = new JinjaEnvironment().CompileExpression("who.age > 30 and tone == 'calm' and name != 'hidden'");

        Assert.True(expression.EvaluateBool(Json, Others, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void AMissingMemberIsNamedWithItsOwner()
    {
        var strict = new JinjaEnvironment(new() { Undefined = JinjaUndefined.Strict });

        var error = Assert.Throws<JinjaException>(() => strict.Parse("{{ who.agee }}").Render(Json, Others, TestContext.Current.CancellationToken));

        Assert.Contains("'dict object' has no attribute 'agee'", error.Message, StringComparison.Ordinal);
        Assert.Equal("age", error.Suggestion);
    }

    [Fact]
    public void ContextThatIsNoObjectIsRefused() =>
        Assert.Throws<ArgumentException>(() => new JinjaEnvironment().Parse("x").Render(JsonElement.Parse("[]"), Others, TestContext.Current.CancellationToken));

    [Theory]
    [InlineData("{{ 'a.b.a'|replace('.', '-') }}", "a-b-a")]
    [InlineData("{{ 'aaa'|replace('a', 'b', 2) }}", "bba")]
    [InlineData("{{ 'aaa'|replace('x', 'b') }}", "aaa")]
    [InlineData("{{ [{'n': {'m': 1}}, {'n': {'m': 2}}] | sum(attribute='n.m') }}", "3")]
    [InlineData("{{ [1, 'a', none, [2]] | join('|') }}", "1|a|None|[2]")]
    [InlineData("{{ [[1, 2], [3, 4]] | map(attribute='1') | join }}", "24")]
    public void ShortPathsGiveWhatTheLongOnesGive(string template, string text) =>
        Assert.Equal(text, new JinjaEnvironment().Parse(template).Render(Json, Others, TestContext.Current.CancellationToken));
}
