using System.Text;
using Microsoft.Extensions.Time.Testing;
using Skills.Tests;

namespace Skills.Jinja.Tests;

/// <summary>Asynchronous functions, filters and loaders.</summary>
public sealed class AsyncTests
{
    private static readonly Dictionary<string, object?> Nothing = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AnAsynchronousFunctionIsWaitedForAndCalledOnce()
    {
        var calls = new List<string>();
        var options = new JinjaOptions { Globals = { ["fetch"] = Fetch(calls) } };
        var template = new JinjaEnvironment(options).Parse("{% for n in ['a', 'b', 'c'] %}{{ fetch(n) }}{% if n == 'b' %}!{% endif %}{% endfor %}{{ fetch('a') }}");

        Assert.Equal("[a][b]![c][a]", await template.RenderAsync(Nothing, Token));
        Assert.Equal(["a", "b", "c", "a"], calls);
    }

    [Fact]
    public async Task ASynchronousFunctionBesideItIsCalledOnceToo()
    {
        var (calls, counted) = (new List<string>(), 0);
        var options = new JinjaOptions { Globals = { ["fetch"] = Fetch(calls), ["count"] = (JinjaFunction)(_ => ++counted) } };
        var template = new JinjaEnvironment(options).Parse("{{ count() }}{{ fetch('x') }}{{ count() }}{{ fetch('y') }}{{ count() }}");

        Assert.Equal("1[x]2[y]3", await template.RenderAsync(Nothing, Token));
        Assert.Equal(3, counted);
    }

    [Fact]
    public async Task WhatAFunctionGivesOneByOneIsAskedForOnce()
    {
        var made = 0;
        var options = new JinjaOptions { Globals = { ["fetch"] = Fetch([]), ["rows"] = (JinjaFunction)(_ => Rows()) } };
        var template = new JinjaEnvironment(options).Parse("{% for r in rows() %}{{ r }}{{ fetch('x') }}{% endfor %}");

        Assert.Equal("1[x]2[x]", await template.RenderAsync(Nothing, Token));
        Assert.Equal(2, made);

        IEnumerable<object?> Rows()
        {
            yield return ++made;
            yield return ++made;
        }
    }

    [Theory]
    [InlineData("{% macro m(n) %}<{{ fetch(n) }}>{% endmacro %}{{ m('a') }}{{ m('b') | upper }}", "<[a]><[B]>")]
    [InlineData("{% set x %}{{ fetch('a') }}{% endset %}{{ x ~ x }}", "[a][a]")]
    [InlineData("{% macro m() %}{{ caller() }}{{ caller() }}{% endmacro %}{% call m() %}{{ fetch('a') }}{% endcall %}", "[a][a]")]
    [InlineData("{% for x in [1, [2]] recursive %}{% if x is iterable %}{{ loop(x) }}{% else %}{{ fetch(x ~ '') }}{% endif %}{% endfor %}", "[1][2]")]
    [InlineData("{{ 'a' | load }}{{ ['b', 'c'] | map('load') | join('+') }}", "(a)(b)+(c)")]
    [InlineData("{% if fetch('a') == '[a]' and fetch('b') %}yes{% endif %}", "yes")]
    [InlineData("{{ own('z') }}", "own z")]
    [InlineData("{% filter load %}x{{ fetch('y') }}{% endfilter %}", "(x[y])")]
    public async Task ItMayBeCalledAnywhere(string template, string expected)
    {
        var options = new JinjaOptions { Globals = { ["fetch"] = Fetch([]) }, AsyncFilters = { ["load"] = async (a, _) => { await Task.Yield(); return $"({a.Text(0)})"; } } };
        var context = new Dictionary<string, object?> { ["own"] = (JinjaAsyncFunction)(async (a, _) => { await Task.Yield(); return "own " + a[0]; }) };

        Assert.Equal(expected, await new JinjaEnvironment(options).Parse(template).RenderAsync(context, Token));
    }

    [Fact]
    public async Task ItsArgumentsCanBeReadAfterItHasWaited()
    {
        JinjaAsyncFunction describe = async (a, _) =>
        {
            await Task.Yield();
            Assert.Throws<InvalidOperationException>(() => a.TryGetVariable("x", out var _));
            Assert.Throws<InvalidOperationException>(() => a.RenderBody());
            return $"{a.Count} {a[0]} {a.Text(1)} {a["k"]} {a["none"] ?? "-"} {a.IsUndefined(2)}";
        };
        var options = new JinjaOptions { Globals = { ["describe"] = describe } };

        Assert.Equal("3 1 [2] v - True", await new JinjaEnvironment(options).Parse("{{ describe(1, [2], nope, k='v') }}").RenderAsync(Nothing, Token));
    }

    // The continuation runs on another thread while the call itself has not returned yet.
    [Fact]
    public async Task TheRenderIsNotEnteredByAThreadThatOvertakesTheCall()
    {
        using var overtaken = new ManualResetEventSlim();
        JinjaAsyncFunction overtake = (a, token) =>
        {
            var after = Task.Run(
                () =>
                {
                    Assert.Throws<InvalidOperationException>(() => a.TryGetVariable("x", out var _));
                    Assert.Throws<InvalidOperationException>(() => a.RenderBody());
                    overtaken.Set();
                },
                token);
            Assert.True(overtaken.Wait(TimeSpan.FromSeconds(30), token));
            return new(Done(after, a.TryGetVariable("x", out var x) ? x : null));
        };
        var options = new JinjaOptions { Globals = { ["overtake"] = overtake } };

        Assert.Equal("1", await new JinjaEnvironment(options).Parse("{% set x = 1 %}{{ overtake() }}").RenderAsync(Nothing, Token));

        static async Task<object?> Done(Task task, object? value)
        {
            await task;
            return value;
        }
    }

    [Fact]
    public async Task WhatItFailsWithHasThePlaceOfTheCall()
    {
        var options = new JinjaOptions
        {
            Globals =
            {
                ["fail"] = (JinjaAsyncFunction)(async (_, _) => { await Task.Yield(); throw new IOException("secret"); }),
                ["refuse"] = (JinjaAsyncFunction)(async (_, _) => { await Task.Yield(); throw new JinjaException(JinjaErrorKind.Value, "no such row"); }),
            },
        };
        var environment = new JinjaEnvironment(options);

        var failed = await Assert.ThrowsAsync<JinjaException>(() => environment.Parse("a\n{{ fail() }}").RenderAsync(Nothing, Token));
        var refused = await Assert.ThrowsAsync<JinjaException>(() => environment.Parse("{{ 1 }}{{ refuse() }}").RenderAsync(Nothing, Token));

        Assert.Equal((JinjaErrorKind.Runtime, 2, "A function of the host failed with IOException."), (failed.Kind, failed.Line, failed.Reason));
        Assert.IsType<IOException>(failed.InnerException);
        Assert.Equal((JinjaErrorKind.Value, 1, "no such row"), (refused.Kind, refused.Line, refused.Reason));
    }

    [Fact]
    public void ASynchronousRenderRefusesIt()
    {
        var error = Assert.Throws<JinjaException>(() => new JinjaEnvironment(new() { Globals = { ["fetch"] = Fetch([]) } }).Parse("{{ fetch('a') }}").Render(Nothing, Token));

        Assert.Equal("This function is asynchronous. Render the template with RenderAsync.", error.Reason);
    }

    [Fact]
    public async Task TemplatesAreLoadedAsynchronouslyAndKeptWhileTheirStampIsTheSame()
    {
        var loader = new SlowLoader(new()
        {
            ["page"] = "{% extends 'base' %}{% block b %}{% include 'part' %}{% include ['none', 'part'] %}{% from 'lib' import m %}{{ m() }}{% endblock %}",
            ["base"] = "<{% block b %}{% endblock %}>",
            ["part"] = "part ",
            ["lib"] = "{% macro m() %}lib{% endmacro %}",
        });
        var environment = new JinjaEnvironment(new() { AsyncLoader = loader });

        var template = await environment.GetTemplateAsync("page", Token);
        Assert.Equal("<part part lib>", await template.RenderAsync(Nothing, Token));
        Assert.Equal(["page", "base", "part", "none", "lib"], loader.Loaded);

        Assert.Equal("<part part lib>", await (await environment.GetTemplateAsync("page", Token)).RenderAsync(Nothing, Token));
        Assert.Equal(["page", "base", "part", "none", "lib", "none"], loader.Loaded);
    }

    [Fact]
    public async Task ATemplateThatIsNotThereIsNamed()
    {
        var environment = new JinjaEnvironment(new() { AsyncLoader = new SlowLoader([]) });

        var included = await Assert.ThrowsAsync<JinjaException>(() => environment.Parse("{% include 'none' %}").RenderAsync(Nothing, Token));
        var asked = await Assert.ThrowsAsync<JinjaException>(() => environment.GetTemplateAsync("none", Token));
        var late = Assert.Throws<JinjaException>(() => environment.Parse("{% include 'none' %}").Render(Nothing, Token));

        Assert.Equal((JinjaErrorKind.TemplateNotFound, JinjaErrorKind.TemplateNotFound), (included.Kind, asked.Kind));
        Assert.Equal("Template 'none' is loaded asynchronously. Render with RenderAsync.", late.Reason);
    }

    [Fact]
    public async Task ARenderThatIsCancelledWhileItWaitsEnds()
    {
        using var source = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var options = new JinjaOptions { Globals = { ["hang"] = (JinjaAsyncFunction)((_, _) => new(Task.Delay(Timeout.Infinite, CancellationToken.None).ContinueWith(static _ => (object?)null, TaskScheduler.Default))) } };
        var render = new JinjaEnvironment(options).Parse("{{ hang() }}").RenderAsync(Nothing, source.Token);

        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Eventually.EndsAsync(render, "the render"));
    }

    [Fact]
    public async Task AFunctionThatNeverEndsIsLeftAfterTheLongestWait()
    {
        var clock = new FakeTimeProvider();
        var options = new JinjaOptions
        {
            TimeProvider = clock,
            Limits = new() { MaxAsyncWait = TimeSpan.FromSeconds(5) },
            Globals = { ["hang"] = (JinjaAsyncFunction)((_, _) => new(new TaskCompletionSource<object?>().Task)) },
        };
        var render = new JinjaEnvironment(options).Parse("ab\n{{ hang() }}").RenderAsync(Nothing, Token);

        clock.Advance(TimeSpan.FromSeconds(6));

        var error = await Assert.ThrowsAsync<JinjaException>(() => Eventually.EndsAsync(render, "the render"));
        Assert.Equal((JinjaErrorKind.Limit, 2, "An asynchronous function took longer than MaxAsyncWait = 00:00:05."), (error.Kind, error.Line, error.Reason));
    }

    [Fact]
    public async Task RepetitionsShareTheSteps()
    {
        var calls = new List<string>();
        var options = new JinjaOptions { Limits = new() { MaxSteps = 20_000 }, Globals = { ["fetch"] = Fetch(calls) } };
        var template = new JinjaEnvironment(options).Parse("{% for i in range(2000) %}{{ i }}{% endfor %}{% for i in range(99) %}{{ fetch('a') }}{% endfor %}");

        var error = await Assert.ThrowsAsync<JinjaException>(() => template.RenderAsync(Nothing, Token));

        Assert.Equal((JinjaErrorKind.Limit, "The template took more than MaxSteps = 20000 steps."), (error.Kind, error.Reason));
        Assert.InRange(calls.Count, 1, 10);
    }

    [Fact]
    public async Task ManyRendersAtOnceKeepApart()
    {
        var template = new JinjaEnvironment(new() { Globals = { ["fetch"] = Fetch([]) } }).Parse("{% for i in range(3) %}{{ fetch(name ~ i) }}{% endfor %}");

        var texts = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(() => template.RenderAsync(new Dictionary<string, object?> { ["name"] = $"n{i}." }, Token), Token)));

        Assert.All(texts.Index(), static t => Assert.Equal($"[n{t.Index}.0][n{t.Index}.1][n{t.Index}.2]", t.Item));
    }

    [Fact]
    public async Task TheOtherDoorsWaitToo()
    {
        var template = new JinjaEnvironment(new() { Globals = { ["fetch"] = Fetch([]) } }).Parse("{{ fetch(Name) }}");
        var writer = new StringWriter(new StringBuilder());

        await template.RenderAsync(writer, new Dictionary<string, object?> { ["Name"] = "w" }, Token);

        Assert.Equal("[w]", writer.ToString());
        Assert.Equal("[m]", await template.RenderAsync(new { Name = "m" }, Token));
        Assert.Equal("[j]", await template.RenderAsync(System.Text.Json.JsonElement.Parse("""{ "Name": "j" }"""), Token));
    }

    private static JinjaAsyncFunction Fetch(List<string> calls) => async (arguments, cancellationToken) =>
    {
        var name = arguments.Text(0);
        await Task.Yield();
        lock (calls)
        {
            calls.Add(name);
        }

        return $"[{name}]";
    };

    private sealed class SlowLoader(Dictionary<string, string> templates) : IJinjaAsyncLoader
    {
        public List<string> Loaded { get; } = [];

        public async ValueTask<string?> LoadAsync(string name, CancellationToken cancellationToken)
        {
            Loaded.Add(name);
            await Task.Yield();
            return templates.GetValueOrDefault(name);
        }

        public async ValueTask<string?> GetStampAsync(string name, CancellationToken cancellationToken)
        {
            await Task.Yield();
            return "1";
        }
    }
}
