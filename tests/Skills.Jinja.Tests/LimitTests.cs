using System.Text;

namespace Skills.Jinja.Tests;

/// <summary>Every limit: that its option rules it, and how its error reads.</summary>
public sealed class LimitTests
{
    public static TheoryData<string, JinjaLimits, string> Limits => new()
    {
        { "{{ 'far too long' }}", new() { MaxSourceLength = 10 }, "The template has 20 characters; MaxSourceLength = 10." },
        { "{{ ((((1)))) }}", new() { MaxSyntaxDepth = 3 }, "MaxSyntaxDepth = 3" },
        { "{% if 1 %}{% if 1 %}{% if 1 %}{% if 1 %}{% endif %}{% endif %}{% endif %}{% endif %}", new() { MaxSyntaxDepth = 3 }, "MaxSyntaxDepth = 3" },
        { "{% for i in range(5000) %}{{ i }}{% endfor %}", new() { MaxSteps = 2000 }, "The template took more than MaxSteps = 2000 steps." },
        { "{% for i in range(9) %}0123456789{% endfor %}", new() { MaxOutputLength = 50 }, "MaxOutputLength = 50" },
        { "{{ ('x' * 51)|length }}", new() { MaxStringLength = 50 }, "A string of 51 characters is over MaxStringLength = 50." },
        { "{{ ''.center(51)|length }}", new() { MaxStringLength = 50 }, "A string of 51 characters is over MaxStringLength = 50." },
        { "{{ ('%51d' % 1)|length }}", new() { MaxStringLength = 50 }, "A string of 51 characters is over MaxStringLength = 50." },
        { "{{ '{:>51}'.format(1)|length }}", new() { MaxStringLength = 50 }, "A string of 51 characters is over MaxStringLength = 50." },
        { "{{ [1] * 51 }}", new() { MaxListLength = 50 }, "A list of 51 elements is over MaxListLength = 50." },
        { "{{ range(51) }}", new() { MaxListLength = 50 }, "Range too big. The sandbox blocks ranges larger than MaxListLength = 50." },
        { "{% for i in range(99) %}{% set x = 'x' * 1000 %}{% endfor %}", new() { MaxCreatedBytes = 10_000 }, "The template built more than MaxCreatedBytes = 10000 bytes of strings and lists." },
        { "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", new() { MaxCallDepth = 10 }, "Calls are nested deeper than MaxCallDepth = 10." },
        { "{% include 'self' %}", new() { MaxCallDepth = 10 }, "Calls are nested deeper than MaxCallDepth = 10." },
        { "{% for x in [[[[1]]]] recursive %}{{ loop(x) }}{% endfor %}", new() { MaxCallDepth = 3 }, "Calls are nested deeper than MaxCallDepth = 3." },
        { "{{ [[[[1]]]] }}", new() { MaxValueDepth = 3 }, "A value is nested deeper than MaxValueDepth = 3." },
        { "{{ [[[[1]]]]|tojson }}", new() { MaxValueDepth = 3 }, "A value is nested deeper than MaxValueDepth = 3." },
        { "{{ [[[[1]]]]|pprint }}", new() { MaxValueDepth = 3 }, "A value is nested deeper than MaxValueDepth = 3." },
        { "{% for i in range(5) %}{% include 'part' ~ i %}{% endfor %}", new() { MaxLoadedTemplates = 3 }, "More than MaxLoadedTemplates = 3 templates were loaded." },
        { "{{ 2 ** 65537 }}", new(), "An integer grew over 65536 bits." },
        { "{{ ('f' * 20000)|int(base=16) }}", new(), "An integer grew over 65536 bits." },
    };

    [Theory]
    [MemberData(nameof(Limits))]
    public void ALimitIsRuledByItsOptionAndNamedByItsError(string template, JinjaLimits limits, string reason)
    {
        var error = Assert.Throws<JinjaException>(() => Render(template, limits));

        Assert.Equal(JinjaErrorKind.Limit, error.Kind);
        Assert.Contains(reason, error.Reason, StringComparison.Ordinal);
        Assert.Equal(error.Line == 0, error.Excerpt.Length == 0);
    }

    /// <summary>The same work is allowed where the limit is higher, so it is that limit that stopped it.</summary>
    [Theory]
    [InlineData("{{ ('x' * 51)|length }}")]
    [InlineData("{{ [1] * 51 }}")]
    [InlineData("{{ [[[[1]]]]|tojson }}")]
    [InlineData("{% for i in range(5000) %}{{ i }}{% endfor %}")]
    [InlineData("{% for i in range(5) %}{% include 'part' ~ i %}{% endfor %}")]
    public void WithTheDefaultLimitsTheSameTemplatesRender(string template) => Assert.NotEmpty(Render(template, new()));

    [Fact]
    public void AnErrorSaysWhatAndPointsAtWhere()
    {
        var error = Assert.Throws<JinjaException>(() => Render("one\ntwo {{ [1] * 51 }}", new() { MaxListLength = 50 }, "big"));

        Assert.Equal(("big", 2, 12), (error.TemplateName, error.Line, error.Column));
        Assert.Equal("two {{ [1] * 51 }}\n           ^", error.Excerpt);
        Assert.StartsWith("A list of 51 elements is over MaxListLength = 50. (big, line 2, column 12)", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{{ nmae }}{{ nmae.x }}", "name")]
    [InlineData("{{ name|lenght }}", "length")]
    [InlineData("{{ name is defned }}", "defined")]
    [InlineData("{% inclde 'x' %}", "include")]
    [InlineData("{{ [name]|map('uper')|list }}", "upper")]
    public void AMisspeltNameSuggestsTheNearest(string template, string suggestion)
    {
        var error = Assert.Throws<JinjaException>(() => Render(template, new()));

        Assert.Equal(suggestion, error.Suggestion);
        Assert.Contains($"Did you mean '{suggestion}'?", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ACancelledRenderStops()
    {
        using var source = new CancellationTokenSource();
        var options = new JinjaOptions { Globals = { ["cancel"] = (JinjaFunction)(_ => { source.Cancel(); return ""; }) } };
        var template = new JinjaEnvironment(options).Parse("{{ cancel() }}{% for i in range(90000) %}{{ i }}{% endfor %}");

        Assert.Throws<OperationCanceledException>(() => template.Render(new Dictionary<string, object?>(), source.Token));
        Assert.Throws<OperationCanceledException>(() => template.Render(new Dictionary<string, object?>(), new CancellationToken(true)));
    }

    [Fact]
    public void DeepNestingDoesNotOverflowTheStack()
    {
        foreach (var (open, middle, close) in new[] { ("(", "1", ")"), ("[", "1", "]"), ("{1:", "1", "}"), ("not ", "1", ""), ("-", "1", ""), ("", "x", ".a"), ("", "x", "[0]"), ("", "x", "|e"), ("", "1", "~1"), ("", "1", "+1"), ("1 if 1 else ", "1", ""), ("x(", "1", ")") })
        {
            var text = new StringBuilder("{{ ").Insert(3, open, 20_000).Append(middle).Insert(3 + middle.Length + (open.Length * 20_000), close, 20_000).Append(" }}");
            var limits = new JinjaLimits { MaxSourceLength = 10_000_000 };
            var error = Record.Exception(() => Render(text.ToString(), limits));
            Assert.True(error is null or JinjaException, $"{open}…{close}: {error}");
        }
    }

    private static string Render(string template, JinjaLimits limits, string? name = null)
    {
        var loader = new JinjaDelegateLoader(static n => n == "self" ? "{% include 'self' %}" : n.StartsWith("part", StringComparison.Ordinal) ? "x" : null);
        return new JinjaEnvironment(new JinjaOptions { Limits = limits, Loader = loader }).Parse(template, name)
            .Render(new Dictionary<string, object?> { ["name"] = "Ada" }, TestContext.Current.CancellationToken);
    }
}
