using System.Text.Json;

namespace Skills.Jinja.Tests;

public sealed class FirstStepsTests
{
    [Fact]
    public void ATemplateRendersWithADictionary() =>
        Assert.Equal("Hello Ada!", new JinjaEnvironment().Parse("Hello {{ name }}!").Render(new Dictionary<string, object?> { ["name"] = "Ada" }, TestContext.Current.CancellationToken));

    [Fact]
    public void ATemplateRendersWithAJsonObject() =>
        Assert.Equal(
            "1. a\n2. b\n",
            new JinjaEnvironment().Parse("{% for x in items %}{{ loop.index }}. {{ x | trim }}\n{% endfor %}\n")
                .Render(JsonElement.Parse("""{ "items": ["a ", " b"] }"""), TestContext.Current.CancellationToken));

    [Fact]
    public void AnExpressionIsEvaluatedToABool()
    {
        var expression = new JinjaEnvironment().CompileExpression("count > 3 and name is defined");

        Assert.True(expression.EvaluateBool(new Dictionary<string, object?> { ["count"] = 4, ["name"] = "" }, TestContext.Current.CancellationToken));
        Assert.False(expression.EvaluateBool(new Dictionary<string, object?> { ["count"] = 4 }, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void AnErrorPointsAtItsPlace()
    {
        var error = Assert.Throws<JinjaException>(() => new JinjaEnvironment().Parse("one\n{{ name | uper }}", "greeting"));

        Assert.Equal(JinjaErrorKind.Syntax, error.Kind);
        Assert.Equal(("greeting", 2, 11), (error.TemplateName, error.Line, error.Column));
        Assert.Equal("{{ name | uper }}\n          ^", error.Excerpt);
        Assert.Contains("'upper'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void HalfASurrogatePairInJsonIsNoObstacle()
    {
        var json = JsonElement.Parse("""{ "a": { "\ud800k": 1, "b": "x\udc00\n" }, "\ud800": 2 }""");

        var text = new JinjaEnvironment().Parse("{{ a.b | length }}{{ a['\ud800k'] }}{{ a.zz }}{% for k in a %}{{ k | length }}{% endfor %}{{ a['b'] == 'x\udc00\n' }}")
            .Render(json, TestContext.Current.CancellationToken);

        Assert.Equal("3121True", text);
    }
}
