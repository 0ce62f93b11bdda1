using System.Collections.Concurrent;
using System.Text.Json;

namespace Skills.Jinja.Tests;

public sealed class ConcurrencyTests
{
    [Fact]
    public void OneEnvironmentAndItsTemplatesServeManyThreads()
    {
        var templates = new ConcurrentDictionary<string, string>
        {
            ["base"] = "[{% block body %}{% endblock %}]",
            ["row"] = "{{ loop.index }}:{{ row }} ",
            ["tools"] = "{% set calls = namespace(n=0) %}{% macro count() %}{% set calls.n = calls.n + 1 %}{{ calls.n }}{% endmacro %}",
        };
        var environment = new JinjaEnvironment(new JinjaOptions { Loader = new JinjaMemoryLoader(templates) });
        var template = environment.Parse(
            "{% extends 'base' %}{% import 'tools' as t %}{% block body %}{% for row in rows %}{{ loop.index and '' }}{% include 'row' %}{% endfor %}{{ t.count() }}{{ t.count() }} {{ rows|map('string')|join('+') }} {{ range(9)|random }}{% endblock %}");
        var draw = template.Render(Context(0), TestContext.Current.CancellationToken)[^2];

        Parallel.For(0, 2_000, i =>
        {
            var rows = Enumerable.Range(i, 1 + (i % 5)).ToList();
            var expected = $"[{string.Concat(rows.Select((r, n) => $"{n + 1}:{r} "))}12 {string.Join('+', rows)} {draw}]";
            Assert.Equal(expected, template.Render(Context(i), TestContext.Current.CancellationToken));
            if (i % 7 == 0)
            {
                // A failing render leaves nothing behind for the next.
                Assert.Throws<JinjaException>(() => environment.Parse("{% for i in range(50) %}{{ i }}{{ 1 / (9 - i) }}{% endfor %}").Render(Context(i), TestContext.Current.CancellationToken));
            }
        });

        static JsonElement Context(int i) => JsonSerializer.SerializeToElement(new { rows = Enumerable.Range(i, 1 + (i % 5)) });
    }

    [Fact]
    public void ATemplateMayRenderItselfThroughAFunctionOfTheHost()
    {
        JinjaTemplate? template = null;
        var options = new JinjaOptions
        {
            Globals = { ["inner"] = (JinjaFunction)(a => (long)a[0]! == 0 ? "." : template!.Render(new Dictionary<string, object?> { ["n"] = (long)a[0]! - 1 })) },
        };
        template = new JinjaEnvironment(options).Parse("<{{ n }}{{ inner(n) }}>");

        Assert.Equal("<3<2<1<0.>>>>", template.Render(new Dictionary<string, object?> { ["n"] = 3 }, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void NothingOfOneRenderIsSeenByTheNext()
    {
        var options = new JinjaOptions { Loader = new JinjaMemoryLoader(new Dictionary<string, string> { ["m"] = "{% set box = [] %}" }), Do = true };
        var template = new JinjaEnvironment(options).Parse("{% import 'm' as m %}{% do m.box.append(1) %}{{ m.box }}{% set c = cycler(1, 2) %}{{ c.next() }}");

        Assert.Equal("[1]1", template.Render(new Dictionary<string, object?>(), TestContext.Current.CancellationToken));
        Assert.Equal("[1]1", template.Render(new Dictionary<string, object?>(), TestContext.Current.CancellationToken));
    }
}
