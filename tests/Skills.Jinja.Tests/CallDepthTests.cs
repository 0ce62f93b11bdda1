namespace Skills.Jinja.Tests;

/// <summary>MaxCallDepth counts what is nested, not what came before, by every kind of call.</summary>
public sealed class CallDepthTests
{
    private const string Setup = "{% macro m() %}x{% endmacro %}{% macro w() %}{{ caller() }}{% endmacro %}"
        + "{% macro deep(n) %}{{ deep(n - 1) if n > 0 }}{% endmacro %}{% set c = namespace(n=0) %}{% import 'lib' as lib %}";

    private static readonly Dictionary<string, string> Templates = new()
    {
        ["lib"] = "{% macro a() %}a{% endmacro %}",
        ["part"] = "p",
        ["parts"] = "{% include 'part' %}{% include 'part' %}",
        ["down"] = "{% if n > 0 %}{% set n = n - 1 %}{% include 'down' %}{% endif %}",
        ["import-down"] = "{% if n > 0 %}{% set n = n - 1 %}{% import 'import-down' as d with context %}{% endif %}",
        ["base"] = "{% block b %}x{% endblock %}",
    };

    /// <summary>One call of each kind.</summary>
    public static TheoryData<string> Calls => [
        "{{ m() }}",
        "{{ m() | upper }}",
        "{{ lib.a() }}",
        "{% call w() %}x{% endcall %}",
        "{% call w() %}{{ m() }}{% endcall %}",
        "{% for x in [[], [[]]] recursive %}{{ loop(x) if x else '' }}{% endfor %}",
        "{% include 'part' %}",
        "{% include 'parts' %}",
        "{% include 'part' without context %}",
        "{% include 'missing' ignore missing %}",
        "{% import 'part' as p %}",
        "{% import 'part' as p with context %}",
        "{% from 'lib' import a %}{{ a() }}",
        "{{ self.b() }}",
        "{% set s %}{{ m() }}{% endset %}",
        "{% filter upper %}{{ m() }}{% endfilter %}",
        "{% with x = m() %}{{ x }}{% endwith %}",
    ];

    /// <summary>Templates that call themselves <c>n</c> times.</summary>
    public static TheoryData<string> Recursions => [
        "{{ deep(n) }}",
        "{% macro r(n) %}{% if n > 0 %}{% call w() %}{{ r(n - 1) }}{% endcall %}{% endif %}{% endmacro %}{{ r(n) }}",
        "{% macro r(n) %}{% set x %}{{ r(n - 1) if n > 0 }}{% endset %}{% endmacro %}{{ r(n) }}",
        "{% macro r(n) %}{% filter upper %}{{ r(n - 1) if n > 0 }}{% endfilter %}{% endmacro %}{{ r(n) }}",
        "{% for x in [n] recursive %}{{ loop([x - 1]) if x > 0 }}{% endfor %}",
        "{% include 'down' %}",
        "{% import 'import-down' as d with context %}",
        "{% macro r() %}{% set c.n = c.n + 1 %}{% if c.n <= n %}{{ self.again() }}{% endif %}{% endmacro %}{% block again scoped %}{{ r() }}{% endblock %}",
    ];

    [Theory]
    [MemberData(nameof(Calls))]
    public void CallsOneAfterAnotherAreNotNested(string call)
    {
        var twenty = string.Concat(Enumerable.Repeat(call, 20));

        Assert.Equal(Needed(call, 0), Needed(twenty, 0));
        Assert.Equal(Needed("{{ deep(12) }}", 0), Needed(twenty + "{{ deep(12) }}", 0));
        Assert.Equal(Needed("{% macro t() %}{{ deep(12) }}{% endmacro %}{{ t() }}", 0), Needed("{% macro t() %}" + (call.Contains("self", StringComparison.Ordinal) ? "" : twenty) + "{{ deep(12) }}{% endmacro %}{{ t() }}", 0));
    }

    [Theory]
    [MemberData(nameof(Recursions))]
    public void EachLevelOfARecursionNeedsMoreDepth(string template)
    {
        var steps = Enumerable.Range(3, 5).Select(n => Needed(template, n + 1) - Needed(template, n)).Distinct().ToList();

        Assert.True(Assert.Single(steps) >= 1);
    }

    // The lowest MaxCallDepth with which the template renders.
    private static int Needed(string template, int n)
    {
        for (var depth = 1; depth < 100; depth++)
        {
            try
            {
                var options = new JinjaOptions { Limits = new() { MaxCallDepth = depth }, Loader = new JinjaMemoryLoader(Templates) };
                new JinjaEnvironment(options).Parse(Setup + "{% block b %}b{% endblock %}" + template).Render(new Dictionary<string, object?> { ["n"] = n }, TestContext.Current.CancellationToken);
                return depth;
            }
            catch (JinjaException error) when (error.Kind == JinjaErrorKind.Limit)
            {
                Assert.Contains($"MaxCallDepth = {depth}", error.Reason, StringComparison.Ordinal);
            }
        }

        throw new InvalidOperationException($"{template} needs a depth of more than 100.");
    }
}
