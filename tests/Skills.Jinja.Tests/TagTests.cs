namespace Skills.Jinja.Tests;

/// <summary>Tags of the host.</summary>
public sealed class TagTests
{
    private static readonly JinjaOptions Options = new()
    {
        Tags =
        {
            ["hr"] = new(static _ => "---"),
            ["nothing"] = new(static _ => null),
            ["note"] = new(static a => $"[{a.Text(0)}/{a["color"] ?? "none"}: {a.RenderBody()}]", hasBody: true),
            ["twice"] = new(static a => a.RenderBody() + a.RenderBody(), hasBody: true),
            ["unless"] = new(static a => a[0] is true ? "" : a.RenderBody(), hasBody: true),
            ["show"] = new(static a => a.TryGetVariable("x", out var x) ? x : "no x"),
            ["bold"] = new(static a => new JinjaMarkup($"<b>{a.RenderBody()}</b>"), hasBody: true),
        },
        Loader = new JinjaMemoryLoader(new Dictionary<string, string> { ["part"] = "{% note 'p' %}{{ x }}{% endnote %}" }),
    };

    [Theory]
    [InlineData("a{% hr %}b", "a---b")]
    [InlineData("a{% nothing %}b", "ab")]
    [InlineData("{% note 'urgent', color='red' %}{{ x }}!{% endnote %}", "[urgent/red: 7!]")]
    [InlineData("{% note x ~ 1 %}{% hr %}{% endnote %}", "[71/none: ---]")]
    [InlineData("{% note %}{% endnote %}", "[/none: ]")]
    [InlineData("{% twice %}{{ x }}{% set x = 8 %}{{ x }} {% endtwice %}", "78 78 ")]
    [InlineData("{% unless x == 7 %}{{ nope.y }}{% endunless %}.", ".")]
    [InlineData("{% for i in [1, 2] %}{% note i %}{{ loop.index }}{% endnote %}{% endfor %}", "[1/none: 1][2/none: 2]")]
    [InlineData("{% macro m(a) %}{% note a %}{{ a }}{% endnote %}{% endmacro %}{{ m('q') }}", "[q/none: q]")]
    [InlineData("{% show %}{% set x = 9 %}{% show %}", "79")]
    [InlineData("{% include 'part' %}", "[p/none: 7]")]
    [InlineData("{%- note 'a' -%} t {%- endnote -%} ", "[a/none: t]")]
    [InlineData("{% autoescape true %}{% bold %}<{{ '<' }}{% endbold %}{% note '<' %}{% endnote %}{% endautoescape %}", "<b><&lt;</b>[&lt;/none: ]")]
    [InlineData("{% set t %}{% note 'a' %}b{% endnote %}{% endset %}{{ t | upper }}", "[A/NONE: B]")]
    public void ATagCallsItsFunctionAndPrintsWhatItGives(string template, string expected) =>
        Assert.Equal(expected, new JinjaEnvironment(Options).Parse(template).Render(new Dictionary<string, object?> { ["x"] = 7 }, TestContext.Current.CancellationToken));

    [Theory]
    [InlineData("{% nite 'a' %}x{% endnote %}", "Did you mean 'note'?")]
    [InlineData("{% note 'a' %}x", "Jinja was looking for the following tags: 'endnote'.")]
    [InlineData("{% note color='red', 'a' %}x{% endnote %}", "Arguments without a name come before those with one.")]
    [InlineData("{% note x y %}x{% endnote %}", "expected token ','")]
    public void AMistakeInATagIsASyntaxError(string template, string sentence)
    {
        var error = Assert.Throws<JinjaException>(() => new JinjaEnvironment(Options).Parse(template));

        Assert.Equal(JinjaErrorKind.Syntax, error.Kind);
        Assert.Contains(sentence, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatGoesWrongInATagHasItsPlace()
    {
        var options = new JinjaOptions { Tags = { ["fail"] = new(static _ => throw new JinjaException(JinjaErrorKind.Value, "no")), ["wrap"] = new(static a => a.RenderBody(), hasBody: true) } };
        var environment = new JinjaEnvironment(options);

        var own = Assert.Throws<JinjaException>(() => environment.Parse("a\n {% fail %}").Render(new Dictionary<string, object?>(), TestContext.Current.CancellationToken));
        var body = Assert.Throws<JinjaException>(() => environment.Parse("{% wrap %}\n{{ 1 // 0 }}{% endwrap %}").Render(new Dictionary<string, object?>(), TestContext.Current.CancellationToken));

        Assert.Equal((JinjaErrorKind.Value, 2, "no"), (own.Kind, own.Line, own.Reason));
        Assert.Equal(2, body.Line);
    }

    [Theory]
    [InlineData("for")]
    [InlineData("trans")]
    [InlineData("else")]
    [InlineData("endnote")]
    [InlineData("a b")]
    [InlineData("")]
    public void ANameThatIsTakenIsRefused(string name) =>
        Assert.Throws<ArgumentException>(() => new JinjaEnvironment(new() { Tags = { [name] = new(static _ => "") } }));

    [Fact]
    public void TheNamesInATagAreChecked()
    {
        var names = new JinjaEnvironment(Options).Parse("{% note a %}{{ b }}{% endnote %}{% hr %}").FindNames();

        Assert.Equal(["a", "b"], names.Select(static n => n.Name));
    }

    [Fact]
    public async Task ABodyMayCallAsynchronousFunctions()
    {
        var options = new JinjaOptions
        {
            Tags = { ["twice"] = new(static a => a.RenderBody() + a.RenderBody(), hasBody: true) },
            Globals = { ["fetch"] = (JinjaAsyncFunction)(static async (a, _) => { await Task.Yield(); return a.Text(0) + "!"; }) },
        };
        var template = new JinjaEnvironment(options).Parse("{% twice %}{{ fetch('a') }}{{ fetch('b') }}{% endtwice %}{{ fetch('c') }}");

        Assert.Equal("a!b!a!b!c!", await template.RenderAsync(new Dictionary<string, object?>(), TestContext.Current.CancellationToken));
    }
}
